import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.watchers.newsroom import Newsroom, kinds, said
from tests.watchers.sources.serving import Server, poll
from watchers.errors import NotAFeed, RuleMistakes
from watchers.model.names import SourceId
from watchers.model.rules import Source
from watchers.rules.load import read_rules
from watchers.sources.series import Series

ROOT = Path(__file__).parents[3]
SERIES = Series()
TRADE = Source(id=SourceId("trade"), url="https://s.example/t.csv", kind="series", title="Trade")


def test_numbers_are_observed_and_forecasts_left_out():
    """What lies ahead has not happened."""
    got = poll(SERIES, Server("d,v\n2026-02-01,5\n2026-03-01,6\n2026-04-01,7\n"), TRADE)

    assert [(2, 5.0), (3, 6.0)] == [(one.at.month, one.value) for one in got.observations]
    assert (False, ()) == (got.unchanged, got.items)


def test_what_has_not_changed_is_not_read_again():
    """By its validator, or by its bytes; other columns are another question."""
    server = Server("d,v,w\n2026-02-01,5,6\n")
    first = poll(SERIES, server, TRADE)
    assert poll(SERIES, server, TRADE, first.cursor).unchanged

    server.etag = "2"
    second = poll(SERIES, server, TRADE, first.cursor)
    assert second.unchanged

    other = Source(id=TRADE.id, url=TRADE.url, kind="series", options={"value": "v"})
    assert [5.0] == [one.value for one in poll(SERIES, server, other, second.cursor).observations]


def test_a_table_without_numbers_is_a_failed_look_that_says_why():
    """It is told like any source that cannot be read."""
    with pytest.raises(NotAFeed, match="Trade: no rows in it"):
        poll(SERIES, Server("<html>"), TRADE)


LONG = "d;c;v\n01/02/2026;A;7,123\n01/02/2026;B;7,456\n02/02/2026;A;7,5\n"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"where": '{"c": "A"}'}, "write order: dmy or order: mdy"),
        ({"order": "dmy"}, "Trade: 2 numbers for 2026-02-01: write where: with one of 'c'"),
    ],
)
def test_what_a_table_leaves_open_is_asked_for(options, said):
    """By the setting that settles it."""
    source = Source(id=TRADE.id, url=TRADE.url, kind="series", title="Trade", options=options)
    with pytest.raises(NotAFeed, match=said):
        poll(SERIES, Server(LONG), source)


def test_settings_settle_what_a_table_leaves_open():
    """From rules.yaml to the child and back."""
    rules = read_rules(
        "sources:\n  t: {series: https://s.example/t.csv, order: dmy, where: {c: A, v: 7},"
        ' decimal: "."}\nindicators: {n: {triggers: [{number: {series: t, above: 1}}]}}\n',
        "rules.yaml",
    )
    source = rules.sources[SourceId("t")]
    assert ("dmy", ".", '{"c": "A", "v": "7"}') == (
        source.options["order"],
        source.options["decimal"],
        source.options["where"],
    )
    table = "d;c;v\n01/02/2026;A;7\n02/02/2026;B;8\n"

    assert [(2, 7.0)] == [
        (one.at.month, one.value) for one in poll(SERIES, Server(table), source).observations
    ]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("where: China", "where: not a choice of rows"),
        ("where: {}", "where: not a choice of rows"),
        ("where: {Country: [China]}", "where: not a text to look for in a column"),
        ('decimal: ";"', "decimal cannot be"),
        ("order: ddmmyy", "order cannot be"),
    ],
)
def test_a_mistake_in_a_series_has_its_place(written, said):
    """In a sentence that says what is right."""
    text = f"sources:\n  t: {{series: https://s.example/t.csv, {written}}}\n"
    with pytest.raises(RuleMistakes) as caught:
        read_rules(text + "indicators: {n: {query: gas}}\n", "rules.yaml")

    assert [(2, True)] == [
        (one.line, one.message.startswith(said)) for one in caught.value.mistakes
    ], [one.message for one in caught.value.mistakes]


LARGE = """
import sys
from tests.watchers.sources.serving import Server, poll
from tests.watchers.sources.test_series import SERIES, TRADE

days = ((1900 + n // 360, n // 30 % 12 + 1, n % 28 + 1) for n in range(40_000))
rows = "".join("%d-%02d-%02d,5,\\n" % day for day in days)
got = poll(SERIES, Server(("d,v,w\\n" + rows * 4)[: 4 << 20]), TRADE)
print(len(got.observations), *sorted(m for m in sys.modules if m.startswith("watchers.parse.")))
"""


def test_no_byte_of_a_series_is_parsed_in_our_own_process():
    """Four megabytes stall nobody: what could read them is not even loaded here."""
    told = subprocess.run(
        [sys.executable, "-c", LARGE], cwd=ROOT, capture_output=True, check=True, text=True
    )
    observations, *loaded = told.stdout.split()

    assert int(observations) > 10_000
    assert not {"watchers.parse.numbers", "watchers.parse.charset"} & set(loaded)


RULES = """\
indicators:
  volume:
    triggers:
      - {number: {series: trade, above: 100, severity: critical}}
      - {change: {series: trade, by: -10%, over: 2d}}
"""


def test_an_indicator_moves_when_its_series_does(database):
    """A limit is crossed, a fall comes; each told once, and nothing of the past."""
    room = Newsroom(database, "  trade: {series: https://s.example/t.csv}\n" + RULES)

    assert ["first-look"] == kinds(room.numbers("trade", 90, 95, 97))
    (crossed,) = room.numbers("trade", 90, 95, 97, 104)
    assert ("number", "critical") == (crossed.kind, crossed.figures.severity)
    assert crossed.figures.describe().startswith("trade: 104 on")
    assert [] == room.numbers("trade", 95, 97, 104, 105)
    fallen = said(room.numbers("trade", 97, 104, 105, 80))
    assert ["trade: down by 23.1 %"] == [one.split(" in ")[0] for one in fallen]
    assert [] == room.numbers("trade", 104, 105, 80, 79)


def test_a_value_that_is_revised_is_told_as_that(database):
    """It moves what a new value would; the sentence says what was said before."""
    room = Newsroom(database, "  trade: {series: https://s.example/t.csv}\n" + RULES)
    room.numbers("trade", 90, 95, 97)

    (crossed,) = room.numbers("trade", 90, 95, 104, after=timedelta(0))
    assert " (revised from 97), above 100" in crossed.figures.describe()
    assert [] == room.numbers("trade", 90, 95, 104, after=timedelta(0))
