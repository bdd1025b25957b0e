from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.confined.child import Refusal
from watchers.parse.numbers import MOST_BYTES, read_numbers


def read(text, **written):
    """Give (year, month, day, value) of each number."""
    body = text.encode() if isinstance(text, str) else text
    return [
        (one.at.year, one.at.month, one.at.day, one.value)
        for one in read_numbers(body, "text/csv", written)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("date,value\n2026-03-14,5\n", [(2026, 3, 14, 5.0)], id="plain"),
        pytest.param("Zeit;Wert\n14.03.2026;1.234,5\n", [(2026, 3, 14, 1234.5)], id="German"),
        pytest.param('d,v\n2026-03,"1,234"\n', [(2026, 3, 1, 1234.0)], id="month, thousands"),
        pytest.param("d\tv\n2026M03\t-5e2\n", [(2026, 3, 1, -500.0)], id="Eurostat"),
        pytest.param("d,v\n2026-Q2,7 %\n", [(2026, 4, 1, 7.0)], id="quarter, percent"),
        pytest.param("d,v\n2026,7\n", [(2026, 1, 1, 7.0)], id="year"),
        pytest.param("d,v\n2026-03-14T23:00-05:00,7\n", [(2026, 3, 15, 7.0)], id="zone"),
        pytest.param("d,v\n2026-01-01,.\n2026-01-02,6\n", [(2026, 1, 2, 6.0)], id="missing"),
        pytest.param(
            "d,v\n2026-01-02,6\n2026-01-01,5\n2026-01-02,7\n",
            [(2026, 1, 1, 5.0), (2026, 1, 2, 7.0)],
            id="unordered, revised",
        ),
        pytest.param(
            "place,d,export,import\nRU,2026-01-01,5,6\n", [(2026, 1, 1, 6.0)], id="last column"
        ),
        pytest.param(
            '{"note": ["x"], "data": {"rows": [{"period": "2026-01", "value": 5}]}}',
            [(2026, 1, 1, 5.0)],
            id="JSON, rows deep inside",
        ),
        pytest.param('[["2026-01-01", 5], ["2026-01-02", null]]', [(2026, 1, 1, 5.0)], id="pairs"),
        pytest.param(b"\xef\xbb\xbfd,v\r\n2026-01-01,5\r\n", [(2026, 1, 1, 5.0)], id="BOM, CR"),
    ],
)
def test_numbers_are_read_as_offices_publish_them(text, expected):
    """Dates, decimal signs, gaps."""
    assert expected == read(text)


def test_columns_are_taken_by_their_names():
    """Where several hold dates or numbers."""
    text = "sent,d,export,import\n2027-01-01,2026-01-01,5,6\n"

    assert [(2026, 1, 1, 5.0)] == read(text, date="d", value="export")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no rows in it"),
        ("<html><body>Moved</body></html>", "no rows in it"),
        ("a,b\n1,x\n", "no column for the date in it; it has 'a', 'b'"),
        ("d,v\n2026-01-01,x\n", "no column for the value in it; it has 'd', 'v'"),
        ("d,v\n" + "1,2\n" * 200_001, "too large a table: ask its server for less"),
        ("d,v\n" + "," * 3_000, "too large a table: ask its server for less"),
        ("d,total\n2026-01-01,x\n", "no row has both a date and a number"),
        ("[" * 100_000, "not JSON that can be read"),
        ("d,v\n2026-01-01," + "9" * 500 + "\n", "no column for the value in it"),
        (b"x" * (MOST_BYTES + 1), "more than 4 MiB"),
    ],
)
def test_what_has_no_numbers_says_why(text, message):
    """For the person who wrote its address into the rules."""
    with pytest.raises(match="^" + message.replace("(", r"\(")):
        read(text, value="total" if "total" in str(text) else "")


def test_a_column_that_is_not_there_is_named():
    """With those that are."""
    with pytest.raises(match="no column for the value in it; it has 'd', 'v'"):
        read("d,v\n2026-01-01,5\n", value="total")


@settings(max_examples=300)
@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(
            ["2026-01-01", "5", "①", "²", ",", ";", "\n", '"', "[", "]", "{", "}", ":", "x"]
        ),
        max_size=30,
    ).map("".join)
)
def test_any_bytes_are_read_or_refused(text):
    """Never anything but and finite numbers with times in UTC."""
    try:
        found = read_numbers(text.encode(errors="replace"), "", {})
    except Refusal:
        return
    assert found
    assert all(UTC == one.at.tzinfo and abs(one.value) < float("inf") for one in found)


def test_the_largest_table_is_read():
    """As many rows as four mebibytes hold; the first column is the one with dates."""
    rows = b"".join(b"%d-01-01,%d,%d\n" % (1900 + n % 200, n, n) for n in range(200_000))

    assert 200 == len(read_numbers((b"d,a,b\n" + rows)[:MOST_BYTES], "", {}))
    assert datetime(1900, 1, 1, tzinfo=UTC) == read_numbers(b"d,v\n1900,1\n", "", {})[0].at
