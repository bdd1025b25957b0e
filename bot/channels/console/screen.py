"""What the command line prints besides cards: tables, mistakes. Loads rich."""

from collections.abc import Iterator, Sequence
from typing import TextIO

from rich import box
from rich.cells import cell_len
from rich.console import RenderableType
from rich.table import Table

from bot.channels.console.inert import encoded, inert
from bot.channels.console.paper import UNKNOWN, WIDEST, Paper, indented, text
from bot.channels.console.shapes import QUIET
from watchers.errors import Mistake

_UNBROKEN = 1000  # columns of a table in a pipe: a row stays a line, for grep and cut
_LEAD = 48  # characters before a caret; what stands further left is cut
_RED = "bold color(160)"


class Screen:
    """Prints to `out`, a terminal or not. All text stays text: no markup, no escape sequences."""

    def __init__(self, out: TextIO, *, width: int | None = None, color: bool | None = None) -> None:
        self._out = out
        self._width = width
        self._color = color

    def table(self, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Print rows under their headings; columns of numbers stand to the right.

        In a pipe each row is one line, however long.
        """
        table = Table(
            title=text((title, "bold")) if title else None,
            title_justify="left",
            box=box.SIMPLE_HEAD,
            pad_edge=False,
            show_edge=False,
        )
        for number, heading in enumerate(columns):
            numeric = rows and all(_is_number(row[number]) for row in rows)
            table.add_column(text((heading, QUIET)), justify="right" if numeric else "left")
        for row in rows:
            table.add_row(*(text(cell) for cell in row))
        self._print(table, unknown=_UNBROKEN, widest=_UNBROKEN)

    def mistakes(self, file: str, source: str, mistakes: Sequence[Mistake]) -> None:
        """Print each mistake with its place, the line of `source`, a caret, and its hint."""
        lines = source.split("\n")
        for mistake in mistakes:
            line = lines[mistake.line - 1] if 0 < mistake.line <= len(lines) else ""
            self._print(*_mistake(file, line, mistake))

    def _print(self, *parts: RenderableType, unknown: int = UNKNOWN, widest: int = WIDEST) -> None:
        paper = Paper.of(
            self._out.fileno() if self._out.isatty() else None,
            width=self._width,
            color=self._color,
            unknown=unknown,
            widest=widest,
        )
        encoding = self._out.encoding or "utf-8"
        self._out.write(encoded(paper.paint(*parts), encoding).decode(encoding))
        self._out.flush()


def _mistake(file: str, line: str, mistake: Mistake) -> Iterator[RenderableType]:
    """Give the place and what is wrong, the line with a caret under the character, the hint."""
    yield text((f"{file}:{mistake.line}:{mistake.column}: ", "bold"), (mistake.message, _RED))
    before, after = inert(line[: mistake.column - 1]), inert(line[mistake.column - 1 :])
    if len(before) > _LEAD:
        before = "…" + before[1 - _LEAD :]
    shown = text(before + after)
    shown.no_wrap, shown.overflow = True, "ellipsis"
    gutter = f"{mistake.line:>5} │ "
    if line.strip():
        yield indented(shown, gutter, style=QUIET)
        yield indented(text((" " * cell_len(before) + "^", _RED)), f"{'│ ':>{len(gutter)}}", QUIET)
    if mistake.hint:
        yield indented(text(mistake.hint), f"{'= ':>{len(gutter)}}", style=QUIET)


def _is_number(cell: str) -> bool:
    return not cell or cell.strip("+-−%").replace(",", "").replace(".", "").isdigit()
