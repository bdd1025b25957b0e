"""The words of a headline, for comparing it with another. Pure."""

import re
import unicodedata
from collections.abc import Iterable

_OUTLET = re.compile(r"\s+[|–—-]\s+[^|–—]{2,30}$")
_WORD = re.compile(r"[^\W_]+")
_DENSE = re.compile(r"[぀-ヿ㐀-䶿一-鿿豈-﫿฀-๿]")


def headline_words(title: str) -> frozenset[str]:
    """Return the words of a headline, case folded, without the outlet's name at its end.

    Of scripts without spaces, where a run is a sentence, they are pairs of characters.
    """
    return frozenset(_words(_OUTLET.sub("", title)))


def _words(title: str) -> Iterable[str]:
    for word in _WORD.findall(unicodedata.normalize("NFKC", title).casefold()):
        if _DENSE.search(word):
            yield from (word[i : i + 2] for i in range(max(1, len(word) - 1)))
        else:
            yield word
