import pytest

from tests.watchers.workbench.samples import RULES, TINY, labelled, line
from watchers.model.names import IndicatorId
from watchers.workbench.figures import Counts
from watchers.workbench.labels import Half, read_labels
from watchers.workbench.score import Confusion, score


@pytest.fixture(scope="module")
def tiny():
    """The tiny file, scored."""
    return score(RULES, labelled(*TINY), worst=10)


def test_the_figures_are_those_counted_by_hand(tiny):
    """See the comment above TINY."""
    assert {"energy": Counts(1, 1, 1), "drills": Counts(1, 0, 1)} == tiny.tally.per_indicator
    assert Counts(2, 1, 2) == tiny.tally.micro
    assert Counts(2, 1, 2) == tiny.tally.any_alert
    assert (2 / 3, 0.5, 4 / 7) == (
        tiny.tally.micro.precision, tiny.tally.micro.recall, tiny.tally.micro.f1,
    )  # fmt: skip
    assert tiny.tally.macro.f1 == pytest.approx((0.5 + 2 / 3) / 2)


def test_doubtful_items_are_shown_apart(tiny):
    """They change nothing of the main figures."""
    assert (6, 5, 1) == (tiny.items, tiny.stories, tiny.doubtful)
    assert Counts(2, 2, 2) == tiny.with_doubtful.micro


def test_languages_are_told_apart_by_their_first_part(tiny):
    """ru-RU is ru; an item without labels still belongs to its language."""
    found = {one.code: (one.items, one.counts) for one in tiny.by_language}

    assert {
        "en": (4, Counts(2, 1, 1)), "ru": (1, Counts(0, 0, 1)), "fr": (1, Counts())
    } == found  # fmt: skip
    assert "en" == tiny.by_language[0].code


def test_a_miss_names_the_smallest_part_that_failed(tiny):
    """And shows what was recognised. Most severe indicators come first."""
    found = {one.labelled.id: [part.text for part in one.failing_clauses] for one in tiny.misses}

    assert ["e", "d"] == [one.labelled.id for one in tiny.misses]
    assert ["$energy"] == found["d"]
    assert ["Russia", "China"] == [
        "Russia sends crude to China"[span.start : span.end] for span in tiny.misses[1].found
    ]


def test_a_false_alarm_shows_what_made_the_query_hold(tiny):
    """The words to look at."""
    (alarm,) = tiny.false_alarms

    assert "c" == alarm.labelled.id
    assert ["Russia", "China", "gas"] == [
        alarm.labelled.item.title[span.start : span.end] for span in alarm.evidence.spans
    ]


def test_a_missed_indicator_told_as_another_is_a_confusion():
    """One item, two mistakes, one cause."""
    found = score(RULES, labelled(line("a", "Russia near China: gas", "drills")), worst=0)

    assert (
        Confusion(due=IndicatorId("drills"), told=IndicatorId("energy"), items=1),
    ) == found.confusions
    assert ((), ()) == (found.misses, found.false_alarms)


def test_labels_that_no_indicator_has_are_told_and_count_nowhere():
    """And indicators that no item is labelled with are told too."""
    found = score(RULES, labelled(line("a", "Rain", "energy", "wether")), worst=0)

    assert {"wether": 1} == found.unknown_labels
    assert ("drills",) == found.unlabelled
    assert Counts(0, 0, 1) == found.tally.micro


def test_the_worst_are_spread_over_the_indicators():
    """One that misses everything does not hide the others."""
    lines = [line(f"e{n}", "Rain", "energy") for n in range(9)]
    found = score(RULES, labelled(*lines, line("d", "Rain", "drills")), worst=3)

    assert ["drills", "energy", "energy"] == [one.indicator for one in found.misses]


def test_the_shared_file_is_read_whole_and_parts_by_story(shared):
    """818 real items, none refused; a story is never on both sides."""
    read = read_labels((shared / "indicators-dev.jsonl").read_text(encoding="utf-8"))
    sides = {half: {one.story for one in read.items if one.half == half} for half in Half}

    assert (818, ()) == (len(read.items), read.mistakes)
    assert set() == sides[Half.TUNE] & sides[Half.CHECK]
    assert all(len(stories) > 300 for stories in sides.values())
