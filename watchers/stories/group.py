"""Which items tell the same event, judged by their headlines. Careful: a wrong join hides news.

Only what is nearly the same headline is joined (docs/decisions/0003-story-grouping.md): the same
address in two sources, or the same words up to the odd one, with the same numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Self

from watchers.headlines import headline_words
from watchers.model.names import SourceId, StoryId
from watchers.parse.links import clean_link

WINDOW = timedelta(hours=72)
ALIKE = 0.85  # share of common words; measured in tests/watchers/stories
WORDS_TO_TELL = 5  # shorter headlines ("Live updates") say too little to be the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What of an item decides its story. `numbers` are those of `words` with a digit in them."""

    story: StoryId | None
    words: frozenset[str]
    numbers: frozenset[str]
    link: str | None
    source: SourceId | None

    @classmethod
    def of(
        cls,
        title: str,
        url: str | None,
        *,
        story: StoryId | None = None,
        source: SourceId | None = None,
    ) -> Self:
        """Return the head of a headline, without the outlet's name at its end ("- BBC News")."""
        words, numbers = _words_and_numbers(title)
        link = None if url is None else _clean_link(url)
        return cls(story=story, words=words, numbers=numbers, link=link, source=source)


def same_story(new: Head, heads: Iterable[Head]) -> StoryId | None:
    """Return the story that `new` belongs to, or None.

    The last of `heads` with its page wins, then the likest, then the first of those. Compares
    `new` with each of them, so hand in those of the last WINDOW alone.
    """
    page: StoryId | None = None
    best: tuple[float, StoryId] | None = None
    for head in heads:
        if head.story is None:
            continue
        # One page in two feeds is one event, whatever its headline says. In one source two items
        # of one page are two by title and date: it is where the publisher puts whatever is newest.
        if new.link is not None and new.link == head.link and _elsewhere(new, head):
            page = head.story
        alike = _alike(new, head)
        if alike >= ALIKE and (best is None or alike > best[0]):
            best = (alike, head.story)
    if page is not None:
        return page
    return None if best is None else best[1]


def _elsewhere(new: Head, head: Head) -> bool:
    return new.source is None or new.source != head.source


def _alike(a: Head, b: Head) -> float:
    """Return the share of common words, from 0.0 to 1.0; 0.0 where nothing can be said."""
    # "kills 3" and "kills 30" differ in one word of many, and are two events or a newer count.
    if a.numbers != b.numbers or min(len(a.words), len(b.words)) < WORDS_TO_TELL:
        return 0.0
    return len(a.words & b.words) / len(a.words | b.words)


# Each report is compared with the whole window, whose headlines are the same poll after poll.
_clean_link = lru_cache(maxsize=1 << 14)(clean_link)


@lru_cache(maxsize=1 << 14)
def _words_and_numbers(title: str) -> tuple[frozenset[str], frozenset[str]]:
    words = headline_words(title)
    return words, frozenset(word for word in words if any(map(str.isdigit, word)))
