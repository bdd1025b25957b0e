"""One watchnext a data folder, held by the operating system: a kill -9 lets go of it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from watchers.errors import AlreadyRunning, StorageError

NAME = "watchnext.lock"


def make_folder(folder: Path) -> None:
    """Make the data folder, for its owner alone; raises StorageError if that cannot be.

    One that exists is left as it is.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as e:
        raise _not_writable(folder, e) from e


@contextmanager
def data_folder(folder: Path) -> Iterator[Path]:
    """Make the folder and hold it for this process alone while the block runs.

    Raises AlreadyRunning if another process holds it, StorageError if it cannot be written.
    """
    make_folder(folder)
    try:
        descriptor = os.open(folder / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as e:
        raise _not_writable(folder, e) from e
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as e:
            raise AlreadyRunning(
                f"another watchnext works in {folder}: stop it, "
                "or set WATCHNEXT_DATA to another folder"
            ) from e
        yield folder
    finally:
        os.close(descriptor)


def is_held(folder: Path) -> bool:
    """Whether a process holds the folder now; makes nothing. Raises OSError if nobody can know."""
    try:
        descriptor = os.open(folder / NAME, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _not_writable(folder: Path, e: OSError) -> StorageError:
    return StorageError(
        f"the data folder {folder} cannot be written ({e.strerror}): "
        "make it writable, or set WATCHNEXT_DATA to another folder"
    )
