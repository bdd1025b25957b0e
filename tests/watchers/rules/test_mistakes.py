import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.spelling import PLATFORMS
from watchers.errors import RuleMistakes
from watchers.rules.load import read_rules

SOUND = """\
sources:
  npr: https://feeds.npr.org/1004/rss.xml
indicators:
  energy:
    query: oil AND $country.china
"""


def mistakes_in(text):
    """Give (line, column, message, hint) of every mistake."""
    with pytest.raises(RuleMistakes) as caught:
        read_rules(text, "rules.yaml", PLATFORMS)
    return [(m.line, m.column, m.message, m.hint) for m in caught.value.mistakes]


def with_indicator(*lines):
    """Give a file with a source and one indicator, whose lines begin at line 5, column 5."""
    head = "sources:\n  npr: https://example.org/feed\nindicators:\n  energy:\n"
    return head + "".join(f"    {line}\n" for line in lines)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", (1, 1, "the file is empty"), id="empty"),
        pytest.param("# later\n", (1, 1, "the file holds only comments"), id="only comments"),
        pytest.param("- a\n", (1, 1, "not a rules file"), id="a list"),
        pytest.param("sourcse: {}\n" + SOUND, (1, 1, "unknown key 'sourcse'"), id="unknown key"),
        pytest.param("indicators: {a: {query: b}}", (1, 1, "no sources"), id="no sources"),
        pytest.param("sources: {a: https://b.c/d}", (1, 1, "no indicators"), id="no indicators"),
        pytest.param(
            "sources: {a: https://b.c/d}\nindicators:\n", (1, 1, "no indicators"), id="none written"
        ),
        pytest.param(SOUND + "article: {}", (6, 1, "article: title is missing"), id="no title"),
        pytest.param(SOUND + "article: [a]", (6, 10, "article wants lines"), id="article a list"),
        pytest.param(
            SOUND + "article: {title: a, url: b}", (6, 26, "url: not a web address"), id="url"
        ),
        pytest.param(
            SOUND + "destinations: {Desk: {terminal: a}}", (6, 16, "'Desk': not a name"), id="name"
        ),
        pytest.param(
            SOUND + "destinations:\n  a:\n    slack: #x",
            (8, 5, "slack has no value"),
            id="channel read as a comment",
        ),
        pytest.param(
            SOUND + "destinations: {a: {discord: x}}", (6, 29, "discord: not a Disc"), id="discord"
        ),
        pytest.param(
            SOUND + 'destinations: {a: {slack: "x y"}}', (6, 27, "slack: not a Slack"), id="slack"
        ),
        pytest.param(
            SOUND + "destinations: {a: {email: x}}", (6, 19, "'a': no platform"), id="platform"
        ),
        pytest.param(
            SOUND + 'destinations: {a: {slack: "#x", quiet: "at night"}}',
            (6, 40, "quiet: not quiet hours"),
            id="quiet",
        ),
        pytest.param(
            SOUND + "destinations: {a: x}", (6, 19, "'a': a destination is"), id="no platform"
        ),
        pytest.param(
            "sources: {a: {page: https://b.c}}\nindicators: {a: {query: b}}",
            (1, 14, "a page needs links or text"),
            id="page source",
        ),
        pytest.param(
            "sources: {a: ftp://b.c}\nindicators: {a: {query: b}}",
            (1, 14, "feed: not a web address"),
            id="ftp",
        ),
        pytest.param(
            "sources: {a: https://b.c/d\u200b}\nindicators: {a: {query: b}}",
            (1, 14, "feed: not a web address"),
            id="an unseen character in an address",
        ),
        pytest.param(
            "sources: {a: {feed: https://b.c, every: 8d}}\nindicators: {a: {query: b}}",
            (1, 41, "every: too short or too long"),
            id="every too long",
        ),
        pytest.param(
            "sources: {a: {feed: https://b.c, every: soon}}\nindicators: {a: {query: b}}",
            (1, 41, "every: not a duration"),
            id="every in words",
        ),
        pytest.param(
            "sources: {a: {feed: https://b.c, lang: '-'}}\nindicators: {a: {query: b}}",
            (1, 40, "lang: not a language"),
            id="lang",
        ),
        pytest.param(
            "sources: {a: {feed: https://b.c, tier: best}}\nindicators: {a: {query: b}}",
            (1, 40, "tier cannot be 'best'"),
            id="tier",
        ),
        pytest.param(SOUND + "vocabulary: {a: []}", (6, 17, "'a' is empty"), id="empty list"),
        pytest.param(SOUND + "vocabulary: {a: {b: c}}", (6, 18, "b: not a language"), id="map"),
        pytest.param(SOUND + "vocabulary: {a: [[b]]}", (6, 18, "'a', number 1 wants"), id="nested"),
        pytest.param(
            SOUND + "vocabulary: {a: [$b], b: [$a]}",
            (6, 27, "$a stands for itself"),
            id="circle",
        ),
        pytest.param(
            SOUND + "vocabulary: {a: [x, $rusia]}", (6, 21, "no vocabulary $rusia"), id="unknown"
        ),
        pytest.param(
            SOUND + "defaults: {notify: desk}", (6, 20, "no destination 'desk'"), id="defaults"
        ),
        pytest.param(with_indicator("title: A"), (4, 3, "'energy': query is missing"), id="query"),
        pytest.param(
            with_indicator("query: a", "titel: b"), (6, 5, "unknown key 'titel'"), id="typo"
        ),
        pytest.param(
            with_indicator("query: a", "severity: high"), (6, 15, "severity cannot be"), id="severe"
        ),
        pytest.param(
            with_indicator("query: a", "direction: to us"), (6, 16, "direction: not a"), id="where"
        ),
        pytest.param(
            with_indicator("query: a", "triggers: [story, spikes: {over: 24h}]"),
            (6, 23, "triggers, number 2: no trigger 'spikes'"),
            id="spikes",
        ),
        pytest.param(
            with_indicator("query: a", "notify: desc"), (6, 13, "no destination 'desc'"), id="told"
        ),
        pytest.param(
            with_indicator("query: a", "query: b"), (6, 5, "'query' is here twice"), id="twice"
        ),
        pytest.param(
            with_indicator("query: $country.chine"), (5, 12, "no vocabulary $country"), id="chine"
        ),
        pytest.param(
            with_indicator("query: >-", "  oil AND", "  $energi"),
            (7, 7, "no vocabulary $energi"),
            id="unknown in the second line of a query",
        ),
        pytest.param(with_indicator("query: (a OR b"), (5, 12, ""), id="bracket left open"),
        pytest.param(with_indicator("query: NOT a"), (5, 12, ""), id="matches everything"),
        pytest.param(
            with_indicator("query: a", "examples: {match: [b]}"),
            (6, 24, "the query does not hold for this example"),
            id="example to match",
        ),
        pytest.param(
            with_indicator("query: a", "examples: {match: a b, ignore: [c, b a]}"),
            (6, 40, "the query holds for this example, which it should ignore"),
            id="example to ignore",
        ),
    ],
)
def test_a_mistake_has_its_place(text, expected):
    """Each kind of mistake is told once, at its line and column, with words of ours."""
    ((line, column, message, hint),) = mistakes_in(text)

    assert expected[:2] == (line, column)
    assert message.startswith(expected[2])
    assert "Input should" not in message + hint


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            with_indicator("query: $country.chine"), "did you mean $country.china?", id="vocabulary"
        ),
        pytest.param(
            SOUND + "vocabulary: {a: [$b], b: [$a]}",
            "break the circle: $a -> $b -> $a",
            id="circle",
        ),
        pytest.param(
            SOUND + "destinations: {desk: {terminal: a}}\ndefaults: {notify: [desc]}",
            "did you mean desk?",
            id="destination",
        ),
        pytest.param(
            with_indicator("query: oil $country.china", "examples: {match: [oil]}"),
            "not so: $country.china",
            id="part of a query",
        ),
        pytest.param(
            with_indicator("query: a", "triggers: [spke]"), "did you mean spike?", id="trigger"
        ),
        pytest.param(
            with_indicator("query: oil OR gas", "examples: {ignore: [gas and oil]}"),
            "it found: gas, oil",
            id="what was found",
        ),
        pytest.param(
            SOUND + "destinations:\n  a:\n    slack: #x",
            'an unquoted # begins a comment: write slack: "#geo-desk"',
            id="comment",
        ),
    ],
)
def test_a_hint_says_what_helps(text, expected):
    """The nearest name, the path of a circle, the part to blame."""
    ((_, _, _, hint),) = mistakes_in(text)

    assert expected == hint


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        pytest.param(
            "sources: {a: https://b.c/d}\nindicators:\n\u00a0\u00a0gas:\n    query: gas\n",
            (3, 1),
            "a no-break blank (U+00A0) instead of a blank",
            id="indentation",
        ),
        pytest.param(
            "sources: {a: https://b.c/d}\nindicators:\n  gas:\n    query:\u00a0gas\n",
            (4, 11),
            "a no-break blank (U+00A0) instead of a blank",
            id="after a colon",
        ),
        pytest.param(
            "sources: {a: https://b.c/d}\nindicators:\n\u3000gas: {query: gas}\n",
            (3, 1),
            "a ideographic blank (U+3000) instead of a blank",
            id="another blank",
        ),
    ],
)
def test_a_blank_that_is_none_is_named(text, place, said):
    """With its code and its line."""
    found = [((line, column), message) for line, column, message, _hint in mistakes_in(text)]

    assert (place, said) in found


