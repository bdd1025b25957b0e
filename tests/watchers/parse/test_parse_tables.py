"""Tables as statistical offices publish them: each is read, or says what it needs."""

import json

import pytest

from watchers.confined.child import Refusal
from watchers.parse.numbers import read_numbers


def read(text, **written):
    """Give (day, value) of each number."""
    if "where" in written:
        written["where"] = json.dumps(written["where"])
    return [(f"{one.at:%Y-%m-%d}", one.value) for one in read_numbers(text.encode(), "", written)]


def refused(text, **written):
    """Give what is said to people."""
    with pytest.raises(Refusal) as refusal:
        read(text, **written)
    return refusal.value.message


JANUARY, FEBRUARY = "2026-01-01", "2026-02-01"
WORLD_BANK = json.dumps(
    [
        {"page": 1, "pages": 1, "per_page": 50, "total": 2, "lastupdated": "2026-10-01"},
        [
            {
                "indicator": {"id": "NY.GDP", "value": "GDP"},
                "country": {"id": "CN", "value": "China"},
                "date": year,
                "value": value,
                "decimal": 0,
            }
            for year, value in (("2025", 95), ("2024", None), ("2023", 90.5))
        ],
    ]
)
WORLD_BANK_CSV = """\
"Data Source","World Development Indicators",

"Last Updated Date","2026-10-01",

"Country Name","Country Code","Indicator Name","2023","2024","2025",
"China","CHN","GDP","90.5","","95",
"Russia","RUS","GDP","1.8","2.1","2.0",
"""
FRED = "observation_date,DGS10\n2026-01-01,4.5\n2026-01-02,.\n2026-02-01,4.6\n"
FRED_JSON = json.dumps(
    {
        "realtime_start": "2026-11-28",
        "count": 2,
        "observations": [
            {"realtime_start": "2026-11-28", "date": JANUARY, "value": "4.5"},
            {"realtime_start": "2026-11-28", "date": "2026-01-02", "value": "."},
            {"realtime_start": "2026-11-28", "date": FEBRUARY, "value": "4.6"},
        ],
    }
)
EUROSTAT_TSV = (
    "freq,unit,geo\\TIME_PERIOD\t2026-01 \t2026-02 \t2026-03 \n"
    "M,EUR,DE\t101.2 p\t102.5 \t: c\nM,EUR,FR\t99.0 \t: \t98.5 e\n"
)
SDMX = (
    "DATAFLOW,LAST UPDATE,freq,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,UNIT_MULT\n"
    "ESTAT:X(1.0),12/11/26 23:00:00,M,DE,2026-01,5.5,p,6\n"
    "ESTAT:X(1.0),12/11/26 23:00:00,M,DE,2026-02,5.6,,6\n"
)
JSON_STAT = {
    "version": "2.0",
    "class": "dataset",
    "id": ["freq", "geo", "time"],
    "size": [1, 2, 2],
    "role": {"time": ["time"]},
    "dimension": {
        "freq": {"category": {"index": ["M"]}},
        "geo": {
            "category": {
                "index": {"DE": 0, "FR": 1},
                "label": {"DE": "Germany", "FR": "France"},
            }
        },
        "time": {"category": {"index": {"2026-01": 0, "2026-02": 1}}},
    },
    "value": {"0": 1.5, "1": 1.6, "2": 2.5},
}
JSON_STAT_1 = {
    "dataset": {
        "dimension": {
            "id": ["geo", "time"],
            "size": [1, 2],
            "role": {"time": ["time"]},
            "geo": {"category": {"label": {"DE": "Germany"}}},
            "time": {"category": {"index": {"2026-01": 0, "2026-02": 1}}},
        },
        "value": [1.5, 1.6],
    }
}
COMTRADE = json.dumps(
    {
        "elapsedTime": "0.1",
        "data": [
            {
                "freqCode": "M",
                "refPeriodId": 20260101 + 100 * month,
                "refYear": 2026,
                "refMonth": 1 + month,
                "period": f"2026{1 + month:02}",
                "reporterCode": 643,
                "partnerCode": 156,
                "primaryValue": 123.4 + month,
                "qty": 7,
            }
            for month in (0, 1)
        ],
    }
)
CUSTOMS = """\
Foreign trade of the Republic, million USD

Source: customs office, 20 November 2026
Year,Jan,Feb,Mar,Total
2025,5,6,7,18
2026,8,9,,17
"""
CUSTOMS_TWO_ROWS = """\
Trade by months;;;;
;2025;;2026;
;Exports;Imports;Exports;Imports
January;1,5;2,5;3,5;4,5
February;5,5;6,5;7,5;8,25
"""
CUSTOMS_BY_COUNTRY = """\
Страна;2025;;2026;
;янв;фев;янв;фев
Китай;1,5;2,5;3,5;4,25
Япония;1,5;2,5;3,5;4,5
"""


