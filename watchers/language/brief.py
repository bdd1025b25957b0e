"""Pieces of a query inside a message: one short line, and text that any terminal can print."""

_MOST = 40


def brief(text: str) -> str:
    """Cut `text` to what a message has room for."""
    line = " ".join(text.split()).encode(errors="replace").decode()
    return line if len(line) <= _MOST else f"{line[: _MOST - 1]}…"
