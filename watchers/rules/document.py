"""YAML text to a tree of texts, lists and mappings that know their places. Knows no rules.

Built from libyaml's event stream, so that caps hold before anything is built, no constructor ever
runs, and every scalar stays the text that was written: `no`, `012` and 2024-01-01 included.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchers.errors import Mistake
from watchers.rules.places import Places, index_within
from watchers.rules.slips import without_secrets
from watchers.words import excerpt

if TYPE_CHECKING:
    from yaml.events import CollectionStartEvent, Event, ScalarEvent

MAX_DEPTH = 20
MAX_VALUES = 400_000
"""Keys and values, aliases counted as what they stand for."""
MAX_LINES = 400_000

TOO_LARGE = "takes more memory than a rules file may"

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
# YAML 1.2.2, 5.1: what a file may hold. libyaml says no place for it.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_MERGE = "<<"
_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)*")
IN_DOUBLE_QUOTES = r"in double quotes YAML takes \ for its own: write it in single quotes"
_HINTS = (
    (r"unknown escape", IN_DOUBLE_QUOTES),
    (r"'\\t'|tab", "indent with spaces, not with tabs"),
    (r"mapping values are not allowed", "a text with a colon and a space in it goes in quotes"),
    (
        r"expected key|'-' indicator",
        "check the indentation; a text that opens with a quote ends with it",
    ),
    (r"could not find expected ':'", "a key is followed by a colon and a space"),
    (r"cannot start any token", "a text that begins with this character goes in quotes"),
    (r"expected ',' or '[\]}]'", "a list in brackets is never closed, or lacks a comma"),
    (r"scanning an alias|anchor|alias", "a text that begins with * or & goes in quotes"),
    (r"end of stream", "a quote or a bracket is never closed"),
)


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


class _Hopeless(Exception):
    """The rest of the document cannot be read."""


class Document:
    """A text read as YAML: `root` (None if there is nothing to go on with) and `mistakes`.

    Never raises for what the text holds. What is too long, too deep or too large ends the reading;
    its mistakes are found one by one and reading goes on.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.places = Places(text)
        self.mistakes: list[Mistake] = []
        self._anchors: dict[str, Node] = {}
        self._values = 0
        self.root = self._read()

    def mistake_in(self, node: Text, offset: int, message: str, hint: str) -> Mistake:
        """Return a mistake at a character of a text's value, however YAML spells that text."""
        index = index_within(self.text, node.start, node.end, offset, node.value)
        return self.places.mistake(index, message, hint)

    def has_escapes(self, node: Text) -> bool:
        r"""Return whether a text stands in double quotes with a \ in it, which YAML takes out."""
        written = self.text[node.start : node.end]
        return written.startswith('"') and "\\" in written

    def _tell(self, index: int, message: str, hint: str = "") -> None:
        self.mistakes.append(self.places.mistake(index, message, hint))

    def _stop(self, index: int, message: str, hint: str = "") -> _Hopeless:
        self._tell(index, message, hint)
        return _Hopeless()

    def _read(self) -> Node | None:
        import yaml

        try:
            self._refuse_text()
            return self._document(yaml.parse(self.text, Loader=yaml.CSafeLoader))
        except _Hopeless:
            return None
        except yaml.MarkedYAMLError as e:
            mark = e.problem_mark or e.context_mark
            said = " ".join(filter(None, (e.context, e.problem))) or "cannot be read"
            self._tell(mark.index if mark else 0, f"not YAML: {e.problem or said}", _hint(said))
        except MemoryError:
            self._tell(0, TOO_LARGE, "shorten its lists, or split it in two")
        return None

    def _refuse_text(self) -> None:
        if self.places.lines > MAX_LINES:
            raise self._stop(0, f"more than {MAX_LINES:,} lines", "split the file in two")
        if found := _FORBIDDEN.search(self.text):
            raise self._stop(found.start(), "a character that YAML does not allow", "delete it")

    def _document(self, events: Iterator["Event"]) -> Node | None:
        from yaml.events import DocumentEndEvent, StreamEndEvent

        next(events)  # the stream starts
        if isinstance(next(events), StreamEndEvent):
            return None
        root = self._node(next(events), events, 1)
        for event in events:
            if not isinstance(event, DocumentEndEvent | StreamEndEvent):
                raise self._stop(
                    event.start_mark.index, "a second document", "take out the line with ---"
                )
        return root

    def _node(self, event: "Event", events: Iterator["Event"], depth: int) -> Node:
        from yaml import events as kinds

        start = event.start_mark.index
        if depth > MAX_DEPTH:
            raise self._too_deep(start)
        if isinstance(event, kinds.AliasEvent):
            return self._aliased(event.anchor, start, depth)
        self._count(1, start)
        node: Node
        if isinstance(event, kinds.ScalarEvent):
            node = self._scalar(event)
        elif isinstance(event, kinds.MappingStartEvent):
            node = self._mapping(start, events, depth)
        else:
            node = self._sequence(start, events, depth)
        if isinstance(event, kinds.ScalarEvent | kinds.CollectionStartEvent):
            self._remember(event, node)
        return node

    def _too_deep(self, index: int) -> _Hopeless:
        return self._stop(index, f"nested more than {MAX_DEPTH} deep", "a rules file needs 5")

    def _remember(self, event: "ScalarEvent | CollectionStartEvent", node: Node) -> None:
        # A bare "!" only says "this is text", which everything here is.
        if event.tag is not None and event.tag != "!":
            hint = "a text that begins with ! goes in quotes"
            self._tell(event.start_mark.index, "a tag (!...) is not read here", hint)
        if event.anchor is not None:
            self._anchors[event.anchor] = node

    def _count(self, weight: int, index: int) -> None:
        self._values += weight
        if self._values > MAX_VALUES:
            raise self._stop(
                index, f"more than {MAX_VALUES:,} keys and values", "shorten its lists"
            )

    def _aliased(self, name: str, index: int, depth: int) -> Node:
        node = self._anchors.get(name)
        if node is None:
            hint = "a text that begins with * goes in quotes"
            raise self._stop(index, f"*{name} stands for nothing", hint)
        if depth + node.depth - 1 > MAX_DEPTH:
            raise self._too_deep(index)
        # Twenty aliases of aliases are a million values: each counts as what it stands for.
        self._count(node.weight, index)
        return node

    def _scalar(self, event: "ScalarEvent") -> Text:
        start, end = event.start_mark.index, event.end_mark.index
        if event.anchor is not None or event.tag is not None:
            # The mark stands before anchor and tag, the text after them.
            before = _PROPERTIES.match(self.text, start, end)
            start = before.end() if before else start
        if _UNSEEN.search(event.value):
            self._tell(start, "a control character", IN_DOUBLE_QUOTES)
        return Text(
            start=start,
            end=end,
            value=event.value,
            empty=not event.style and event.value == "",
        )

    def _sequence(self, start: int, events: Iterator["Event"], depth: int) -> Listing:
        from yaml.events import SequenceEndEvent

        parts: list[Node] = []
        while not isinstance(event := next(events), SequenceEndEvent):
            parts.append(self._node(event, events, depth + 1))
        return Listing(
            start=start,
            parts=tuple(parts),
            weight=1 + sum(part.weight for part in parts),
            depth=1 + max((part.depth for part in parts), default=0),
        )

    def _mapping(self, start: int, events: Iterator["Event"], depth: int) -> Table:
        from yaml.events import MappingEndEvent

        parts: dict[str, tuple[Text, Node]] = {}
        weight, deepest = 1, 0
        while not isinstance(event := next(events), MappingEndEvent):
            key = self._node(event, events, depth + 1)
            value = self._node(next(events), events, depth + 1)
            weight += key.weight + value.weight
            deepest = max(deepest, key.depth, value.depth)
            if not isinstance(key, Text):
                self._tell(key.start, "a key is one word", "check for a stray ? [ or {")
            # YAML 1.2.2, 3.2.1.1: keys are unique. Most readers take the last, and say nothing.
            elif key.value in parts:
                first, _ = self.places.at(parts[key.value][0].start)
                self._tell(
                    key.start, f"{short(key.value)} is here twice", f"it is already in line {first}"
                )
            else:
                parts[key.value] = key, value
        self._merge(parts)
        return Table(start=start, parts=parts, weight=weight, depth=1 + deepest)

    def _merge(self, parts: dict[str, tuple[Text, Node]]) -> None:
        """Fill in what `<<: *base` stands for: all keys of it that are not written beside it.

        YAML 1.1 had this (yaml.org/type/merge.html), and people know it from other tools.
        """
        key, merged = parts.pop(_MERGE, (None, None))
        if key is None:
            return
        # Of several the first that has a key counts.
        for table in merged.parts if isinstance(merged, Listing) else (merged,):
            if isinstance(table, Table):
                parts |= table.parts | parts
            else:
                hint = "write <<: *name, where &name stands before the lines to repeat"
                self._tell(key.start, "<< repeats lines of the form key: value", hint)


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


def _hint(problem: str) -> str:
    return next((hint for pattern, hint in _HINTS if re.search(pattern, problem)), "")
