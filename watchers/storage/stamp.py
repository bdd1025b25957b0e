"""The version that JSON in the database is written with, so that a later release can read it."""

from collections.abc import Mapping

from watchers.errors import StorageError

VERSION = 1  # of figures and of what triggers remember; grows when a key changes its meaning


def stamped(written: Mapping[str, object]) -> dict[str, object]:
    """Return what is to be stored, with the version."""
    return {"version": VERSION, **written}


def unstamped(stored: Mapping[str, object], *, of: str) -> dict[str, object]:
    """Return what was stored. Raises StorageError if a later release wrote it; `of` says what."""
    written = dict(stored)
    if (version := written.pop("version", None)) != VERSION:
        raise StorageError(
            f"{of} was stored in version {version}, and this release reads {VERSION}"
        )
    return written
