"""What queries are asked of: an item's title and lead, alone and with each stretch of its text.

A title and a lead are about one thing; a long text is about several, and ends in what happened
before. So what a query joins must stand together: in the title and the lead, or there and within
one stretch of the text. Pure.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from watchers.language.passage import Passage, read_passage
from watchers.language.query import Query
from watchers.model.news import Evidence, Item, Span
from watchers.model.rules import Source

# In characters, as far as the end of a sentence: a stretch is two parts, and the next one begins
# with the second of them, so whatever stands within one part's length is found together.
_PART = 300
_PART_IN_HAN = 150  # as much is said in these scripts
_LONGEST_LEAD = 1_000
_SENTENCE_END = re.compile(r"[.!?…]['\"»”’)]*\s|[。！？]|\n")
_HAN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


class Excerpt(NamedTuple):
    """What a query looks at in one go. `texts` are title, body and url, as `passage` has them."""

    texts: Mapping[str, str]
    passage: Passage
    is_whole: bool = True  # nothing of the item is left out
    lead: int = 0  # so much of the body is the item's lead
    moved: int = 0  # what follows the lead stands so much later in the item's body

    def located(self, evidence: Evidence) -> Evidence:
        """Return evidence in this excerpt as evidence in the item."""
        if not self.moved:
            return evidence
        spans = tuple(
            Span(span.field, span.start + self.moved, span.end + self.moved)
            if span.field == "body" and span.start >= self.lead
            else span
            for span in evidence.spans
        )
        return Evidence(spans)


def texts_of(item: Item) -> dict[str, str]:
    """Return the texts of an item that people are shown, by the names that spans have for them.

    The body is the summary, and after it the full text, if there is one.
    """
    body = f"{item.summary} {item.text}" if item.text else item.summary
    return {"title": item.title, "body": body, "url": item.url or ""}


def excerpts_of(item: Item, source: Source) -> Iterator[Excerpt]:
    """Yield title and lead, then these with each stretch of a longer body, in its order."""
    texts = texts_of(item)
    body = texts["body"]
    lead = _lead_end(item)
    opening = body[:lead]
    fields = texts | fields_of(item, source)
    passage = read_passage(fields | {"body": opening})
    yield Excerpt(texts | {"body": opening}, passage, is_whole=lead == len(body))
    for start, end in _stretches(body, lead):
        stretch = body[start:end]
        yield Excerpt(
            texts | {"body": f"{opening} {stretch}"},
            # To a query the lead's end is the end of a sentence.
            read_passage(fields | {"body": f"{opening}\n{stretch}"}),
            is_whole=False,
            lead=lead + 1,
            moved=start - lead - 1,
        )


def whole_of(item: Item, source: Source) -> Passage:
    """Prepare all of an item at once: what it does not have, no excerpt has."""
    return read_passage(texts_of(item) | fields_of(item, source))


def fields_of(item: Item, source: Source) -> dict[str, str | tuple[str, ...]]:
    """Return what can be asked for of an item beside its texts, from itself and its source."""
    return {
        **fields_of_source(source),
        "author": item.author or "",
        "lang": item.lang or source.lang or "",
        "category": item.categories,
    }


def fields_of_source(source: Source) -> dict[str, str | tuple[str, ...]]:
    """Return what can be asked for of every item of a source."""
    return {"source": (source.id, source.name), "tier": source.tier.value}


def find_evidence(query: Query, excerpts: Iterable[Excerpt]) -> Evidence | None:
    """Return why `query` holds for an item, in the first excerpt in which it does, or None."""
    for excerpt in excerpts:
        found = query.find_evidence(excerpt.passage)
        if found is not None:
            return excerpt.located(found)
    return None


def excerpt_to_explain(query: Query, excerpts: Sequence[Excerpt]) -> Excerpt:
    """Return the first excerpt in which `query` holds; where it holds in none, title and lead."""
    holding = (excerpt for excerpt in excerpts if query.matches(excerpt.passage))
    return next(holding, excerpts[0])


def _lead_end(item: Item) -> int:
    """Return where the lead ends: a short summary is one, of a long one the beginning."""
    if len(item.summary) <= _LONGEST_LEAD:
        return len(item.summary)
    return _parts(item.summary, 0, 2 * _PART)[1]


def _stretches(body: str, lead: int) -> Iterator[tuple[int, int]]:
    """Yield [start, end) of each stretch after the lead."""
    rest = body[lead : lead + _PART]
    wide = len(_HAN.findall(rest)) > len(rest) / 3
    cuts = _parts(body, lead, _PART_IN_HAN if wide else _PART)
    # Of the last two the end is the same: a text of one part has one stretch.
    for at, (start, end) in enumerate(pairwise(cuts)):
        if at + 2 < len(cuts):
            yield start, cuts[at + 2]
        elif at == 0:
            yield start, end


def _parts(text: str, start: int, length: int) -> list[int]:
    """Return where parts of about `length` characters begin, from `start` on, and the end."""
    cuts = [start]
    while len(text) - cuts[-1] > length:
        wanted = cuts[-1] + length
        ends = _SENTENCE_END.search(text, wanted, wanted + length)
        # Without a sentence's end a word's has to do; without that, any place.
        blank = text.find(" ", wanted, wanted + length) if ends is None else ends.end()
        cuts.append(blank if blank >= 0 else wanted)
    if cuts[-1] < len(text):
        cuts.append(len(text))
    return cuts
