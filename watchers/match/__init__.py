"""RuleSet x Item to Matches with their evidence. Pure, but for what it remembers of rule sets."""

from watchers.match.index import Index
from watchers.match.judge import gained, index_of, judge, passage_of

__all__ = ["Index", "gained", "index_of", "judge", "passage_of"]
