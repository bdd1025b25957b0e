"""What clean_text() makes of text from strangers."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.parse.text import clean_text

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        pytest.param("<p>One<br>two</p><p>three</p>", "One two three", id="blocks become spaces"),
        pytest.param("<b>In</b>line <i>x</i>", "Inline x", id="inline tags leave no gap"),
        pytest.param("a<script>x()</script>b<style>y</style>c", "a b c", id="script, style"),
        pytest.param("a<!-- hidden -->b", "ab", id="comments"),
        pytest.param("<![CDATA[Words]]>", "Words", id="cdata spelt out"),
        pytest.param("GDP < 3% & falling", "GDP < 3% & falling", id="less-than is no tag"),
        pytest.param("<b>GDP</b> < 3%", "GDP < 3%", id="less-than beside tags"),
        pytest.param("List<String> explained", "List<String> explained", id="no HTML element"),
        pytest.param("AT&amp;T", "AT&T", id="entity"),
        pytest.param("AT&amp;amp;T", "AT&T", id="entity escaped twice"),
        pytest.param("&lt;b&gt;bold&lt;/b&gt;", "bold", id="tag escaped once"),
        pytest.param("&amp;lt;b&amp;gt;bold", "bold", id="tag escaped twice"),
        pytest.param("caf&eacute;&nbsp;x", "café x", id="named entities"),
        pytest.param("?a=1&copy=2", "?a=1&copy=2", id="no semicolon, no entity"),
        pytest.param("don&#146;t", "don’t", id="windows-1252 as a number"),
        pytest.param("don\x92t", "don’t", id="windows-1252 as a control"),
        pytest.param("<p>cut <a href='x", "cut", id="cut inside a tag"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_markup_becomes_plain_text(text, plain):
    """A title reads as its publisher's page shows it."""
    assert plain == clean_text(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        pytest.param("a\ud800b", "a\ufffdb", id="lone surrogate"),
        pytest.param("a\x00\x07\x1bb", "ab", id="control characters"),
        pytest.param("a\tb\r\nc\u2028d\u0085e", "a b c d e", id="line ends of every kind"),
        pytest.param("a\u202eb\u2066c\u200fd", "abcd", id="bidi controls"),
        pytest.param("Kre\u200bm\u00adl\u2060i\ufeffn", "Kremlin", id="invisible characters"),
        pytest.param("Kre\u200dmlin", "Kremlin", id="joiner between Latin letters"),
        pytest.param("a\ufffe\U0001ffffb", "ab", id="noncharacters"),
        pytest.param("hid\U000e0068\U000e0069den", "hidden", id="tag characters"),
        pytest.param("\u3164\u115fx", "x", id="fillers"),
        pytest.param("z" + "\u0335" * 40, "z" + "\u0335" * 4, id="stacked marks"),
        pytest.param("e\u0301", "é", id="composed form"),
        pytest.param("  many   spaces ", "many spaces", id="spaces"),
    ],
)
def test_invisible_tricks_are_removed(text, plain):
    """Nothing hides a word from a query or turns the line around it."""
    assert plain == clean_text(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("שָׁלוֹם עולם", id="Hebrew with points"),
        pytest.param("السَّلَامُ عَلَيْكُم", id="Arabic with vowels"),
        pytest.param("می\u200cخواهم", id="Persian with a non-joiner"),
        pytest.param("क्\u200dष", id="Hindi with a joiner"),
        pytest.param(FAMILY, id="emoji of several"),
        pytest.param(SCOTLAND, id="flag of a region"),
        pytest.param("俄罗斯向中国输送天然气", id="Chinese"),
        pytest.param("нефть и ёлка", id="Russian"),
    ],
)
def test_scripts_survive_untouched(text):
    """What looks odd to a filter is daily writing to its readers."""
    assert unicodedata.normalize("NFC", text) == clean_text(text)


PLAIN = st.text(st.characters(exclude_characters="<>&"), max_size=60)


@settings(max_examples=150)
@given(PLAIN)
def test_cleaning_twice_is_cleaning_once(text):
    """What is stored can be cleaned again without a change."""
    assert clean_text(text) == clean_text(clean_text(text))


@settings(max_examples=150)
@given(st.text(max_size=80))
def test_any_text_comes_out_as_one_visible_line(text):
    """No control, surrogate or line end is left, whatever goes in."""
    plain = clean_text(text)

    assert not [c for c in plain if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"}]
    assert " ".join(plain.split()) == plain


@settings(max_examples=100)
@given(
    st.lists(st.sampled_from(["<b>", "</b>", "<script>", "&lt;b&gt;", "x ", "<!--", "&amp;lt;"]))
)
def test_no_tag_of_html_is_left(pieces):
    """However tags and entities are interleaved."""
    plain = clean_text("".join(pieces))

    assert "<b>" not in plain
    assert "<script>" not in plain


PIECES = [
    *("a", "b ", "é", "\n", "&amp;", "&lt;b&gt;", " < ", "List<String>", "<covid-19>"),
    *("<b>c</b>", "<P>d</P>", "<br/>", '<a href="x>y">e</a>', "<a title='1 &lt; 2'>f</a>"),
    *(
        "<!-- x -->",
        "<!---->",
        "<!-->",
        "<o:p>g</o:p>",
        "<img src=a>",
        "<ul><li>h</li></ul>",
        "<p>i<b>j</b></p>",
    ),
]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_tags_are_taken_out_as_a_parser_would(pieces):
    """A script makes the parser of HTML read it; without one most texts need none."""
    text = "".join(pieces)

    assert clean_text(text + "<p><script></script></p>") == clean_text(text + "<p></p>")


@pytest.mark.parametrize(
    "piece", ["<", "<b>", "<a 'b", '<a "b" ', "<b ", "&lt;", "&", "\u0301", "\u200d", "<!--"]
)
def test_no_text_is_cleaned_for_ever(piece):
    """Two million characters; with a cost that grows with their square it would not end."""
    text = piece * (2_000_000 // len(piece))

    assert len(clean_text(text)) <= len(text)