def test_a_no_break_blank_within_a_text_is_no_mistake():
    """It is how French is written."""
    text = with_indicator("query: gas", "title: 'Gaz\u00a0:\u00a0la suite'", "severity: high")

    assert ["severity cannot be 'high'"] == [mistake[2] for mistake in mistakes_in(text)]


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        pytest.param("quеry: gas", "its е is Cyrillic (U+0435): did you mean query?", id="key"),
        pytest.param("titel: gas", "did you mean title?", id="a slip"),
    ],
)
def test_a_letter_that_only_looks_like_another_is_named(line, hint):
    """Nobody sees it."""
    (mistake,) = mistakes_in(with_indicator("query: a", line))

    assert hint == mistake[3]


def test_a_name_with_a_strange_letter_says_which():
    """Ids are in small Latin letters."""
    (mistake,) = mistakes_in(SOUND + "vocabulary: {gаs: [b]}")

    assert ("'gаs': not a name", "its а is Cyrillic (U+0430)") == mistake[2:]


@pytest.mark.parametrize(
    "query",
    [r'"/\bgas\b/"', r'"/\d+/"', r'"gas\x20OR"'],
    ids=["backspace", "no escape", "a query that is wrong"],
)
def test_backslashes_in_double_quotes_are_explained(query):
    """YAML takes them out before the query is read."""
    assert any("single quotes" in m[3] for m in mistakes_in(with_indicator(f"query: {query}")))


