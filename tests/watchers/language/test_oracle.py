"""holds() beside a naive evaluator that tries every place: the definition of the language."""

from dataclasses import dataclass
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.language.passage import read_passage
from watchers.language.query import compile_query
from watchers.language.tree import And, AtLeast, Field, Near, Not, NotNear, Or, Term, Vocabulary

LISTS = {"v": Or((Term("a"), Term("b c"), Term("d*")))}


@dataclass(frozen=True)
class Word:
    """A word of a text: what it is, its field and its sentence."""

    text: str
    field: str
    sentence: int


def words_of(title, body):
    """Cut the texts into words; a full stop stands alone between blanks."""
    words, sentence = [], 0
    for field, text in (("title", title), ("body", body)):
        sentence += 1
        for piece in text.split():
            if piece == ".":
                sentence += 1
            else:
                words.append(Word(piece.lower().replace("é", "e"), field, sentence))
    return words


def fits(wanted, word):
    """Say whether a word of a term stands for a word of a text."""
    if wanted.endswith("*"):
        return word.startswith(wanted[:-1])
    return word in {wanted, wanted + "s"} if len(wanted) > 2 else word == wanted


def runs(expr, words, field=None):
    """Give the sets of positions at which `expr` is found."""
    match expr:
        case Term(text):
            yield from phrases(text.split(), words, field)
        case Or(parts):
            for part in parts:
                yield from runs(part, words, field)
        case Vocabulary(name):
            yield from runs(LISTS[name], words, field)
        case Field(name, part):
            yield from runs(part, words, name)
        case Near():
            yield from pairs(expr, words, field)
        case NotNear(left, right):
            for one in runs(left, words, field):
                others = [o for o in runs(right, words, field) if not o <= one]
                if not any(close(one, other, expr, words) for other in others):
                    yield one
        case _:
            raise AssertionError(expr)


def phrases(wanted, words, field):
    """Give where the words follow one another in one sentence."""
    for start in range(len(words) - len(wanted) + 1):
        found = words[start : start + len(wanted)]
        one = len({(w.field, w.sentence) for w in found}) == 1
        seen = all(field in {None, w.field} for w in found)
        if one and seen and all(fits(a, w.text) for a, w in zip(wanted, found, strict=True)):
            yield frozenset(range(start, start + len(wanted)))


def pairs(near, words, field):
    """Give the pairs of places that are near, with nothing near that is denied."""
    lefts, left_denied = side(near.left, words, field)
    rights, right_denied = side(near.right, words, field)
    for one, other in product(lefts, rights):
        if one & other or not close(one, other, near, words):
            continue
        if any(close(one, d, near, words) and not d <= one for d in right_denied):
            continue
        if any(close(d, other, near, words) and not d <= other for d in left_denied):
            continue
        yield one | other


def side(expr, words, field):
    """Split a side of NEAR into what it finds and what it denies."""
    parts = expr.parts if isinstance(expr, And) else (expr,)
    wanted = [run for p in parts if not isinstance(p, Not) for run in runs(p, words, field)]
    denied = [run for p in parts if isinstance(p, Not) for run in runs(p.part, words, field)]
    return wanted, denied


def close(one, other, near, words):
    """Say whether two sets of positions are as near as `near` wants."""
    if near.ordered and min(other) <= max(one):
        return False
    if near.distance is None:
        return len({words[p].sentence for at in (one, other) for p in (min(at), max(at))}) == 1
    return max(min(other) - max(one), min(one) - max(other)) <= near.distance


def holds(expr, words, field=None):
    """Say by the definition whether `expr` holds."""
    match expr:
        case And(parts):
            return all(holds(part, words, field) for part in parts)
        case Or(parts):
            return any(holds(part, words, field) for part in parts)
        case AtLeast(count, parts):
            return sum(holds(part, words, field) for part in parts) >= count
        case Not(part):
            return not holds(part, words, field)
        case Field(name, part):
            return holds(part, words, name)
        case _:
            return any(True for _ in runs(expr, words, field))


def several(parts):
    """Give two or three of them."""
    return st.lists(parts, min_size=2, max_size=3).map(tuple)


terms = st.builds(Term, st.sampled_from(["a", "b", "c", "b c", "a b", "d*", "gas", "oil", "oil c"]))
leaves = terms | st.just(Vocabulary("v"))
distances = st.none() | st.integers(1, 4)


def nears(inner):
    """Give NEAR and NOT NEAR between `inner`, also with something denied."""
    denying = st.tuples(inner, inner).map(lambda p: And((p[0], Not(p[1]))))
    sides = inner | denying
    return st.builds(Near, sides, sides, distances, st.booleans()) | st.builds(
        NotNear, inner, inner, distances, st.booleans()
    )


placed = st.recursive(leaves, lambda i: nears(i) | st.builds(Or, several(i)), max_leaves=5)
required_in_field = placed | st.builds(Field, st.sampled_from(["title", "body"]), placed)
queries = st.recursive(
    required_in_field,
    lambda inner: (
        st.builds(And, several(inner))
        | st.builds(Or, several(inner))
        | st.builds(Not, inner)
        | st.builds(AtLeast, st.integers(1, 2), several(inner))
    ),
    max_leaves=5,
)
texts = st.lists(
    st.sampled_from(["a", "b", "c", "x", "A", "dx", "d", "gas", "gases", "oils", "oil", ". X"]),
    max_size=10,
).map(" ".join)


@settings(max_examples=600, deadline=None)
@given(queries, texts, texts)
def test_a_query_holds_where_its_definition_does(expr, title, body):
    """Places, order, sentences, lists, denials; the z keeps a NOT from standing alone."""
    query = compile_query(And((Term("z"), expr)), LISTS)
    passage = read_passage({"title": f"z {title}", "body": body})

    words = [
        Word(w.text.replace("gases", "gass"), w.field, w.sentence)
        for w in words_of(f"z {title}", body)
    ]
    assert holds(expr, words) == (query.find_evidence(passage) is not None)


@settings(max_examples=300, deadline=None)
@given(placed, texts, texts)
def test_what_is_shown_are_words_that_the_definition_finds(expr, title, body):
    """No span shows a word that has no part in any occurrence."""
    evidence = compile_query(expr, LISTS).find_evidence(
        read_passage({"title": title, "body": body})
    )
    words = [
        Word(w.text.replace("gases", "gass"), w.field, w.sentence) for w in words_of(title, body)
    ]
    found = {words[position].text for run in runs(expr, words) for position in run}

    shown = [{"title": title, "body": body}[s.field][s.start : s.end] for s in evidence.spans] if (
        evidence
    ) else []  # fmt: skip
    assert {w.lower().replace("gases", "gass") for s in shown for w in s.split()} - {"."} <= found
