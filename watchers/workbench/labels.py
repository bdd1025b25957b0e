"""A file of labelled news: a JSON object a line, or every mistake in it with its place."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256

from watchers.errors import Mistake
from watchers.model.names import IndicatorId, SourceId
from watchers.model.news import Item
from watchers.model.rules import Source
from watchers.rules.nodes import short
from watchers.rules.ruleset import RuleSet

MAX_BYTES = 64 << 20
"""About 100,000 items; who has more takes a part of them."""

_TEXTS = ("title", "summary", "url", "source", "published", "lang", "story")
_SHOWN = '{"id": "a1", "title": "...", "labels": ["energy-flows"]}'


class Half(StrEnum):
    """One side of a labelled file: rules are made on one and measured on the other."""

    TUNE = "tune"
    CHECK = "check"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """An item, and the indicators that a person says it moves."""

    id: str
    item: Item
    labels: frozenset[IndicatorId] = frozenset()
    doubtful: bool = False  # a second careful reader might decide otherwise
    story: str  # items of one story are never parted; the item's id where the file names none

    @property
    def half(self) -> Half:
        """The side this item's story is on: the same on every machine, whatever else is there."""
        return (Half.TUNE, Half.CHECK)[sha256(self.story.encode(errors="replace")).digest()[0] % 2]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelFile:
    """What a file of labels says; it is sound if there are no mistakes."""

    items: tuple[Labelled, ...]
    mistakes: tuple[Mistake, ...]


def read_labels(text: str) -> LabelFile:
    """Return the items of lines of JSON, and every mistake in them; none is raised.

    Empty lines are passed over, and so are fields that are not known here. No item at all is a
    mistake as well.
    """
    items: list[Labelled] = []
    mistakes: list[Mistake] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        found = _read(line, number)
        if isinstance(found, Labelled) and found.id in seen:
            message = f"the id {short(found.id)} is here twice"
            hint = f"it is already in line {seen[found.id]}"
            found = [_mistake(line, number, "id", message, hint)]
        if isinstance(found, Labelled):
            seen[found.id] = number
            items.append(found)
        else:
            mistakes.extend(found)
    if not items and not mistakes:
        mistakes.append(Mistake(line=1, column=1, message="no items in this file", hint=_HINT))
    return LabelFile(items=tuple(items), mistakes=tuple(mistakes))


def labelled_source(labelled: Labelled, rules: RuleSet) -> Source:
    """Return the source that an item names by its id, title or address; else one of that name."""
    named = labelled.item.source
    for source in rules.sources.values():
        if named in {source.id, source.title, source.url}:
            return source
    return rules.source_of(named)


_HINT = f"each line is one item: {_SHOWN}"


def _read(line: str, number: int) -> Labelled | list[Mistake]:
    try:
        fields = json.loads(line)
    except json.JSONDecodeError as e:
        problem = e.msg[:1].lower() + e.msg[1:]
        return [Mistake(line=number, column=e.colno, message=f"not JSON: {problem}", hint=_HINT)]
    except (ValueError, RecursionError):  # a number of thousands of digits, brackets without end
        return [Mistake(line=number, column=1, message="not JSON that can be read", hint=_HINT)]
    if not isinstance(fields, dict):
        return [Mistake(line=number, column=1, message="not a JSON object", hint=_HINT)]
    wrong = [_mistake(line, number, *each) for each in _wrong(fields)]
    return wrong or _labelled(fields)


def _wrong(fields: dict[str, object]) -> Iterator[tuple[str, str, str]]:
    """Yield each field that is not as it must be: its name, what is wrong, what helps."""
    id_ = fields.get("id")
    if isinstance(id_, bool) or not isinstance(id_, str | int) or id_ == "":
        yield "id", "no id", "give each item an id of its own: a text or a number"
    for name in _TEXTS:
        if not isinstance(fields.get(name), str | int | None):
            yield name, f"{name} is not a text", f'write "{name}": "..."'
    if not fields.get("title") and not fields.get("summary"):
        yield "title", "neither title nor summary", "there is nothing to judge: give one of them"
    labels = fields.get("labels")
    if not isinstance(labels, list) or not all(isinstance(each, str) for each in labels):
        yield "labels", "labels are not a list of texts", 'an item without any has "labels": []'
    if not isinstance(fields.get("doubtful"), bool | None):
        yield "doubtful", "doubtful is neither true nor false", "leave it out where it is false"


def _labelled(fields: dict[str, object]) -> Labelled:
    id_ = str(fields["id"])
    texts = {name: str(fields.get(name) or "") for name in _TEXTS}
    labels = fields["labels"]
    item = Item(
        source=SourceId(texts["source"] or "labels"),
        aliases=(),
        title=texts["title"],
        summary=texts["summary"],
        url=texts["url"] or None,
        lang=texts["lang"] or None,
        published=_time(texts["published"]),
    )
    return Labelled(
        id=id_,
        item=item,
        labels=frozenset(map(IndicatorId, labels if isinstance(labels, list) else ())),
        doubtful=bool(fields.get("doubtful")),
        story=texts["story"] or id_,
    )


def _time(written: str) -> datetime | None:
    """Return an ISO time, UTC where it names no zone; None for less, as many files have a year."""
    try:
        read = datetime.fromisoformat(written)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _mistake(line: str, number: int, name: str, message: str, hint: str) -> Mistake:
    """Place a mistake at the value of a field, or at the start where the field is absent."""
    found = re.search(rf'"{re.escape(name)}"\s*:\s*', line)
    column = found.end() + 1 if found else 1
    return Mistake(line=number, column=column, message=message, hint=hint)
