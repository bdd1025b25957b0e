"""Each reason has its words, and its code is for programs."""

import re

from bot.model.reasons import Reason
from bot.render.reasons import REASON_TEXT, reason_text


def test_every_reason_has_its_own_words():
    """None is forgotten, and no two read the same."""
    assert set(Reason) == REASON_TEXT.keys()
    assert len(Reason) == len(set(REASON_TEXT.values()))


def test_a_reason_ends_a_sentence():
    """Channels put words before it, or begin it with a capital themselves."""
    for text in REASON_TEXT.values():
        assert re.fullmatch(r"[a-z].*[a-z]", text)


def test_no_reason_has_no_words():
    """A card of our own that needs none."""
    assert "" == reason_text(None)


def test_a_code_is_no_sentence():
    """What is stored does not change when a text is reworded."""
    for reason in Reason:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", reason.value)
