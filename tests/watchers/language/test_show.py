import pytest
from hypothesis import given, settings

from tests.watchers.language.trees import queries
from watchers.language.parse import parse_query
from watchers.language.show import show_query


@settings(max_examples=300, deadline=None)
@given(queries)
def test_what_we_show_we_can_read(query):
    """parse() undoes show(), so an explanation can be pasted back as a rule."""
    assert query == parse_query(show_query(query))


@given(queries)
def test_what_we_show_does_not_change_any_more(query):
    """The shown text is canonical."""
    assert show_query(query) == show_query(parse_query(show_query(query)))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("((a) b) (c)", "a AND b AND c", id="needless parentheses go"),
        pytest.param("a (b OR c)", "a AND (b OR c)", id="needed ones stay"),
        pytest.param("(a NEAR/2 b) NEAR/3 c", "a NEAR/2 b NEAR/3 c", id="a chain needs none"),
        pytest.param("a NEAR/2 (b NEAR/3 c)", "a NEAR/2 (b NEAR/3 c)", id="the right side does"),
        pytest.param(
            "c NOT (a NEAR/s b)", "c AND NOT (a NEAR/s b)", id="NOT binds tighter than NEAR"
        ),
        pytest.param("title:(a)", "title:a", id="a field of one term"),
        pytest.param('"China" “x y”', 'China AND "x y"', id="quotes only where needed"),
        pytest.param('="x y" =US', '="x y" AND =US', id="exact"),
        pytest.param(r"/a\/b/ $v", r"/a\/b/ AND $v", id="regex and vocabulary"),
    ],
)
def test_shown_text_is_minimal(text, shown):
    """People read it in alerts and explanations."""
    assert shown == show_query(parse_query(text))
