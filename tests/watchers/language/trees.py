"""Hypothesis strategies for queries, and short ways to ask one."""

from hypothesis import strategies as st

from watchers.language.parse import always_part, parse_query, parse_term
from watchers.language.passage import read_passage
from watchers.language.query import compile_query
from watchers.language.tree import (
    FIELDS,
    And,
    AtLeast,
    Field,
    Near,
    Not,
    NotNear,
    Or,
    Regex,
    Term,
    Vocabulary,
)

WORDS = (
    *("a", "b", "c", "China", "China's", "U.S.", "Russia-China", "AND", "NEAR", "or", "1.5"),
    *("pipe*", "*gas", "de*ion", "Кремль", "нефт*", "天然气", "الصين", "러시아", "AT&T", "title:x"),
    *("-minus", "=", "$x", "/y/", "a/b", "not NEAR/3", "NEAR/3 x", "x y z", "O", "10:30"),
    *(
        "S-400",
        "S400",
        "#OilGas",
        "oilgas",
        "17.1bn",
        "1,000",
        "1 000",
        "天然氣",
        "ü",
        "ue",
        "re-x",
    ),
    *("2 OF", "2 of", "OF", "a,b", "a, b", "1,5", "2 OF (a, b)", "oil,", ",oil", "title:x,y"),
)

terms = st.builds(Term, st.sampled_from([w for w in WORDS if w != "="]), st.booleans())
regexes = st.builds(
    Regex, st.sampled_from(["oil|gas", "a,b", "a, b", r"a\/b", "a/b", r"\\/x", r"\d+ x", 'say "x"'])
)
vocabularies = st.builds(Vocabulary, st.sampled_from(["russia", "country.russia", "a_b-1"]))
leaves = terms | regexes | vocabularies

distances = st.none() | st.integers(1, 1000)


def _several(parts):
    return st.lists(parts, min_size=2, max_size=3).map(tuple)


def _without(wanted, denied):
    """Make a side of NEAR that denies something, before or after what it wants."""
    nots = st.lists(st.builds(Not, denied), min_size=1, max_size=2)
    pairs = st.tuples(wanted, nots, st.booleans())
    return pairs.map(lambda p: And((p[0], *p[1]) if p[2] else (*p[1], p[0])))


def _nears(inner):
    sides = inner | _without(inner, inner)
    return st.builds(Near, sides, sides, distances, st.booleans()) | st.builds(
        NotNear, inner, inner, distances, st.booleans()
    )


def _at_least(inner):
    return st.builds(AtLeast, st.integers(1, 2), _several(inner))


positional = st.recursive(
    leaves, lambda inner: _nears(inner) | st.builds(Or, _several(inner)), max_leaves=5
)


def _around(inner):
    return (
        st.builds(And, _several(inner))
        | st.builds(Or, _several(inner))
        | st.builds(Not, inner)
        | _at_least(inner)
    )


unfielded = st.recursive(positional, _around, max_leaves=6)
tiers = st.sampled_from(["official", "Wire", "major", "other"]).map(Term)
fielded = st.builds(Field, st.sampled_from(FIELDS[:-1]), unfielded) | st.builds(
    Field, st.just("tier"), tiers | st.builds(Or, _several(tiers))
)
queries = st.recursive(positional | fielded, _around, max_leaves=8).filter(
    lambda expr: always_part(expr) is None
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
    evidence = compile_query(parse_query(query), vocabulary(lists or {})).find_evidence(
        read_passage(texts)
    )
    if evidence is None:
        return None
    joined = {name: t if isinstance(t, str) else "\n".join(t) for name, t in texts.items()}
    return [joined[span.field][span.start : span.end] for span in evidence.spans]