@pytest.mark.parametrize(
    ("text", "written", "expected"),
    [
        pytest.param(WORLD_BANK, {}, [("2023-01-01", 90.5), ("2025-01-01", 95.0)], id="World Bank"),
        pytest.param(
            WORLD_BANK_CSV,
            {"where": {"Country Name": "China"}},
            [("2023-01-01", 90.5), ("2025-01-01", 95.0)],
            id="World Bank, CSV",
        ),
        pytest.param(FRED, {}, [(JANUARY, 4.5), (FEBRUARY, 4.6)], id="FRED"),
        pytest.param(FRED_JSON, {}, [(JANUARY, 4.5), (FEBRUARY, 4.6)], id="FRED, JSON"),
        pytest.param(
            EUROSTAT_TSV,
            {"where": {"geo": "DE"}},
            [(JANUARY, 101.2), (FEBRUARY, 102.5)],
            id="Eurostat, TSV",
        ),
        pytest.param(SDMX, {}, [(JANUARY, 5.5), (FEBRUARY, 5.6)], id="SDMX: Eurostat, OECD"),
        pytest.param(
            json.dumps(JSON_STAT),
            {"where": {"geo": "Germany"}},
            [(JANUARY, 1.5), (FEBRUARY, 1.6)],
            id="JSON-stat by label",
        ),
        pytest.param(
            json.dumps(JSON_STAT),
            {"where": {"geo": "FR"}},
            [(JANUARY, 2.5)],
            id="JSON-stat by code",
        ),
        pytest.param(
            json.dumps(JSON_STAT_1), {}, [(JANUARY, 1.5), (FEBRUARY, 1.6)], id="JSON-stat 1"
        ),
        pytest.param(COMTRADE, {}, [(JANUARY, 123.4), (FEBRUARY, 124.4)], id="UN Comtrade"),
        pytest.param(
            CUSTOMS,
            {},
            [(f"2025-0{n}-01", n + 4.0) for n in (1, 2, 3)] + [(JANUARY, 8.0), (FEBRUARY, 9.0)],
            id="years down, months across",
        ),
        pytest.param(
            CUSTOMS_TWO_ROWS,
            {"where": {"measure": "Imports"}},
            [("2025-01-01", 2.5), ("2025-02-01", 6.5), (JANUARY, 4.5), (FEBRUARY, 8.25)],
            id="months down, years over measures across",
        ),
        pytest.param(
            CUSTOMS_BY_COUNTRY,
            {"where": {"Страна": "Китай"}},
            [("2025-01-01", 1.5), ("2025-02-01", 2.5), (JANUARY, 3.5), (FEBRUARY, 4.25)],
            id="years over months across",
        ),
        pytest.param(
            ",Exports,,Imports,\nCountry,2025,2026,2025,2026\nChina,1,2,3,4\nJapan,5,6,7,8\n",
            {"where": {"measure": "Imports", "Country": "Japan"}},
            [("2025-01-01", 7.0), ("2026-01-01", 8.0)],
            id="measures over years across",
        ),
        pytest.param(
            "Country,2024,2025\nChina,2005,2006\n",
            {},
            [("2024-01-01", 2005.0), ("2025-01-01", 2006.0)],
            id="numbers that look like years",
        ),
        pytest.param(
            "Month,2025,2026\nJanuary,5,6\n", {}, [("2025-01-01", 5.0), (JANUARY, 6.0)], id="months"
        ),
        pytest.param(
            "Month,2026\nJanuary,5\nFebruary,6\nTotal,11\n",
            {},
            [(JANUARY, 5.0), (FEBRUARY, 6.0)],
            id="one year above months",
        ),
        pytest.param(
            "Year,Month,Value\n2026,1,5\n2026,2,6\n", {}, [(JANUARY, 5.0), (FEBRUARY, 6.0)], id="m"
        ),
        pytest.param(
            "Год;Месяц;Объём\n2026;январь;5,5\n2026;февраль;6,25\n",
            {},
            [(JANUARY, 5.5), (FEBRUARY, 6.25)],
            id="a column of years and one of months",
        ),
        pytest.param(
            "Title,CPI\nUnit,\n2025,9\n2026,8\n2026 Q1,7\n2026 JAN,5\n2026 FEB,6\n",
            {},
            [(JANUARY, 5.0), (FEBRUARY, 6.0)],
            id="years, quarters and months in one column",
        ),
    ],
)
def test_offices_tables_are_read(text, written, expected):
    """Whichever way time runs in them."""
    assert expected == read(text, **written)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        pytest.param('"Source","Office"\n\n"Date","Value"\n{}', {}, id="notes"),
        pytest.param("sep=;\nDate;Value\n{}", {}, id="sep="),
        pytest.param('"sep=|"\nDate|Value\n{}', {}, id="sep= in quotes"),
        pytest.param("{}", {}, id="no header"),
        pytest.param("Date,Value\n,million USD\n{}", {"value": "Value"}, id="units below"),
        pytest.param("Date,Exports\n,Value\n{}", {"value": "Exports Value"}, id="two rows"),
        pytest.param("Date,Value\n{}", {"value": "2"}, id="a column by its place"),
        pytest.param("Date,Value\n①,②\n{}", {}, id="figures that are no digits"),
        pytest.param("Date,Value\n{}\nSource: Office, 2026\n* revised\n", {}, id="a footer"),
        pytest.param('Date,"Value\n(total)"\n{}', {}, id="a line break in a name"),
    ],
)
def test_the_header_is_before_the_first_row_with_a_date_and_a_number(text, written):
    """Whatever else stands above it."""
    delimiter = next(d for d in ";|," if d in text or d == ",")
    rows = f"2026-01-01{delimiter}5\n2026-02-01{delimiter}6\n"

    assert [(JANUARY, 5.0), (FEBRUARY, 6.0)] == read(text.format(rows), **written)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["2026-Q1", "2026-Q2"], ["2026-01-01", "2026-04-01"]),
        (["Q1 2026", "Q2 2026"], ["2026-01-01", "2026-04-01"]),
        (["I кв. 2026", "II кв. 2026"], ["2026-01-01", "2026-04-01"]),
        (["2026-S1", "2026-S2"], ["2026-01-01", "2026-07-01"]),
        (["2026-W05", "2026-W06"], ["2026-01-26", "2026-02-02"]),
        (["Jan-26", "Feb-26"], [JANUARY, FEBRUARY]),
        (["2026 January", "2026 February"], [JANUARY, FEBRUARY]),
        (["январь 2026 г.", "февраль 2026 г."], [JANUARY, FEBRUARY]),
        (["2026年1月", "2026年2月"], [JANUARY, FEBRUARY]),
        (["01/2026", "02/2026"], [JANUARY, FEBRUARY]),
        (["2026M1", "2026M2"], [JANUARY, FEBRUARY]),
        (["202601", "202602"], [JANUARY, FEBRUARY]),
        (["20260101", "20260201"], [JANUARY, FEBRUARY]),
        (["2024/25", "2025/26"], ["2024-01-01", "2025-01-01"]),
        (["2010/11", "2011/12"], ["2010-01-01", "2011-01-01"]),
        (["1/13/2026", "2/1/2026"], ["2026-01-13", FEBRUARY]),
        (["13.01.2026", "01.02.2026"], ["2026-01-13", FEBRUARY]),
        (["01.02.2026", "02.02.2026"], [FEBRUARY, "2026-02-02"]),
        (["1769904000000", "1769990400000"], [FEBRUARY, "2026-02-02"]),
        (["2026-01-31T23:00-05:00", "2026-02-02"], [FEBRUARY, "2026-02-02"]),
    ],
)
def test_times_are_read_by_the_whole_column(cells, expected):
    """Days, weeks, months, quarters, halves, years; also those of a budget."""
    text = "t,v\n" + "".join(f"{cell},{at}.5\n" for at, cell in enumerate(cells))

    assert expected == [day for day, _ in read(text)]


