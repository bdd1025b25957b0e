"""Text that cannot act: on a terminal, on a line, or on the order of its characters."""

import json
import re

_LINE_ENDS = "\x85\u2028\u2029"
_SPACES = "\t\n\v\f\r\x1c\x1d\x1e" + _LINE_ENDS
_DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_UNSEEN = "\u00ad\u200b\u2060\ufeff"
_TABLE: dict[int, str | None] = {
    **dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)]),  # C0, DEL and C1: ESC, BEL, CSI, OSC
    **dict.fromkeys(map(ord, _DIRECTIONS + _UNSEEN)),
    **dict.fromkeys(range(0xE0000, 0xE0080)),  # tags: invisible text
    **dict.fromkeys(map(ord, _SPACES), " "),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
}

# What JSON leaves as it is, though a terminal or a reader of lines would act on it.
_ACTIVE = re.compile(
    f"[\x7f-\x9f\ud800-\udfff\U000e0000-\U000e007f{_LINE_ENDS}{_DIRECTIONS}{_UNSEEN}]"
)

# Our own signs, where the output's encoding has none of them.
_PLAIN = str.maketrans(
    {
        "…": "...", "–": "-", "—": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "·": "-",
        "→": "->", "↔": "<->", "↳": "->", "┃": "|", "│": "|", "─": "-", "━": "-",
        "◆": "#", "▲": "!", "●": "*", "○": "o", "╭": "+", "╮": "+", "╰": "+", "╯": "+",
    }
)  # fmt: skip


def inert(text: str) -> str:
    """Give `text` as one line without control characters or reordering; other text stays."""
    return text.translate(_TABLE)


def json_line(told: dict[str, object]) -> str:
    """Write one line of JSON that stays one line, and inert, wherever it is printed."""
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return _ACTIVE.sub(lambda match: json.dumps(match[0])[1:-1], text) + "\n"


def encoded(text: str, encoding: str) -> bytes:
    """Encode `text`; what the encoding cannot carry is replaced, our own signs by look-alikes."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_PLAIN).encode(encoding, errors="replace")
