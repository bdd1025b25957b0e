"""Which cards were shown, remembered in a file that outlives a kill."""

import contextlib
import os
from pathlib import Path

KEPT = 10_000  # keys; the outbox asks only for cards of the last minutes before a kill


class ConsoleHistory:
    """The keys of shown cards, one a line; open for as long as the process lives.

    At the start the file is trimmed to its last 10,000 keys, and a line that a power loss left
    unfinished is dropped; the trimmed file replaces the old one in one step. Raises OSError where
    the file cannot be read or opened.
    """

    def __init__(self, path: Path) -> None:
        self._keys = set(_trimmed(path))
        self._descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def __contains__(self, key: str) -> bool:
        return key in self._keys

    def add(self, key: str) -> None:
        """Remember that `key` was shown, in one write; in this process even if the disk is full.

        Not an error then: the card is on the screen, and to report a failure would repeat it.
        """
        with contextlib.suppress(OSError):
            os.write(self._descriptor, f"{key}\n".encode())
        self._keys.add(key)


def _trimmed(path: Path) -> list[str]:
    try:
        *keys, unfinished = path.read_text("utf-8", errors="replace").split("\n")
    except FileNotFoundError:
        return []
    if unfinished or len(keys) > KEPT:
        keys = keys[-KEPT:]
        aside = path.with_name(f"{path.name}.new")
        aside.write_text("".join(f"{key}\n" for key in keys), "utf-8")
        aside.replace(path)
    return keys
