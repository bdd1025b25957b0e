"""What nobody sees is taken out, by one table for all text."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.invisible import ACTING, MOST_MARKS, strip_invisible

SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
TRICKS = [
    *("\u200c", "\u200d", "\u0301", "\u0335", "e", "я", "क", "\u094d", "म", "👩", "\ufe0f", "🏽"),
    *("\U0001f3f4", "\U000e0067", "\U000e007f", "\u200b", "\u3164", "\ud800", "\n", " ", "\x1c"),
]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        pytest.param("a\x1b[2Jb", "a[2Jb", id="an escape sequence is text"),
        pytest.param("a\tb\r\nc\x1cd\x85e\u2028f", "a b  c d e f", id="a space for each line end"),
        pytest.param("a\ud800b", "a\ufffdb", id="half a character"),
        pytest.param("Kre\u200dmlin \u043a\u200c\u0440", "Kremlin кр", id="a joiner in a word"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="a joiner that a script needs"),
        pytest.param(f"{SCOTLAND}!", f"{SCOTLAND}!", id="the flag of a region"),
        pytest.param("\U0001f3f4\U000e0067x", "\U0001f3f4x", id="a flag that does not end"),
        pytest.param("z" + "\u0335" * 40, "z" + "\u0335" * 4, id="stacked marks"),
        pytest.param("z" + "\u0335\u200d" * 40, "z" + "\u0335" * 4, id="joiners between marks"),
        pytest.param("e\u0301" * 2, "éé", id="composed form"),
        pytest.param("e\u200d\u0301", "é", id="composed when a joiner is gone"),
        pytest.param("x\u0301\U000e0067\u0335", "x\u0335\u0301", id="in order when a tag is gone"),
        pytest.param("❤\ufe0f", "❤\ufe0f", id="a variation selector"),
    ],
)
def test_what_can_be_seen_stays_as_it_is(text, seen):
    """What hides, reorders or stacks goes."""
    assert seen == strip_invisible(text)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(TRICKS) | st.characters(), max_size=14).map("".join))
def test_cleaning_twice_is_cleaning_once(text):
    """So it does not matter which cleaner met a text first."""
    once = strip_invisible(text)

    assert once == strip_invisible(once)
    assert once == unicodedata.normalize("NFC", once)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(TRICKS) | st.characters(), max_size=14).map("".join))
def test_no_control_and_no_tower_of_marks_is_left(text):
    """Whatever comes in, what comes out stays on its line and in its place."""
    seen = strip_invisible(text)
    runs = "".join("m" if unicodedata.category(c)[0] == "M" else " " for c in seen).split()

    assert not [c for c in seen if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"}]
    assert [] == [c for c in ACTING.findall(seen) if not "\U000e0020" <= c <= "\U000e007f"]
    assert all(len(run) <= MOST_MARKS for run in runs)
