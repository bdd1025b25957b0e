import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.channels.spelling import PLATFORMS
from watchers.language.passage import read_passage
from watchers.rules.load import load_rules
from watchers.rules.ruleset import RuleSet

ROOT = Path(__file__).parents[3]
SHARED = Path(os.environ.get("WATCHNEXT_SHARED", ROOT.parent / "shared"))
LABELLED = SHARED / "data" / "indicators-dev.jsonl"


@pytest.fixture(scope="module")
def rules():
    """Give the rules.yaml that comes with watchnext."""
    return load_rules(ROOT / "rules.yaml", PLATFORMS)


def test_the_shipped_rules_are_sound(rules):
    """Their examples hold, or they would not load."""
    assert len(rules.indicators) == 8
    assert len(rules.sources) >= 12
    assert set(rules.queries) == set(rules.indicators)


def test_every_shipped_indicator_says_why_and_is_tried(rules):
    """A quote, and examples of both kinds, in more scripts than one."""
    for indicator in rules.indicators.values():
        assert indicator.quote
        assert len(indicator.examples.match) >= 5
        assert len(indicator.examples.ignore) >= 4
        assert {"ascii", "Cyrillic", "Han"} <= scripts(indicator.examples.match)


def scripts(texts: Iterable[str]) -> set[str]:
    """Name the scripts that `texts` use, of those that the test asks for."""
    letters = "".join(texts)
    return {
        name
        for name, first, last in (("ascii", "a", "z"), ("Cyrillic", "а", "я"), ("Han", "一", "龥"))
        if any(first <= letter <= last for letter in letters)
    }


def test_the_shipped_rules_find_what_a_reader_labelled(rules):
    """Micro-F1, precision and any-alert F1 stay where they were measured; no indicator falls."""
    if not LABELLED.exists():
        pytest.skip("the labelled news items are not on this machine")
    lines = LABELLED.read_text(encoding="utf-8").splitlines()
    items = [item for item in map(json.loads, lines) if not item.get("doubtful")]
    pairs = [(found(rules, item), set(item["labels"])) for item in items]
    by_indicator = {
        id_: Score.of((got & {id_}, wanted & {id_}) for got, wanted in pairs)
        for id_ in rules.indicators
    }
    micro = Score.of(pairs)

    assert micro.f1 >= 0.80
    assert micro.precision >= 0.80
    assert (
        Score.of(
            ({"any"} if got else set(), {"any"} if wanted else set()) for got, wanted in pairs
        ).f1
        >= 0.90
    )
    assert {id_: score.f1 for id_, score in by_indicator.items() if score.f1 < 0.65} == {}


def found(rules: RuleSet, item: Mapping[str, str]) -> set[str]:
    """Name the indicators that hold for a labelled item."""
    passage = read_passage({"title": item["title"], "body": item["summary"], "lang": item["lang"]})
    return {id_ for id_, query in rules.queries.items() if query.matches(passage)}


@dataclass(frozen=True, slots=True)
class Score:
    """How often labels were right, wrong and missed."""

    right: int
    wrong: int
    missed: int

    @classmethod
    def of(cls, pairs: Iterable[tuple[set[str], set[str]]]) -> "Score":
        """Count over (what was found, what is labelled)."""
        counts = [
            (len(got & wanted), len(got - wanted), len(wanted - got)) for got, wanted in pairs
        ]
        return cls(*map(sum, zip(*counts, strict=True)))

    @property
    def precision(self) -> float:
        """Give the share of what was found that is labelled."""
        return self.right / (self.right + self.wrong)

    @property
    def f1(self) -> float:
        """Give the harmonic mean of precision and recall."""
        return 2 * self.right / (2 * self.right + self.wrong + self.missed)
