"""One field of an item: its words and where they stand, found when a query asks for them."""

import unicodedata
from bisect import bisect_left, bisect_right
from functools import cached_property

import regex

from watchers.language.addresses import without_addresses
from watchers.language.cutting import cut_text, places_of
from watchers.language.words import sentence_breaks

RUNNING = ("title", "body")
"""Where a query looks that names no field: one text, the title first."""

# Stretches of ASCII, up to what a mark may follow, and clusters of anything else.
_PART = regex.compile(r"[\x00-\x7f]+(?=[\x00-\x7f]|\Z)|\X")
_SURROGATE = regex.compile("[\ud800-\udfff]")


class FieldText:
    """One field: its text, its words, and, if asked for, where each stands in it."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        # Offsets stay. In any other field an address is what is looked for.
        self.text = without_addresses(text) if name in RUNNING else text
        self.words, self.respelled = cut_text(self.text)

    @cached_property
    def places(self) -> list[tuple[int, int]]:
        """Offsets [start, end) in `text` of each of `words`."""
        return places_of(self.text)

    @cached_property
    def breaks(self) -> list[int]:
        """Offsets in `text`, ascending; what starts at or after one is in a later sentence."""
        return sentence_breaks(self.text)

    @cached_property
    def plain(self) -> str:
        """The text in NFKC, as regexes read it; a lone surrogate, which RE2 refuses, is U+FFFD."""
        text: str = _SURROGATE.sub("\ufffd", self.text)
        if unicodedata.is_normalized("NFKC", text):
            return text
        # Part by part, so that `_origins` can tell where each came from.
        parts = (unicodedata.normalize("NFKC", part[0]) for part in _PART.finditer(text))
        return "".join(parts)

    @cached_property
    def _origins(self) -> list[tuple[int, int]] | None:
        """For each character of `plain` where it came from; None if `plain` is `text`."""
        text = _SURROGATE.sub("\ufffd", self.text)
        if self.plain == text:
            return None
        origins: list[tuple[int, int]] = []
        for part in _PART.finditer(text):
            start, end = part.span()
            if part[0].isascii():
                # NFKC leaves ASCII as it is, a character for a character.
                origins.extend((at, at + 1) for at in range(start, end))
            else:
                # Which character of a cluster became which, nobody can say: each came from all.
                origins.extend([(start, end)] * len(unicodedata.normalize("NFKC", part[0])))
        return origins

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return where [start, end) of `plain` stands in `text`; the end is after the start."""
        origins = self._origins
        return (start, end) if origins is None else (origins[start][0], origins[end - 1][1])

    def words_in(self, start: int, end: int) -> tuple[int, int]:
        """Return the numbers of the first and last word that [start, end) touches.

        Both are that of the next word where it touches none, and that may be one too many.
        """
        first = bisect_right(self.places, start, key=lambda place: place[1])
        last = bisect_left(self.places, end, key=lambda place: place[0]) - 1
        return first, max(first, last)
