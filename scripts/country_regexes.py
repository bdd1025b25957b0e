"""Regexes for words that mean something else in some company: RE2 has no look-around."""

import re

_TERM = re.compile(r"(?:\{!(?P<before>[^}]*)\})?(?P<word>.*?)(?:\{!(?P<after>[^}]*)\})?")
HERE = "(?P<here>"
"""Opens the part of a regex that is the word; the rest is its company, and no evidence."""
_MOST = 1_000  # characters, as the language has it
# Blocks, not \pL: RE2 writes a class out as bytes, and a program has its bounds too.
_LETTERS = {"en": "0-9A-Za-zÀ-ɏ", "ru": "0-9A-Za-zЀ-ӿ", "ar": "0-9؀-ۿ", "zh": ""}


def in_company(term: str, language: str) -> str:
    """Write `{!North |South }Korea{!town}` as a regex.

    Where a script has blanks, the word stands alone too: Korean is no Korea.
    """
    letters = _LETTERS.get({"uk": "ru"}.get(language, language), _LETTERS["en"])
    found = _TERM.fullmatch(term)
    if found is None:
        raise ValueError(f"braces stand before and after a word: {term}")
    before = [company[::-1] for company in (found["before"] or "").split("|") if company]
    after = [company for company in (found["after"] or "").split("|") if company]
    word = found["word"]
    made = [
        _other_than(before, "^", letters, leftward=True),
        word if HERE in word else f"{HERE}{word})",
        _other_than(after, "$", letters, leftward=False),
    ]
    regex = f"/{''.join(made)}/"
    if len(regex) > _MOST:
        raise ValueError(f"a regex of {len(regex)} characters: {term}")
    return regex


def word_of(term: str) -> str:
    """Give Korea of `{!North }Korea{!town}`."""
    found = _TERM.fullmatch(term.strip("/"))
    return "" if found is None else found["word"]


def _other_than(words: list[str], edge: str, letters: str, *, leftward: bool) -> str:
    """Match the edge of the text, or as much of it as shows that none of `words` stands there."""
    if not words and not letters:
        return ""
    heads: dict[str, list[str]] = {}
    for word in words:
        heads.setdefault(word[0].lower(), []).append(word[1:])
    ways = [edge, f"[^{letters}{''.join(map(_escaped, heads))}]"]
    for head, tails in heads.items():
        if "" in tails:
            continue
        rest = _other_than(tails, edge, "", leftward=leftward)
        ways.append(rest + _escaped(head) if leftward else _escaped(head) + rest)
    return f"({'|'.join(ways)})"


def _escaped(letter: str) -> str:
    """Escape what means something; a blank does not, and not every reader knows it escaped."""
    return letter if letter == " " else re.escape(letter)
