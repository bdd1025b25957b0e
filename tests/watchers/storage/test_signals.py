from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from tests.bot.queries.world import World
from watchers.errors import StorageError
from watchers.model.names import IndicatorId, Severity, SourceId
from watchers.model.news import TriggerState
from watchers.model.signals import (
    Burst,
    FirstLookFigures,
    Signal,
    SourceBackFigures,
    SourceFailingFigures,
    StoryFigures,
)
from watchers.storage import signals, trigger_states
from watchers.storage.signals import signals as signal_table
from watchers.storage.trigger_states import trigger_states as state_table
from watchers.triggers.catalog import KINDS
from watchers.triggers.change import ChangeFigures
from watchers.triggers.count import CountFigures
from watchers.triggers.expected import ExpectedFigures, MissingFigures
from watchers.triggers.new import NewFigures
from watchers.triggers.number import NumberFigures
from watchers.triggers.sequence import SequenceFigures
from watchers.triggers.silence import SilenceFigures
from watchers.triggers.spike import SpikeFigures

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
DAY = timedelta(days=1)
TEXT = "2026-03-14T12:00:00Z"
MONTH = {"month": "2026-03", "start": NOON, "end": NOON + DAY, "zone": "Europe/Paris"}
STORED_MONTH = {
    "month": "2026-03",
    "start": TEXT,
    "end": "2026-03-15T12:00:00Z",
    "zone": "Europe/Paris",
}
NO_MORE: dict[str, object] = {"evidence": [], "severity": None}
STORED = [
    (StoryFigures(), {"burst": None, "severity": None}),
    (
        StoryFigures(burst=Burst.RESURFACED, severity=Severity.MINOR),
        {"burst": "resurfaced", "severity": "minor"},
    ),
    (FirstLookFigures(items=9, matched=(3, 4)), {"items": 9, "matched": [3, 4]}),
    (
        SourceFailingFigures(error="away", since=NOON, ever_read=True),
        {"error": "away", "since": TEXT, "ever_read": True},
    ),
    (SourceBackFigures(since=NOON), {"since": TEXT}),
    (
        CountFigures(stories=3, at_least=2, over=DAY, evidence=(7, 5), severity=Severity.CRITICAL),
        {
            "stories": 3,
            "at_least": 2,
            "over": 86400.0,
            "evidence": [7, 5],
            "severity": "critical",
        },
    ),
    (
        SpikeFigures(
            stories=9,
            usual_low=1,
            usual_high=3,
            usual_middle=2.5,
            over=DAY,
            baseline=30 * DAY,
            factor=3,
            direction="up",
        ),
        {
            "stories": 9,
            "usual_low": 1,
            "usual_high": 3,
            "usual_middle": 2.5,
            "over": 86400.0,
            "baseline": 2592000.0,
            "factor": 3.0,
            "direction": "up",
            **NO_MORE,
        },
    ),
    (
        SilenceFigures(silent=DAY, over=DAY, last=NOON),
        {"silent": 86400.0, "over": 86400.0, "last": TEXT, **NO_MORE},
    ),
    (
        NumberFigures(series="brent", value=101.5, at=NOON, limit=100, side="above"),
        {
            "series": "brent",
            "value": 101.5,
            "at": TEXT,
            "limit": 100.0,
            "side": "above",
            "revised_from": None,
            **NO_MORE,
        },
    ),
    (
        ChangeFigures(
            series="brent",
            by=-0.1,
            relative=True,
            before=100,
            before_at=NOON,
            value=90,
            at=NOON + DAY,
        ),
        {
            "series": "brent",
            "by": -0.1,
            "relative": True,
            "before": 100.0,
            "before_at": TEXT,
            "value": 90.0,
            "at": "2026-03-15T12:00:00Z",
            "revised_from": None,
            **NO_MORE,
        },
    ),
    (
        ExpectedFigures(**MONTH, came=NOON, called_missing=False),
        {**STORED_MONTH, "came": TEXT, "called_missing": False, **NO_MORE},
    ),
    (MissingFigures(**MONTH), STORED_MONTH | NO_MORE),
    (
        NewFigures(of="$weapons", names=("S-500",)),
        {"of": "$weapons", "names": ["S-500"], **NO_MORE},
    ),
    (
        SequenceFigures(
            of=("a", "b"), titles=("A", "B"), came=(NOON, NOON), within=DAY, ordered=True
        ),
        {
            "of": ["a", "b"],
            "titles": ["A", "B"],
            "came": [TEXT, TEXT],
            "within": 86400.0,
            "ordered": True,
            **NO_MORE,
        },
    ),
]


