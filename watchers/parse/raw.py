"""What the parsers below give, still raw: one shape for all of them."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class RawItem:
    """An item as published: text may be HTML, links relative, dates absurd."""

    title: str = ""
    summary: str = ""
    content: str = ""  # used where there is no summary
    link: str | None = None
    guid: str | None = None
    author: str = ""
    lang: str | None = None
    base: str | None = None  # xml:base, absolute or relative to the document
    published: str | None = None  # ISO 8601
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFeed:
    """A feed as published."""

    title: str = ""
    link: str | None = None
    lang: str | None = None
    items: list[RawItem] = field(default_factory=list)
