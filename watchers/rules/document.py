"""YAML text to a tree of texts, lists and mappings that know their places. Knows no rule.

Built from libyaml's event stream, so that caps hold before anything is built, no constructor ever
runs, and every scalar stays the text that was written: `no`, `012` and 2024-01-01 included.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from watchers.errors import Mistake
from watchers.rules.joining import join_files
from watchers.rules.nodes import Listing, Node, Table, Text, short
from watchers.rules.places import Places, RulesText, index_within

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


class _Hopeless(Exception):
    """The rest of the document cannot be read."""


class Document:
    """Texts read as YAML: `root` (None if there is nothing to go on with) and `mistakes`.

    Several files are read as one text, in which sections of names are joined. Never raises for
    what they hold. What is too long, too deep or too large ends the reading; mistakes of any other
    kind are found one by one and reading goes on.
    """

    def __init__(self, *texts: str | RulesText) -> None:
        named = [each if isinstance(each, RulesText) else RulesText("", each) for each in texts]
        self.text = "\n".join(each.text for each in named)
        self.places = Places(named)
        self.mistakes: list[Mistake] = []
        self._anchors: dict[str, Node] = {}
        self._values = 0
        self._begin = 0  # of the text at hand
        self.root = self._read([each.text for each in named])

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

    def _read(self, texts: list[str]) -> Node | None:
        try:
            self._refuse_text()
            roots = [self._read_one(*each) for each in zip(self.places.begins, texts, strict=True)]
        except _Hopeless:
            return None
        except MemoryError:
            self._tell(0, TOO_LARGE, "shorten its lists")
            return None
        # What one of several files lacks is no mistake of another: all of them are read first.
        found = [root for root in roots if root is not None]
        return join_files(found, self._tell, self._tell_twice) if found else None

    def _read_one(self, begin: int, text: str) -> Node | None:
        import yaml

        self._begin = begin
        self._anchors = {}  # they name what stands in their own file
        try:
            return self._document(yaml.parse(text, Loader=yaml.CSafeLoader))
        except yaml.MarkedYAMLError as e:
            mark = e.problem_mark or e.context_mark
            said = " ".join(filter(None, (e.context, e.problem))) or "cannot be read"
            at = begin + (mark.index if mark else 0)
            raise self._stop(at, f"not YAML: {e.problem or said}", _hint(said)) from None

    def _tell_twice(self, key: Text, first: Text) -> None:
        file, line, _ = self.places.at(first.start)
        where = f"line {line} of {file}" if file else f"line {line}"
        self._tell(key.start, f"{short(key.value)} is here twice", f"it is already in {where}")

    def _refuse_text(self) -> None:
        if self.places.lines > MAX_LINES:
            raise self._stop(0, f"more than {MAX_LINES:,} lines", "shorten its lists")
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
                    self._begin + event.start_mark.index,
                    "a second document",
                    "take out the line with ---",
                )
        return root

    def _node(self, event: "Event", events: Iterator["Event"], depth: int) -> Node:
        from yaml import events as kinds

        start = self._begin + event.start_mark.index
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
            self._tell(self._begin + event.start_mark.index, "a tag (!...) is not read here", hint)
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
        start, end = (self._begin + mark.index for mark in (event.start_mark, event.end_mark))
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
                self._tell_twice(key, parts[key.value][0])
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


def _hint(problem: str) -> str:
    return next((hint for pattern, hint in _HINTS if re.search(pattern, problem)), "")
