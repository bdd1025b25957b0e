import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.rules.document import MAX_LINES, MAX_VALUES, Document
from watchers.rules.nodes import Table, Text, find_node, short

MIB = 1 << 20


def written(text, *path):
    """Give the text that stands at `path`."""
    node = find_node(Document(text).root, path)
    return node.value if isinstance(node, Text) else node


@pytest.mark.parametrize(
    "scalar",
    ["no", "on", "012", "1e3", "2024-01-01", "~", "0x1F", "1_000", ".inf", "12:30:45", "null"],
)
def test_text_stays_text(scalar):
    """What YAML 1.1 would turn into a truth, a number or a date is the text that was written."""
    assert scalar == written(f"a: [{scalar}]", "a", 0)


def test_an_alias_stands_for_its_anchor():
    """A few aliases are fine."""
    assert written("a: &here [x]\nb: *here", "b", 0) == "x"


def test_nothing_written_is_told_from_an_empty_text():
    """`key:` has no value, `key: ''` has an empty one."""
    root = Document("a:\nb: ''").root

    assert isinstance(root, Table)
    texts = [node for _, node in root.parts.values() if isinstance(node, Text)]
    assert [text.empty for text in texts] == [True, False]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        pytest.param("a: 1\nb: 2\na: 3", (3, 1), "'a' is here twice", id="key twice"),
        pytest.param("a: {b: 1, b: 2}", (1, 11), "'b' is here twice", id="key twice in braces"),
        pytest.param("a: !!python/object:os.system x", (1, 4), "a tag", id="tag"),
        pytest.param("a: !include /etc/passwd", (1, 4), "a tag", id="include"),
        pytest.param("a: 1\n---\nb: 2", (2, 1), "a second document", id="two documents"),
        pytest.param("a: *b", (1, 4), "*b stands for nothing", id="alias of nothing"),
        pytest.param("a: &a [*a]", (1, 8), "*a stands for nothing", id="alias of itself"),
        pytest.param("a: 1\n\tb: 2", (2, 1), "not YAML", id="tab"),
        pytest.param("a: b: c", (1, 5), "not YAML", id="two colons"),
        pytest.param('a: "b', (1, 6), "not YAML", id="open quote"),
        pytest.param('q: "a" OR b', (1, 8), "not YAML", id="text after a quote"),
        pytest.param("? [a]\n: b", (1, 3), "a key is one word", id="list as key"),
        pytest.param("a: 1\nb: \x07", (2, 4), "a character that YAML does not allow", id="bell"),
        pytest.param(r'a: "\ud800"', (1, 7), "not YAML", id="half a character"),
        pytest.param('a: "\ud800"', (1, 5), "a character that YAML does", id="a lone half"),
        pytest.param(r'a: "\d"', (1, 5), "not YAML: found unknown escape", id="an escape"),
        pytest.param("a: {<<: b}", (1, 5), "<< repeats lines", id="merge of a text"),
        pytest.param("a:\n  <<:", (2, 3), "<< repeats lines", id="merge of nothing"),
        pytest.param(r'a: "\0"', (1, 4), "a control character", id="escaped null"),
        pytest.param("[" * 21, (1, 21), "nested more than 20 deep", id="deep"),
    ],
)
def test_a_mistake_has_its_place(text, place, message):
    """Line and column are those an editor shows."""
    (mistake,) = Document(text).mistakes

    assert place == (mistake.line, mistake.column)
    assert mistake.message.startswith(message)


def test_carriage_returns_end_lines_once():
    """A file from Windows has the lines its editor shows."""
    (mistake,) = Document("a: 1\r\nb: 2\r\na: 3\r\n").mistakes

    assert (mistake.line, mistake.column) == (3, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a: &x {c: 1}\nb: {<<: *x, d: 2}", {"c": "1", "d": "2"}, id="filled in"),
        pytest.param("a: &x {c: 1}\nb: {c: 2, <<: *x}", {"c": "2"}, id="what is written counts"),
        pytest.param(
            "a: [&x {c: 1}, &y {c: 2, d: 3}]\nb: {<<: [*x, *y]}",
            {"c": "1", "d": "3"},
            id="the first of several counts",
        ),
        pytest.param(
            "a: &x {c: 1}\ne: &y {<<: *x, d: 2}\nb: {<<: *y}", {"c": "1", "d": "2"}, id="of a merge"
        ),
        pytest.param("b: {'<<': {c: 1}}", {"c": "1"}, id="without an anchor"),
    ],
)
def test_a_merge_key_repeats_what_it_names(text, expected):
    """As other tools have it: what is written beside it counts."""
    document = Document(text)
    table = find_node(document.root, ("b",))

    assert document.mistakes == []
    assert isinstance(table, Table)
    assert expected == {key: written(text, "b", key) for key in table.parts}


def test_a_chain_of_aliases_is_as_deep_as_what_it_stands_for():
    """Each alias is one deeper; none leads deeper than nesting may."""
    lines = ["a0: &a0 [x]", *(f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 20))]

    assert ["nested more than 20 deep"] == [m.message for m in Document("\n".join(lines)).mistakes]
    assert [] == Document("\n".join(lines[:18])).mistakes


def test_a_bomb_of_aliases_is_refused():
    """Aliases count as what they stand for: four of five, each of the five before."""
    lines = ["a: &a [" + "x, " * 80_000 + "]"]
    lines += [f"{b}: &{b} [*{a}, *{a}, *{a}]" for a, b in zip("abc", "bcd", strict=True)]

    assert [f"more than {MAX_VALUES:,} keys and values"] == [
        m.message for m in Document("\n".join(lines)).mistakes
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * MIB, id="brackets"),
        pytest.param("{a: " * (MIB // 4), id="braces"),
        pytest.param("- " * (MIB // 2), id="dashes"),
        pytest.param("? " * (MIB // 2), id="question marks"),
        pytest.param('"' + "x " * (MIB // 2), id="open quote"),
        pytest.param("#\n" * (MIB // 2), id="comments"),
        pytest.param("x: y\n" * (MIB // 5), id="keys"),
        pytest.param("[" + "x," * (MIB // 2), id="list"),
        pytest.param("- *a\n" * (MIB // 5), id="aliases"),
        pytest.param("&a " * (MIB // 3), id="anchors"),
        pytest.param("a: " + ":" * MIB, id="colons"),
    ],
)
def test_a_bomb_ends_soon(text):
    """A mebibyte of malice is refused; with a cost that grows faster it would not end."""
    document = Document(text)

    assert document.mistakes


def test_a_file_has_so_many_lines():
    """More lines than any rules file has are refused before they are read."""
    assert Document("#\n" * (MAX_LINES - 1) + "a: 1").mistakes == []
    assert Document("#\n" * MAX_LINES + "a: 1").mistakes


@settings(max_examples=150)
@given(st.text(st.sampled_from("ab:-?[]{}&*!|>'\"%#,.\n \t\r\u2028\x00я中"), max_size=40))
def test_any_text_is_read_or_refused_within_itself(text):
    """No exception comes out, and every place lies inside the text."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    for mistake in Document(text).mistakes:
        assert 1 <= mistake.line <= len(lines)
        assert 1 <= mistake.column <= len(lines[mistake.line - 1]) + 1


def test_a_quoted_text_fits_a_line():
    """Messages stay one line, whatever the file holds."""
    assert short("a\n b") == "'a b'"
    assert len(short("x" * 1000)) == 42
