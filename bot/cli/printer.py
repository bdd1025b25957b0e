"""What the command line prints besides cards: lines, tables, mistakes. Loads rich.

Colour and underlining in a terminal, brackets in a pipe. Whoever wrote a text, it stays text: no
markup, no escape sequences.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TextIO

from rich import box
from rich.cells import cell_len
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from bot.channels.console.layout import HIGHLIGHT, QUIET
from bot.channels.console.sanitize import encoded
from bot.channels.console.terminal import UNKNOWN, WIDEST, Terminal, indented, text
from bot.model.cards import Piece
from bot.render.highlight import headline, snippet
from watchers.errors import Mistake
from watchers.invisible import strip_invisible
from watchers.model.news import Span
from watchers.secrets import hidden_secrets

GOOD, BAD, BOLD = "color(28)", "color(160)", "bold"
_UNBROKEN = 1000  # columns in a pipe: what is one thing stays one line, for grep and cut
_LEAD = 48  # characters before a caret; what stands further left is cut

Run = tuple[str, str] | str
"""Text with a style, or without."""


class Printer:
    """Prints to `out` (standard output if None), a terminal or not."""

    def __init__(
        self, out: TextIO | None = None, *, width: int | None = None, color: bool | None = None
    ) -> None:
        self._out = out or sys.stdout
        self._width = width
        self._color = color
        # Whoever asks grep for a line of a pipe wants all of it, however long.
        self._wide = self._terminal(unknown=_UNBROKEN, widest=_UNBROKEN)
        self._lines = self._terminal() if self._out.isatty() else self._wide

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
        self.bare_table(columns, rows)

    def bare_table(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Print rows under their headings; columns of numbers stand to the right.

        In a pipe each row is one line, however long.
        """
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for number, heading in enumerate(columns):
            numeric = rows and all(_is_number(row[number]) for row in rows)
            table.add_column(text((heading, QUIET)), justify="right" if numeric else "left")
        for row in rows:
            table.add_row(*(text(cell) for cell in row))
        self._write(table, terminal=self._wide)

    def mistakes(self, file: str, source: str, mistakes: Sequence[Mistake]) -> None:
        """Print each mistake with its place, the line of `source`, a caret, and its hint."""
        lines = source.split("\n")
        for mistake in mistakes:
            line = lines[mistake.line - 1] if 0 < mistake.line <= len(lines) else ""
            self._write(*_mistake(file, line, mistake))

    def highlighted(self, pieces: Iterable[Piece]) -> tuple[Run, ...]:
        """Return runs in which the highlighted pieces stand out: by colour, else by brackets."""
        if self._lines.rich:
            return tuple((piece.text, HIGHLIGHT if piece.highlighted else "") for piece in pieces)
        return tuple(f"[{piece.text}]" if piece.highlighted else piece.text for piece in pieces)

    def item(
        self, texts: Mapping[str, str], spans: Iterable[Span], *, depth: int, whole: bool = False
    ) -> None:
        """Print a headline, the words of `spans` marked, and the summary where some are in it.

        `texts` has them as title and body, each if there is one. The summary is shown anyway if
        `whole`, or if it is all there is.
        """
        title, body = texts.get("title", ""), texts.get("body", "")
        found: dict[str, list[tuple[int, int]]] = {"title": [], "body": []}
        for span in spans:
            found.setdefault(span.field, []).append((span.start, span.end))
        if title:
            self.line(*self.highlighted(headline(title, found["title"])), depth=depth)
        if body and (found["body"] or whole or not title):
            self.line(*self.highlighted(snippet(body, found["body"])), depth=depth)
        others = sorted(found.keys() - {"title", "body"})
        if others:
            self.line((f"and by its {', '.join(others)}", QUIET), depth=depth)

    def _write(self, *parts: RenderableType, terminal: Terminal | None = None) -> None:
        painted = (terminal or self._lines).paint(
            *(Text(part) if isinstance(part, str) else part for part in parts)
        )
        encoding = self._out.encoding or "utf-8"
        self._out.write(encoded(painted, encoding).decode(encoding))
        self._out.flush()

    def _terminal(self, *, unknown: int = UNKNOWN, widest: int = WIDEST) -> Terminal:
        return Terminal.of(
            self._out.fileno() if self._out.isatty() else None,
            width=self._width,
            color=self._color,
            unknown=unknown,
            widest=widest,
        )


def _mistake(file: str, line: str, mistake: Mistake) -> Iterator[RenderableType]:
    """Yield the place and what is wrong, the line with a caret under the character, the hint."""
    yield text(
        (f"{file}:{mistake.line}:{mistake.column}: ", "bold"), (mistake.message, f"bold {BAD}")
    )
    line = hidden_secrets(line)
    before, after = (
        strip_invisible(line[: mistake.column - 1]),
        strip_invisible(line[mistake.column - 1 :]),
    )
    if len(before) > _LEAD:
        before = "…" + before[1 - _LEAD :]
    shown = text(before + after)
    shown.no_wrap, shown.overflow = True, "ellipsis"
    gutter = f"{mistake.line:>5} │ "
    if line.strip():
        yield indented(shown, gutter, style=QUIET)
        yield indented(
            text((" " * cell_len(before) + "^", f"bold {BAD}")), f"{'│ ':>{len(gutter)}}", QUIET
        )
    if mistake.hint:
        yield indented(text(mistake.hint), f"{'= ':>{len(gutter)}}", style=QUIET)


def _is_number(cell: str) -> bool:
    return not cell or cell.strip("+-−%").replace(",", "").replace(".", "").isdigit()
