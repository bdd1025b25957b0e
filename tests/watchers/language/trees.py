"""Hypothesis strategies for queries, and short ways to ask one."""

from hypothesis import strategies as st

from watchers.language import (
    FIELDS,
    And,
    Field,
    Near,
    Not,
    Or,
    Regex,
    Term,
    Vocabulary,
    compile_query,
    parse,
    parse_term,
    read_passage,
)
from watchers.language.parse import always

WORDS = (
    *("a", "b", "c", "China", "China's", "U.S.", "Russia-China", "AND", "NEAR", "or", "1.5"),
    *("pipe*", "*gas", "de*ion", "Кремль", "нефт*", "天然气", "الصين", "러시아", "AT&T", "title:x"),
    *("-minus", "=", "$x", "/y/", "a/b", "not NEAR/3", "NEAR/3 x", "x y z", "O", "10:30"),
)

terms = st.builds(Term, st.sampled_from([w for w in WORDS if w != "="]), st.booleans())
regexes = st.builds(
    Regex, st.sampled_from(["oil|gas", r"a\/b", "a/b", r"\\/x", r"\d+ x", 'say "x"'])
)
vocabularies = st.builds(Vocabulary, st.sampled_from(["russia", "country.russia", "a_b-1"]))
leaves = terms | regexes | vocabularies

distances = st.none() | st.integers(1, 1000)


def _nears(sides):
    return st.builds(Near, sides, sides, distances, st.booleans())


def _several(parts):
    return st.lists(parts, min_size=2, max_size=3).map(tuple)


positional = st.recursive(
    leaves, lambda inner: _nears(inner) | st.builds(Or, _several(inner)), max_leaves=5
)


def _around(inner):
    return st.builds(And, _several(inner)) | st.builds(Or, _several(inner)) | st.builds(Not, inner)


unfielded = st.recursive(positional, _around, max_leaves=6)
fielded = st.builds(Field, st.sampled_from(FIELDS), unfielded)
queries = st.recursive(positional | fielded, _around, max_leaves=8).filter(
    lambda expr: always(expr) is None
)
"""Every tree that a text can mean."""


def vocabulary(lists):
    """Make vocabularies of lists of terms, as a rules file has them."""
    return {
        name: Or(tuple(map(parse_term, entries))) if len(entries) > 1 else parse_term(entries[0])
        for name, entries in lists.items()
    }


def ask(query, title="", body="", *, lists=None, **fields):
    """Give the pieces of text that made `query` hold, or None."""
    texts = {"title": title, "body": body, **fields}
    evidence = compile_query(parse(query), vocabulary(lists or {})).holds(read_passage(texts))
    if evidence is None:
        return None
    joined = {name: t if isinstance(t, str) else "\n".join(t) for name, t in texts.items()}
    return [joined[span.field][span.start : span.end] for span in evidence.spans]
