import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.watchers.workbench.samples import RULES, labelled, line
from watchers.workbench.labels import Half, labelled_source, read_labels

FULL = {
    "id": "i1", "title": "T", "summary": "S", "url": "https://wire.example/1", "source": "wire",
    "published": "2024-05-06", "lang": "en", "labels": ["energy"], "doubtful": True, "note": "",
    "origin": "x", "story": "s1",
}  # fmt: skip


def test_every_field_of_the_format_is_read():
    """And those that are nobody's business are passed over."""
    (one,) = labelled(json.dumps(FULL), "", "  ")

    assert ("T", "S", "https://wire.example/1", "en") == (
        one.item.title, one.item.summary, one.item.url, one.item.lang,
    )  # fmt: skip
    assert datetime(2024, 5, 6, tzinfo=UTC) == one.item.published
    assert (frozenset({"energy"}), True, "s1") == (one.labels, one.doubtful, one.story)


@pytest.mark.parametrize("id_", [0, 1, 17, "0"])
def test_an_id_may_be_a_number(id_):
    """Databases count; 0 and 1 are no truths."""
    (one,) = labelled(json.dumps(FULL | {"id": id_}))

    assert str(id_) == one.id


@pytest.mark.parametrize("written", ["2023", "yesterday", "", None, "9999-99-99"])
def test_a_date_that_is_no_time_is_left_out(written):
    """Labelled files have years, months and nothing at all."""
    (one,) = labelled(line("a", "T", published=written))

    assert one.item.published is None


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ('{"id": "a"', (1, 11), "not JSON"),
        ("[1]", (1, 1), "not a JSON object"),
        ('{"id": true, "title": "x", "labels": []}', (1, 8), "no id"),
        ('\n{"title": "x", "labels": []}', (2, 1), "no id"),
        ('{"id": "a", "labels": []}', (1, 1), "neither title nor summary"),
        ('{"id": "a", "title": "x", "labels": "y"}', (1, 37), "labels are not a list"),
        ('{"id": "a", "title": "x", "labels": [1]}', (1, 37), "labels are not a list"),
        ('{"id": "a", "title": ["x"], "labels": []}', (1, 22), "title is not a text"),
        ('{"id": "a", "title": "x", "labels": [], "doubtful": "no"}', (1, 53), "doubtful"),
        (line("a", "x") + "\n" + line("a", "y"), (2, 8), "here twice"),
        ("", (1, 1), "no items"),
        ("[" * 100_000, (1, 1), "not JSON"),
        ('{"id": ' + "9" * 5_000 + "}", (1, 1), "not JSON"),
    ],
)
def test_a_bad_line_is_told_with_its_place(text, place, message):
    """Line, column and what helps."""
    mistake = read_labels(text).mistakes[0]

    assert place == (mistake.line, mistake.column)
    assert message in mistake.message
    assert mistake.hint


def test_all_bad_lines_are_told_at_once():
    """And the sound ones between them are read all the same."""
    read = read_labels("\n".join(["{", line("a", "x"), "}", line("b", "y"), "null"]))

    assert [1, 3, 5] == [mistake.line for mistake in read.mistakes]
    assert ["a", "b"] == [one.id for one in read.items]


@settings(max_examples=150)
@given(
    st.text()
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from([*FULL, "x"]), inner),
        max_leaves=9,
    ).map(json.dumps)
)
def test_any_text_is_read_or_told(text):
    """No line of any file raises."""
    read = read_labels(text)

    assert read.items or read.mistakes
    assert all(mistake.line >= 1 <= mistake.column for mistake in read.mistakes)


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_story_is_on_one_half(first, second):
    """Whatever its items are called."""
    one, other = (labelled(line(id_, "x", story="s1"))[0] for id_ in (first, second))

    assert one.half == other.half


def test_the_halves_are_the_same_everywhere():
    """They are taken from the story's name alone; about as many are on each side."""
    halves = [labelled(line("a", "x", story=f"s{n}"))[0].half for n in range(400)]

    assert [Half.TUNE, Half.TUNE, Half.CHECK] == halves[:3]
    assert 160 < halves.count(Half.TUNE) < 240


def test_a_source_of_the_rules_is_known_again():
    """By its id, its title or its address; any other is made up for the item."""
    named = ["wire", "The Wire", "https://wire.example/rss", "elsewhere.example"]
    items = labelled(*(line(str(n), "x", source=source) for n, source in enumerate(named)))

    assert ["wire", "wire", "wire", "elsewhere.example"] == [
        labelled_source(one, RULES).id for one in items
    ]