def test_an_emoji_is_looked_for_by_a_regex():
    """It is no word; the hint can be pasted."""
    (mistake,) = mistakes_in(with_indicator("query: gas 🛢"))

    assert ("🛢 is no word", "a regex finds it: /🛢/") == mistake[2:]
    assert ["energy"] == list(read_rules(with_indicator("query: gas /🛢/"), "r").queries)


def test_merge_keys_repeat_lines_and_mistakes_point_at_them():
    """A mistake in what is repeated is told where it is written."""
    text = (
        "sources: {a: https://b.c/d}\nindicators:\n  a: &base\n    query: gas\n    severity: high\n"
        "  b:\n    <<: *base\n    query: oil\n"
    )

    assert {(5, 15)} == {mistake[:2] for mistake in mistakes_in(text)}


def test_all_mistakes_come_at_once_in_the_order_of_the_file():
    """One mistake hides no other, whatever kinds they are."""
    found = mistakes_in("""\
sources: {a: ftp://b.c}
vocabulary: {x: [$y]}
indicators:
  one: {titel: a, query: (}
  two: {query: "$z", notify: [desk]}
  one: {query: a}
""")

    assert [line for line, *_ in found] == [1, 2, 4, 4, 5, 5, 6]


def test_a_broken_vocabulary_is_told_where_it_is_and_not_where_it_is_used():
    """A query over it is no second mistake."""
    found = mistakes_in(SOUND + "  other: {query: $x, examples: {match: [a]}}\nvocabulary: {x: (}")

    assert [line for line, *_ in found] == [7]


def test_a_password_is_never_repeated():
    """Messages go to logs and chats."""
    found = mistakes_in("sources: {a: https://me:secret@b.c/}\nindicators: {a: {query: b}}")

    assert "secret" not in str(found)
    assert [message for _, _, message, _ in found] == [
        "feed: a user name or password in an address"
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            SOUND
            + "vocabulary:\n  v0: [a, b]\n"
            + "".join(f"  v{n}: [$v{n - 1}, $v{n - 1} x]\n" for n in range(1, 20)),
            id="each twice the one before",
        ),
        pytest.param(
            SOUND
            + "  other: {query: $v999}\nvocabulary:\n  v0: a\n"
            + "".join(f"  v{n}: [$v{n - 1}]\n" for n in range(1, 1000)),
            id="a chain that leads back",
        ),
        pytest.param(
            SOUND
            + "  other: {query: $v0}\nvocabulary:\n  v999: a\n"
            + "".join(f"  v{n}: [$v{n + 1}]\n" for n in range(999)),
            id="a chain that leads on",
        ),
    ],
)
def test_vocabularies_that_explode_are_refused_at_once(text):
    """References are counted before anything is built from them: that would not end."""
    assert mistakes_in(text)


keys = ["sources", "indicators", "vocabulary", "defaults", "query", "notify", "examples", "match"]
keys += ["never", "triggers", "count", "spike", "silence", "at least", "over", "of"]
values = [
    "14d",
    "24h",
    "5",
    "true",
    "sources",
    "$a.b",
    "U012",
    "a",
    "$a",
    "(",
    "OR",
    "NEAR/2",
    "https://b.c",
    "story",
    "&x",
    "*x",
    ">-",
    "中",
]
pieces = st.sampled_from([*keys, *values, "[", "]", "{", "}", "'"])
blanks = st.sampled_from([" ", "\n", "\n  ", "\n    ", ": ", "- ", ", ", "\t", "\r", "\x00", '"'])


@settings(max_examples=200)
@given(st.lists(pieces | blanks, max_size=25).map("".join), st.booleans())
def test_any_text_loads_or_is_refused_with_places_inside_it(text, after_a_sound_start):
    """Nothing but RuleMistakes ever comes out."""
    text = SOUND + text if after_a_sound_start else text
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    try:
        read_rules(text, "rules.yaml", PLATFORMS)
    except RuleMistakes as refused:
        for mistake in refused.mistakes:
            assert 1 <= mistake.line <= len(lines)
            assert 1 <= mistake.column <= len(lines[mistake.line - 1]) + 1
            assert mistake.message