MANY = "Date,Country,Value\n2026-01-01,Russia,5\n2026-01-01,China,50\n2026-02-01,China,60\n"


def test_several_rows_for_a_time_are_refused_until_one_is_chosen():
    """The number of another country would be watched."""
    said = refused(MANY)

    assert said == "2 numbers for 2026-01-01: write where: with one of 'Country'"
    assert [(JANUARY, 50.0), (FEBRUARY, 60.0)] == read(MANY, where={"country": " CHINA"})
    assert "no row has 'Chile' in 'Country'; there is 'Russia', 'China'" == refused(
        MANY, where={"Country": "Chile"}
    )
    assert "no column 'Land'; it has 'Date', 'Country', 'Value'" == refused(
        MANY, where={"Land": "China"}
    )


def test_rows_of_another_choice_tell_how_numbers_and_dates_are_written():
    """What one country's do not show, the table does."""
    text = "d;c;v\n01/02/2026;A;7,123\n13/02/2026;B;7,5\n"

    assert [("2026-02-01", 7.123)] == read(text, where={"c": "A"})


def test_the_later_row_counts_where_nothing_would_choose():
    """It was appended when the number was revised."""
    assert [(JANUARY, 6.0), (FEBRUARY, 7.0)] == read(
        "d,v\n2026-01-01,5\n2026-02-01,7\n2026-01-01,6\n"
    )


