"""The bot that most people write: a compiled regex for every term, every rule asked of every item.

It has no index and no shared words, but it is no straw man: patterns are compiled once, an AND
stops at the first part that fails, and NEAR counts words only where both sides occur.
"""

import re

from watchers.language.spellings import plurals
from watchers.language.tree import And, Expr, Near, Not, Or, Regex, Term

_WORDS = re.compile(r"\w+|[\u4e00-\u9fff]")
_HAN = re.compile(r"[\u4e00-\u9fff]")


class Naive:
    """One rule."""

    def __init__(self, expr: Expr) -> None:
        self._expr = expr
        self._patterns: dict[int, re.Pattern[str]] = {}
        self._compile(expr)

    def _compile(self, expr: Expr) -> None:
        match expr:
            case Term(text):
                self._patterns[id(expr)] = re.compile(_pattern(text), re.IGNORECASE)
            case Regex(pattern):
                self._patterns[id(expr)] = re.compile(pattern, re.IGNORECASE)
            case Near(left, right):
                self._compile(left)
                self._compile(right)
            case And(parts) | Or(parts):
                for part in parts:
                    self._compile(part)
            case Not(part):
                self._compile(part)
            case _:
                raise TypeError(expr)

    def holds(self, text: str) -> list[tuple[int, int]] | None:
        """Give the spans that make it hold, or None."""
        return self._spans(self._expr, text)

    def _spans(self, expr: Expr, text: str) -> list[tuple[int, int]] | None:
        match expr:
            case Near(left, right, distance):
                return _near(self._spans(left, text), self._spans(right, text), distance, text)
            case And(parts):
                found: list[tuple[int, int]] = []
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


def _near(lefts, rights, distance, text) -> list[tuple[int, int]] | None:
    if not lefts or not rights:
        return None
    found = []
    for left in lefts:
        for right in rights:
            first, second = sorted((left, right))
            between = text[first[1] : second[0]]
            if second[0] >= first[1] and len(_WORDS.findall(between)) < distance:
                found += [left, right]
    return found or None
