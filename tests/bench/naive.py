"""The bot that most people write: a compiled regex for every term, every rule asked of every item.

It has no index and no shared words, but it is no straw man: patterns are compiled once, an AND
stops at the first part that fails, and NEAR counts words only where both sides occur.
"""

import re
from collections.abc import Mapping

from watchers.language.spellings import plurals
from watchers.language.tree import (
    And,
    Expr,
    Field,
    Near,
    Not,
    NotNear,
    Or,
    Regex,
    Term,
    Vocabulary,
)

_WORDS = re.compile(r"\w+|[\u4e00-\u9fff]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SENTENCE_END = re.compile(r"[.!?]\s|[。！？\n]")
_HERE = re.compile(r"\(\?P<here>")

Spans = list[tuple[int, int]]


class Naive:
    """One rule; title and body are the first line of a text and the others."""

    def __init__(self, expr: Expr, vocabulary: Mapping[str, Expr] | None = None) -> None:
        self._expr = expr
        self._vocabulary = vocabulary or {}
        self._patterns: dict[int, re.Pattern[str]] = {}
        self._compile(expr)

    def _compile(self, expr: Expr) -> None:
        match expr:
            case Term(text, exact):
                flags = 0 if exact else re.IGNORECASE
                self._patterns[id(expr)] = re.compile(_pattern(text), flags)
            case Regex(pattern):
                self._patterns[id(expr)] = re.compile(_HERE.sub("(", pattern), re.IGNORECASE)
            case Near(left, right) | NotNear(left, right):
                self._compile(left)
                self._compile(right)
            case And(parts) | Or(parts):
                for part in parts:
                    self._compile(part)
            case Not(part) | Field(_, part):
                self._compile(part)
            case Vocabulary(name):
                self._compile(self._vocabulary[name])
            case _:
                raise TypeError(expr)

    def holds(self, text: str) -> Spans | None:
        """Give the spans that make it hold, or None."""
        return self._spans(self._expr, text)

    def _spans(self, expr: Expr, text: str) -> Spans | None:
        match expr:
            case Near(left, right):
                return _near(self._spans(left, text), self._spans(right, text), expr, text)
            case NotNear(left, right):
                lefts, rights = self._spans(left, text) or [], self._spans(right, text)
                return [one for one in lefts if not _near([one], rights, expr, text)] or None
            case And(parts):
                found: Spans = []
                for part in parts:
                    spans = self._spans(part, text)
                    if spans is None:
                        return None
                    found += spans
                return found
            case Or(parts):
                found = [span for part in parts for span in self._spans(part, text) or ()]
                return found or None
            case Not(part):
                return [] if self._spans(part, text) is None else None
            case Field(name, part):
                title, _, body = text.partition("\n")
                return self._spans(part, title if name == "title" else body)
            case Vocabulary(name):
                return self._spans(self._vocabulary[name], text)
            case _:
                return [found.span() for found in self._patterns[id(expr)].finditer(text)] or None


def _pattern(text: str) -> str:
    if _HAN.search(text):
        return re.escape(text)
    words = []
    for word in text.split():
        forms = (word, *plurals(word)) if "*" not in word else (word,)
        words.append(
            "(?:" + "|".join(re.escape(form).replace(r"\*", r"\w*") for form in forms) + ")"
        )
    return r"\b" + r"\W+".join(words) + r"\b"


def _near(
    lefts: Spans | None, rights: Spans | None, near: Near | NotNear, text: str
) -> Spans | None:
    if not lefts or not rights:
        return None
    found = []
    for left in lefts:
        for right in rights:
            first, second = (left, right) if near.ordered else sorted((left, right))
            if second[0] >= first[1] and _is_near(text[first[1] : second[0]], near.distance):
                found += [left, right]
    return found or None


def _is_near(between: str, distance: int | None) -> bool:
    if distance is None:
        return _SENTENCE_END.search(between) is None
    return len(_WORDS.findall(between)) < distance