POINTS = {
    "series": [
        {"name": "A", "points": [[JANUARY, 5], [FEBRUARY, 6]]},
        {"name": "B", "points": [[JANUARY, 7], [FEBRUARY, 8]]},
    ]
}


def test_a_path_leads_to_the_rows_where_json_has_several_lists():
    """Two series side by side are alike; the longer is not the one that was meant."""
    text = json.dumps(POINTS)

    assert refused(text) == (
        "2 lists of numbers in it: choose one by rows: series[0].points or rows: series[1].points"
    )
    assert [(JANUARY, 7.0), (FEBRUARY, 8.0)] == read(text, rows="series[1].points")
    assert "rows: no serie in it; there is 'series'" == refused(text, rows="serie")
    assert "rows: no [7] in it; there is a list of 2" == refused(text, rows="series[7]")
    assert "rows: no x in it; there is a value" == refused(text, rows="series[0].name.x")
    assert "no list of rows at series[0].name" == refused(text, rows="series[0].name")


@pytest.mark.parametrize(
    "tree",
    [
        {JANUARY: 5, FEBRUARY: 6},
        {"t": ["2026-01", "2026-02"], "v": [5, 6]},
        {"a": {"b": [{"t": JANUARY, "v": {"amount": 5}}, {"t": FEBRUARY, "v": {"amount": 6}}]}},
        {"meta": [{"x": True, "y": "a"}], "rows": [[JANUARY, 5], [FEBRUARY, 6], ["x", None]]},
    ],
)
def test_numbers_are_found_wherever_they_stand_in_json(tree):
    """As rows, as columns, or by time."""
    assert [(JANUARY, 5.0), (FEBRUARY, 6.0)] == read(json.dumps(tree))


@pytest.mark.parametrize(
    "text",
    [
        '{"d": "2026-01-01", "v": 5}\n{"d": "2026-02-01", "v": 6}\n',
        'callback([["2026-01-01", 5], ["2026-02-01", 6]]);',
    ],
)
def test_json_is_also_read_by_lines_and_out_of_a_call(text):
    """As logs and scripts of pages have it."""
    assert [(JANUARY, 5.0), (FEBRUARY, 6.0)] == read(text)


@pytest.mark.parametrize(
    "change",
    [
        {"id": 5},
        {"id": ["nowhere"]},
        {"dimension": {"freq": {}}},
        {"id": ["time"] * 40},
    ],
)
def test_broken_json_stat_is_refused(change):
    """Never anything but a Refusal."""
    assert refused(json.dumps(JSON_STAT | change)) in {
        "JSON-stat that cannot be read",
        "too large a table: ask its server for less",
    }


def test_columns_that_are_asked_for_must_be_one():
    """By name, by the end of a name, by place."""
    text = "Month,Exports,,Imports,\n,Value,Volume,Value,Volume\n2026-01,1,2,3,4\n2026-02,5,6,7,8\n"

    assert [(JANUARY, 3.0), (FEBRUARY, 7.0)] == read(text, value="Imports Value")
    assert "several columns for the value 'Value': write one of" in refused(text, value="Value")
    assert [(JANUARY, 4.0), (FEBRUARY, 8.0)] == read(text, value="5")
    assert "no column for the date in it" in refused(text, date="x")
