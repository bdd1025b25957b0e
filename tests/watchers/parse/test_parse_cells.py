"""Numbers in a column: signs, marks, units; and whole tables in every local way to write them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.confined.child import Refusal
from watchers.parse.cells import read_column
from watchers.parse.numbers import read_numbers


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("−6.5", -6.5),
        ("- 6.5", -6.5),
        ("6.5-", -6.5),
        ("(1,234)", -1234.0),
        ("(12)", -12.0),
        ("6.5*", 6.5),
        ("6.5 (p)", 6.5),
        ("6.5 p", 6.5),
        ("6.5p", 6.5),
        ("6.5 e", 6.5),
        ("6.5e2", 650.0),
        ("6.5 [1]", 6.5),
        ("6.5 (1)", 6.5),
        ("6.5¹", 6.5),
        ("1’234.5", 1234.5),
        ("1 234.5", 1234.5),
        ("1\u00a0234\u202f567", 1234567.0),
        ("12,34,567.5", 1234567.5),
        ("5.5 ₽", 5.5),
        ("$5.5", 5.5),
        ("-$5.5", -5.5),
        ("US$ 5.5", 5.5),
        ("5.5 %", 5.5),
        ("٦٫٥", 6.5),
        ("۱٬۲۳۴٫۵", 1234.5),
        (".5", 0.5),
        ("n/a", None),
        ("..", None),
        (": c", None),
        ("–", None),
        ("", None),
        ("suspended", None),
        ("(5", None),
        ("1.2.3,4,5", None),
        ("5" * 400, None),
    ],
)
def test_a_cell_is_read_with_what_stands_around_it(cell, expected):
    """Signs, brackets, footnotes, flags, groups, units, digits of other scripts."""
    assert [expected] == read_column([cell], decimal=".")


@pytest.mark.parametrize(
    ("cells", "delimiter", "expected"),
    [
        (["7,119", "7,2"], ",", [7.119, 7.2]),
        (["7,119", "7,123"], ";", [7.119, 7.123]),
        (["7,119", "7,123"], ",", [7119.0, 7123.0]),
        (["7.119", "7.123"], ",", [7.119, 7.123]),
        (["7.119", "7.123,5"], ";", [7119.0, 7123.5]),
        (["1.234", "12.345.678"], ";", [1234.0, 12345678.0]),
        (["0,123", "1,234"], "\t", [0.123, 1.234]),
        (["1234,567", "1,234"], "\t", [1234.567, 1.234]),
        (["1,234", "5"], ",", [1234.0, 5.0]),
    ],
)
def test_the_decimal_mark_is_the_columns(cells, delimiter, expected):
    """What one cell proves holds for all."""
    assert expected == read_column(cells, delimiter=delimiter)


@pytest.mark.parametrize(
    ("cells", "delimiter", "said"),
    [
        (["7,119", "7,123"], "\t", "a number such as '7,119' may be read in two ways"),
        (["7.119", "7.123"], ";", "a number such as '7.119' may be read in two ways"),
        (["1,5", "1,234,567"], ",", "in both meanings"),
        (["1.2 bn", "900 mn"], ",", "different units in one column: 'bn' and 'mn'"),
        (["1.2 bn", "900"], ",", "different units in one column: 'bn' and ''"),
        (["$5", "€5"], ",", "different units"),
    ],
)
def test_what_may_be_two_numbers_is_refused(cells, delimiter, said):
    """With what would settle it."""
    with pytest.raises(Refusal, match=said.replace("$", r"\$")):
        read_column(cells, delimiter=delimiter)


def test_cells_beside_it_and_a_setting_settle_a_column():
    """The table as a whole is written in one way."""
    assert [7.119] == read_column(["7,119"], delimiter="\t", others=["x", "5,5"])
    assert [7119.0] == read_column(["7,119"], delimiter="\t", decimal=".")


def _written(number, form):
    whole, _, part = f"{abs(number):.3f}".rstrip("0").rstrip(".").partition(".")
    groups = f"{int(whole):,}".replace(",", form["group"]) if form["group"] else whole
    text = groups + (form["mark"] + part if part else "")
    signed = {"()": f"({text})", "−": f"−{text}", "-": f"-{text}"}
    return (signed[form["sign"]] if number < 0 else text) + form["behind"]


def _told_apart(form):
    """Say whether it is written as its like: decimal commas go with semicolons alone."""
    others = form["group"] + form["delimiter"] not in {",;", ".\t", ".|"}
    return others and form["mark"] != form["group"] and form["mark"] + form["delimiter"] != ",,"


FORMS = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y%m%d", "%d %b %Y", "%B %d, %Y"]


@given(
    st.lists(
        st.integers(-2_000_000_000, 2_000_000_000).map(lambda n: n / 1000), min_size=1, max_size=12
    ),
    st.dates(date(1995, 1, 1), date(2026, 1, 1)),
    st.fixed_dictionaries(
        {
            "step": st.sampled_from([1, 7, 31]),
            "date": st.sampled_from(FORMS),
            "delimiter": st.sampled_from([",", ";", "\t", "|"]),
            "mark": st.sampled_from([".", ","]),
            "group": st.sampled_from(["", ".", ",", " ", "’"]),
            "sign": st.sampled_from(["()", "−", "-"]),
            "before": st.sampled_from(["", "Notes on it\n\n", '"Source","Office"\n']),
            "behind": st.sampled_from(["", "%", " ₽", " (p)", "*"]),
        }
    ).filter(_told_apart),
)
def test_a_table_in_any_local_convention_is_read_back_or_refused(numbers, start, form):
    """Never wrong: what could be two things is asked about."""
    days = [start + timedelta(days=form["step"] * n) for n in range(len(numbers))]
    delimiter = form["delimiter"]
    rows = "".join(
        f'"{day.strftime(form["date"])}"{delimiter}"{_written(number, form)}"\n'
        for day, number in zip(days, numbers, strict=True)
    )
    text = f"{form['before']}Date{delimiter}Value\n{rows}"

    try:
        found = read_numbers(text.encode(), "text/csv", {})
    except Refusal as refusal:
        assert "write" in refusal.message  # noqa: PT017 - either is right
        return

    assert list(zip(days, numbers, strict=True)) == [(one.at.date(), one.value) for one in found]
