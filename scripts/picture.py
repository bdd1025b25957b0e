"""Draws docs/demo.svg, the picture of the README: what `watchnext demo` shows on a terminal.

Run it by hand with `.venv/bin/python scripts/picture.py` when the look of cards has changed.
"""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
COLUMNS, CARDS = 100, 3
LASTS = 60.0  # seconds within which the demo is over
FONT = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)


def main() -> None:
    """Run the demo on a terminal of its own and paint what it wrote."""
    text = re.sub(r"\x1b\]8;[^\x1b\x07]*(?:\x1b\\|\x07)", "", _record())  # links mean nothing here
    from rich.cells import cell_len
    from rich.console import Console
    from rich.text import Text

    console = Console(record=True, width=COLUMNS, file=StringIO(), legacy_windows=False)
    cards = [Text.from_ansi(card) for card in re.split(r"\n\n(?=\S)", text.replace("\r", ""))]
    # An SVG gives every character one cell, so cards in wide scripts would look squashed.
    fit = [card for card in cards if cell_len(card.plain.replace("\n", "")) == _letters(card)]
    shown = [card for card in fit if "NOTABLE" in card.plain or "SERIOUS" in card.plain]
    console.print(Text("\n\n").join(shown[:CARDS]))
    svg = FONT.sub("", console.export_svg(title="make demo"))
    (ROOT / "docs" / "demo.svg").write_text(svg, encoding="utf-8")


def _letters(card: "Text") -> int:
    return len(card.plain.replace("\n", ""))


def _record() -> str:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
    with tempfile.TemporaryDirectory() as folder:
        demo = subprocess.Popen(
            [sys.executable, "-m", "bot", "demo"],
            cwd=ROOT,
            stdin=theirs,
            stdout=theirs,
            stderr=subprocess.DEVNULL,
            env={
                **os.environ,
                "TERM": "xterm-256color",
                "COLUMNS": str(COLUMNS),
                "WATCHNEXT_DATA": folder,
            },
        )
        os.close(theirs)
        chunks: list[bytes] = []
        until = time.monotonic() + LASTS
        while time.monotonic() < until and demo.poll() is None:
            if select.select([ours], [], [], 0.2)[0]:
                try:
                    chunks.append(os.read(ours, 65536))
                except OSError:  # the other end is closed
                    break
        demo.wait(timeout=10)
    return b"".join(chunks).decode("utf-8", "replace")


if __name__ == "__main__":
    main()
