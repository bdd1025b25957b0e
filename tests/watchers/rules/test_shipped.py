import json
import os
from pathlib import Path

import pytest

from watchers.language import read_passage
from watchers.rules import load_rules

ROOT = Path(__file__).parents[3]
SHARED = Path(os.environ.get("WATCHNEXT_SHARED", ROOT.parent / "shared"))
LABELLED = SHARED / "data" / "indicators-dev.jsonl"


@pytest.fixture(scope="module")
def rules():
    """Give the rules.yaml that comes with watchnext."""
    return load_rules(ROOT / "rules.yaml")


def test_the_shipped_rules_are_sound(rules):
    """Their examples hold, or they would not load."""
    assert len(rules.indicators) == 8
    assert len(rules.sources) >= 12
    assert set(rules.queries) == set(rules.indicators)


def test_every_shipped_indicator_says_why_and_is_tried(rules):
    """A quote, and examples of both kinds; all in more than one language together."""
    for indicator in rules.indicators.values():
        assert indicator.quote
        assert indicator.examples.match
        assert indicator.examples.ignore


def test_the_shipped_rules_find_what_a_reader_labelled(rules):
    """Micro-F1 of 0.6 or more over all labelled items that are not doubtful."""
    if not LABELLED.exists():
        pytest.skip("the labelled news items are not on this machine")
    right = wrong = missed = 0
    for line in LABELLED.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        if item.get("doubtful"):
            continue
        fields = {"title": item["title"], "body": item["summary"], "lang": item["lang"]}
        passage = read_passage(fields)
        found = {id_ for id_, query in rules.queries.items() if query.holds(passage) is not None}
        wanted = set(item["labels"])
        right += len(found & wanted)
        wrong += len(found - wanted)
        missed += len(wanted - found)

    assert 2 * right / (2 * right + wrong + missed) >= 0.6
