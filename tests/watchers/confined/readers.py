"""Readers for the child that are no parsers."""

import os
import time


def busy(_content, settings):
    """Compute for so many seconds."""
    until = time.process_time() + settings["seconds"]
    while time.process_time() < until:
        pass
    return ()


def many(_content, settings):
    """Give the numbers below `count`."""
    return range(settings["count"])


def whose(_content, _settings):
    """Name the process that reads."""
    yield os.getpid()
