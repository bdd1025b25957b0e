"""What the workbench's verbs print: colour and underlining in a terminal, brackets in a pipe."""

import sys
from collections.abc import Iterable, Sequence
from typing import TextIO

from rich.console import RenderableType
from rich.text import Text

from bot.channels.console.inert import encoded
from bot.channels.console.paper import Paper, indented, text
from bot.channels.console.screen import Screen
from bot.channels.console.shapes import MARKED, QUIET
from bot.model.cards import Piece
from bot.render.highlight import headline, snippet
from watchers.model.news import Item, Span

GOOD, BAD, BOLD = "color(28)", "color(160)", "bold"
_UNBROKEN = 1000  # columns in a pipe: what is one thing stays one line, for grep

Run = tuple[str, str] | str
"""Text with a style, or without."""


class Page:
    """Prints to `out` line by line. Whoever wrote a text, it stays text."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        if self._out.isatty():
            self._paper = Paper.of(self._out.fileno())
        else:
            self._paper = Paper.of(None, unknown=_UNBROKEN, widest=_UNBROKEN)

    def line(self, *runs: Run, depth: int = 0, sign: str = "", style: str = "") -> None:
        """Print one line that wraps under itself; `sign` stands before it in `style`."""
        body: RenderableType = text(*runs)
        self._write(indented(body, "  " * depth + sign, style) if depth or sign else body)

    def heading(self, words: str) -> None:
        """Print a heading with an empty line before it."""
        self._write("", text((words, BOLD)))

    def gap(self) -> None:
        """Print an empty line."""
        self._write("")

    def table(self, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Print rows under their headings, an empty line before them."""
        self.heading(title) if title else self.gap()
        Screen(self._out).table("", columns, rows)

    def marked(self, pieces: Iterable[Piece]) -> tuple[Run, ...]:
        """Give runs in which the marked pieces stand out, with colour or without."""
        if self._paper.rich:
            return tuple((one.text, MARKED if one.highlighted else "") for one in pieces)
        return tuple(f"[{one.text}]" if one.highlighted else one.text for one in pieces)

    def item(self, item: Item, spans: Iterable[Span], *, depth: int, whole: bool = False) -> None:
        """Print a headline, the words of `spans` marked, and the summary where some are in it.

        The summary is shown anyway if `whole`, or if it is all there is.
        """
        found: dict[str, list[tuple[int, int]]] = {"title": [], "body": []}
        for span in spans:
            found.setdefault(span.field, []).append((span.start, span.end))
        if item.title:
            self.line(*self.marked(headline(item.title, found["title"])), depth=depth)
        if item.summary and (found["body"] or whole or not item.title):
            self.line(*self.marked(snippet(item.summary, found["body"])), depth=depth)
        others = sorted(found.keys() - {"title", "body"})
        if others:
            self.line((f"and by its {', '.join(others)}", QUIET), depth=depth)

    def _write(self, *parts: RenderableType) -> None:
        painted = self._paper.paint(*(Text(one) if isinstance(one, str) else one for one in parts))
        encoding = self._out.encoding or "utf-8"
        self._out.write(encoded(painted, encoding).decode(encoding))
