"""What goes to a terminal or a pipe: JSON that stays on its line, text that its encoding carries.

Text for people is cleaned by watchers.invisible, as everywhere.
"""

import json

from watchers.invisible import ACTING

# Our own signs, where the output's encoding has none of them.
_PLAIN = str.maketrans(
    {
        "…": "...", "–": "-", "—": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "·": "-",
        "→": "->", "↔": "<->", "↳": "->", "┃": "|", "│": "|", "─": "-", "━": "-",
        "◆": "#", "▲": "!", "●": "*", "○": "o", "╭": "+", "╮": "+", "╰": "+", "╯": "+",
    }
)  # fmt: skip


def json_line(fields: dict[str, object]) -> str:
    r"""Return one line of JSON that stays one line wherever it is printed, and acts on nothing.

    JSON itself lets C1 controls, line ends and bidi controls stand; here they are written as
    \uXXXX, so that nothing is lost to who reads it.
    """
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return ACTING.sub(lambda match: json.dumps(match[0])[1:-1], text) + "\n"


def encoded(text: str, encoding: str) -> bytes:
    """Return `text` as bytes; what the encoding lacks is replaced, our own signs by look-alikes."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_PLAIN).encode(encoding, errors="replace")
