"""Every kind of source: the only list. Rules, schema, watchers and docs follow it."""

from watchers.sources.feed import Feed
from watchers.sources.kind import SourceKind
from watchers.sources.page import WebPage
from watchers.sources.search import NewsSearch
from watchers.sources.series import Series

KINDS: tuple[SourceKind, ...] = (Feed(), WebPage(), NewsSearch(), Series())
