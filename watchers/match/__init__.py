"""RuleSet x Item to Matches with their evidence. Pure."""

from watchers.match.judge import gained, judge, passage_of

__all__ = ["gained", "judge", "passage_of"]
