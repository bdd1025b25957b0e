"""Bytes to Items, in a child process; the only door to feedparser.

Names are loaded at first use: the child imports this package too, and must not pay for asyncio,
nor its parent for lxml.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from watchers.parse.identity import Named, Names, named
    from watchers.parse.links import clean_link
    from watchers.parse.parent import ChildParser
    from watchers.parse.text import clean

__all__ = ["ChildParser", "Named", "Names", "clean", "clean_link", "named"]

_HOMES = {
    "ChildParser": "parent",
    "Named": "identity",
    "Names": "identity",
    "clean": "text",
    "clean_link": "links",
    "named": "identity",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
