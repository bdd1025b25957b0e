"""The commas of lists: `2 OF (a, b)` has its comma made a terminal, all other commas stay text."""

import re
from typing import Final

COMMA: Final = "\x1f"
"""Stands for a comma that parts a list. White space to all terminals, so it ends each of them."""

_QUOTED = r'["“”„‟«»＂][^"“”„‟«»＂]*["“”„‟«»＂]'
_REST = r'\s()（）"“”„‟«»＂'
# As query.lark cuts a text, as far as commas are concerned: inside quotes and regexes they stay.
_OUTSIDE = (
    rf"(?P<list>\d+\s*OF\s*[(（])|(?P<open>[(（])|(?P<close>[)）])|{_QUOTED}"
    r"|[^\W\d_]+:(?!//)|/(?:\\.|[^/\\])*/"
)
_TEXT = re.compile(rf"{_OUTSIDE}|[^{_REST}]+|.", re.DOTALL)
# Between digits a comma belongs to the number.
_LIST = re.compile(
    rf"{_OUTSIDE}|(?P<comma>(?<!\d),|,(?!\d))|(?:[^{_REST},]|(?<=\d),(?=\d))+|.", re.DOTALL
)


def part_lists(text: str) -> str:
    """Put COMMA for each comma that parts a list; nothing moves."""
    text = text.replace(COMMA, " ")
    if "OF" not in text or "," not in text:
        return text
    pieces: list[str] = []
    lists: list[bool] = []  # of each open parenthesis: whether it opened a list
    at = 0
    while found := (_LIST if lists and lists[-1] else _TEXT).match(text, at):
        kind = found.lastgroup
        if kind in {"list", "open"}:
            lists.append(kind == "list")
        elif kind == "close" and lists:
            lists.pop()
        pieces.append(COMMA if kind == "comma" else found[0])
        at = found.end()
    return "".join(pieces)
