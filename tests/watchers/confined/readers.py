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


def nice(_content, _settings):
    """Say how far the process stands back."""
    yield os.nice(0)


def patient(content, settings):
    """Name the document, and the process that read it, after computing for so many seconds."""
    busy(content, settings)
    yield [content.decode(), os.getpid()]
