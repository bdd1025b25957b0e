"""The words of dates: the committed file is what the script writes."""

import pytest

from scripts import date_words
from watchers.parse import date_words as read


def test_the_committed_file_is_what_the_script_writes():
    """Nobody edits date_words.json; two runs write the same."""
    pytest.importorskip("babel", reason="Babel is not here: it comes with requirements-dev.lock")

    written = date_words.written()

    assert written == date_words.WRITTEN.read_text(encoding="utf-8")


def test_each_language_has_each_month():
    """A language without its May would lose every date of May."""
    months = read.date_words().months

    missing = [
        (lang, month)
        for lang in date_words.LOCALES
        for month in range(1, 13)
        if not any(month in meant and lang in meant[month] for meant in months.values())
    ]

    # Bengali June and January are one word without their marks.
    assert missing == []
