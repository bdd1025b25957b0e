"""rules.yaml to a RuleSet, or every mistake in it; the only door to YAML."""

from watchers.rules.asking import read_query, vocabulary_names
from watchers.rules.load import lint_rules, load_rules, read_rules
from watchers.rules.ruleset import RuleSet
from watchers.rules.watch import saved_rules

__all__ = [
    "RuleSet",
    "lint_rules",
    "load_rules",
    "read_query",
    "read_rules",
    "saved_rules",
    "vocabulary_names",
]
