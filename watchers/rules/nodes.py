"""What a rules file is read into: texts, lists and mappings that know their places."""

from collections.abc import Iterator
from dataclasses import dataclass

from watchers.secrets import without_secrets
from watchers.words import excerpt


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A scalar. `start` and `end` are indexes of the file's text."""

    start: int
    end: int
    value: str
    empty: bool = False  # nothing was written, not even quotes
    weight: int = 1
    depth: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A sequence."""

    start: int
    parts: tuple["Node", ...]
    weight: int
    depth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A mapping; each value with the key it stands under."""

    start: int
    parts: dict[str, tuple[Text, "Node"]]
    weight: int
    depth: int


Node = Text | Listing | Table


def find_node(root: Node | None, path: tuple[int | str, ...]) -> Node | None:
    """Return what stands at `path`, steps being keys and numbers of items; None if nothing does."""
    found = root
    for step in path:
        if isinstance(found, Table) and step in found.parts:
            found = found.parts[str(step)][1]
        elif isinstance(found, Listing) and isinstance(step, int) and step < len(found.parts):
            found = found.parts[step]
        else:
            return None
    return found


def texts_in(node: Node | None) -> Iterator[Text]:
    """Yield the texts of a list, or the one that stands there alone, in the file's order."""
    for part in node.parts if isinstance(node, Listing) else (node,):
        if isinstance(part, Text):
            yield part


def short(text: str) -> str:
    """Return a text of the file in quotes for a message, cut and on one line, without secrets."""
    return repr(excerpt(without_secrets(text)))
