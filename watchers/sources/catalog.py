"""The kinds of source, in the order in which rules.yaml names them: the only list."""

from watchers.sources.feed import Feed
from watchers.sources.kind import SourceKind
from watchers.sources.series import Series

KINDS: tuple[SourceKind, ...] = (Feed(), Series())