@pytest.mark.parametrize(
    ("figures", "expected"), STORED, ids=[figures.kind for figures, _ in STORED]
)
def test_figures_are_stored_by_keys_that_are_for_ever(database, figures, expected):
    """A later release reads what this one wrote, and so do we."""
    world = World(database)
    signal = Signal(source=SourceId("wire"), at=NOON, figures=figures)
    world.write(lambda c: signals.append(c, [signal]))
    row = world.read(lambda c: c.execute(select(signal_table)).one())
    (found,) = world.read(
        lambda c: signals.read_signals(c, signals.select_signals(signal_table.c.id > 0), limit=9)
    )

    assert (figures.kind, {"version": 1, **expected}) == (row.kind, row.figures)
    assert signal == found.signal


def test_all_figures_are_here():
    """A new kind has its row."""
    of_triggers = {of for kind in KINDS for of in kind.figures}
    others = {StoryFigures, FirstLookFigures, SourceFailingFigures, SourceBackFigures}

    assert of_triggers | others == {type(figures) for figures, _ in STORED}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({"figures": {"version": 2}}, "version 2", id="a later version"),
        pytest.param({"kind": "tide"}, "not known here: tide", id="an unknown kind"),
        pytest.param({"kind": "count"}, "later release", id="figures of another shape"),
    ],
)
def test_what_a_later_release_wrote_is_refused(database, changed, said):
    """With its version or its kind, not with whatever would come of reading it."""
    world = World(database)
    world.write(
        lambda c: signals.append(c, [Signal(source=SourceId("w"), at=NOON, figures=StoryFigures())])
    )
    world.write(lambda c: c.execute(update(signal_table).values(changed)))

    with pytest.raises(StorageError, match=said):
        world.read(
            lambda c: signals.read_signals(
                c, signals.select_signals(signal_table.c.id > 0), limit=9
            )
        )


def test_a_key_that_a_later_release_added_is_ignored(database):
    """Within a version what is known means the same, so the earlier release goes on."""
    world = World(database)
    signal = Signal(source=SourceId("w"), at=NOON, figures=StoryFigures())
    world.write(lambda c: signals.append(c, [signal]))
    world.write(lambda c: c.execute(update(signal_table).values(figures={"version": 1, "mood": 7})))

    (found,) = world.read(
        lambda c: signals.read_signals(c, signals.select_signals(signal_table.c.id > 0), limit=9)
    )

    assert signal == found.signal


def test_what_a_trigger_remembers_has_a_version(database):
    """And is read as it was written, unless a later release wrote it."""
    world = World(database)
    key = IndicatorId("gas"), "new of=$weapons learn=86400s"
    state = TriggerState(began=NOON, active=True, memory={"met": ["S-400"]})
    world.write(lambda c: trigger_states.save_states(c, {key: state}))
    row = world.read(lambda c: c.execute(select(state_table)).one())

    assert {"version": 1, "met": ["S-400"]} == row.memory
    assert {key: state} == world.read(trigger_states.read_states)

    world.write(lambda c: c.execute(update(state_table).values(memory={"version": 2})))
    with pytest.raises(StorageError, match="version 2"):
        world.read(trigger_states.read_states)
