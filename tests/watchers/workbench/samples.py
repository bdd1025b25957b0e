"""A tiny rules file and labelled items that can be counted by hand."""

import json

from watchers.rules.load import read_rules
from watchers.workbench.labels import read_labels

RULES = read_rules(
    """
sources:
  wire: {feed: https://wire.example/rss, title: The Wire, lang: en}
vocabulary:
  russia: [Russia, Moscow]
  china: [China, Beijing]
  energy: [oil, gas]
indicators:
  energy:
    query: $russia NEAR/6 $china AND $energy
  drills:
    query: $russia AND $china AND (drill* OR patrol) AND NOT title:film
    severity: serious
""",
    "rules.yaml",
)


def line(id_, title, *labels, **more):
    """Write an item as a line of a file of labels."""
    return json.dumps({"id": id_, "title": title, "labels": labels, **more}, ensure_ascii=False)


def labelled(*lines):
    """Read lines that are sound."""
    read = read_labels("\n".join(lines))
    assert read.mistakes == ()
    return read.items


# Counted by hand. energy: right 1 (a), false 1 (c), missed 1 (d). drills: right 1 (b), false 0,
# missed 1 (e). Any alert: right 2 (a, b), false 1 (c), missed 2 (d, e). f is doubtful and false.
TINY = (
    line("a", "Russia sells oil to China", "energy", story="s1", lang="en"),
    line("b", "Moscow and Beijing drill at sea", "drills", story="s2", lang="en"),
    line("c", "Russia and China watch the price of gas", story="s3", lang="en"),
    line("d", "Russia sends crude to China", "energy", story="s1", lang="en"),
    line("e", "Русские корабли в Китае", "drills", story="s4", lang="ru-RU"),
    line("f", "Moscow tells Beijing of oil", story="s5", doubtful=True),
    line("g", "Rain in Paris", story="s6", lang="fr"),
)
