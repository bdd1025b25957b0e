import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.rules.document import Document
from watchers.rules.nodes import Text, find_node


def place(text, word):
    """Give line and column of `word` in the text that stands under q."""
    document = Document(text)
    node = find_node(document.root, ("q",))
    assert isinstance(node, Text)
    mistake = document.mistake_in(node, node.value.index(word), "", "")
    return mistake.line, mistake.column


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("q: one two HERE", (1, 12), id="plain"),
        pytest.param("q: 'it''s HERE'", (1, 11), id="single quotes with one inside"),
        pytest.param(r'q: "a \"b\" \u4e2d\t HERE"', (1, 22), id="double quotes with escapes"),
        pytest.param("q: one\n  two HERE", (2, 7), id="plain over two lines"),
        pytest.param("q: >-\n  one\n  two HERE\n", (3, 7), id="folded"),
        pytest.param("q: > # why\n  one\n\n  HERE\n", (4, 3), id="folded after a comment"),
        pytest.param("q: |2\n   one\n  HERE\n", (3, 3), id="literal with its indentation said"),
        pytest.param('q: "one\n  \\\n  HERE"', (3, 3), id="double quotes over lines"),
        pytest.param("q: &a one HERE", (1, 11), id="after an anchor"),
        pytest.param('q: &a "one HERE"', (1, 12), id="quotes after an anchor"),
        pytest.param("q: &a >-\n  one HERE", (2, 7), id="folded after an anchor"),
        pytest.param("q: 中文 HERE", (1, 7), id="Chinese counts by characters"),
    ],
)
def test_an_offset_in_a_value_points_into_the_file(text, expected):
    """A mistake in a query is shown where its author typed it."""
    assert expected == place(text, "HERE")


def test_the_end_of_a_value_is_a_place():
    """A query that stops too early is shown where it stops."""
    document = Document("q: one two  # why\n")
    node = find_node(document.root, ("q",))

    assert isinstance(node, Text)
    assert document.mistake_in(node, len("one two"), "", "").column == 11


words = st.lists(st.text(st.sampled_from("ab'\"\\$中я#:"), min_size=1, max_size=4), max_size=6)


@settings(max_examples=60)
@given(words, st.sampled_from([None, "'", '"', ">", "|"]))
def test_every_style_leads_back_to_what_was_written(parts, style):
    """Whatever the style, the place of a word is where that word's first letter stands."""
    file = yaml.dump(
        {"q": " ".join([*parts, "HERE"])}, default_style=style, allow_unicode=True, width=20
    )
    line, column = place(file, "HERE")

    assert file.splitlines()[line - 1][column - 1 :].startswith("HERE")
