"""What an output can show (width, colour, links), and painting for it. Loads rich."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Self

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from watchers.invisible import strip_invisible

NARROWEST, WIDEST, UNKNOWN = 40, 120, 80  # columns; longer lines are hard to read


@dataclass(frozen=True, slots=True)
class Terminal:
    """An output as rich sees it. NO_COLOR, FORCE_COLOR and TERM=dumb are obeyed."""

    console: Console

    @classmethod
    def of(
        cls,
        descriptor: int | None,
        *,
        width: int | None = None,
        color: bool | None = None,
        unknown: int = UNKNOWN,
        widest: int = WIDEST,
    ) -> Self:
        """Look at a descriptor (None: surely no terminal); `width` and `color` overrule it.

        Where no width can be found it is `unknown`; it is never over `widest`.
        """
        terminal = descriptor is not None and os.isatty(descriptor)
        found = (descriptor is not None and terminal and _columns(descriptor)) or unknown
        console = Console(
            file=StringIO(),
            width=min(max(width or found, NARROWEST), widest),
            # None lets rich look at FORCE_COLOR before it says no.
            force_terminal=color if color is not None else terminal or None,
            legacy_windows=False,
            markup=False,
            emoji=False,
            highlight=False,
        )
        return cls(console)

    @property
    def rich(self) -> bool:
        """Whether more than plain text can be shown."""
        return self.console.color_system is not None

    @property
    def links(self) -> bool:
        """Whether a headline can carry its address (OSC 8); if not, the address must be shown."""
        shy = {"TERM": "linux", "TERM_PROGRAM": "Apple_Terminal"}  # they drop it in silence
        return self.rich and not any(os.environ.get(name) == term for name, term in shy.items())

    def paint(self, *renderables: RenderableType) -> str:
        """Return the text to write, escape sequences included; every line ends."""
        with self.console.capture() as captured:
            self.console.print(Group(*renderables), crop=False)
        return captured.get()


@dataclass(frozen=True, slots=True)
class Hung:
    """`body` behind `first` on its first line, and behind `rest` (as wide) on the others."""

    body: RenderableType
    first: str
    rest: str
    style: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        """Lay out; a line that does not wrap, such as an address, may run over the width."""
        narrower = options.update_width(max(1, options.max_width - cell_len(self.first)))
        style = console.get_style(self.style)
        before = self.first
        for line in Segment.split_lines(console.render(self.body, narrower)):
            yield Segment(before, style)
            yield from line
            yield Segment.line()
            before = self.rest


def indented(body: RenderableType, first: str = "  ", style: str = "") -> Hung:
    """Return `body` behind `first`, and its further lines as far in."""
    return Hung(body, first, " " * cell_len(first), style)


def text(*runs: tuple[str, str | Style] | str) -> Text:
    """Return runs of (text, style) as one. Whoever wrote the text, it stays text: no markup."""
    whole = Text(overflow="fold")
    for run in runs:
        words, style = (run, "") if isinstance(run, str) else run
        whole.append(strip_invisible(words), style=style)
    return whole


def address_line(address: str) -> Text:
    """Return an address as a line of its own that no width breaks."""
    return Text(address, no_wrap=True, overflow="ignore")


def _columns(descriptor: int) -> int:
    return os.get_terminal_size(descriptor).columns  # 0 where the terminal does not know
