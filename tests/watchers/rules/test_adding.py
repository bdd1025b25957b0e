"""Sources that a program adds to a rules file: the rest of it stays as it was."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.model.names import SourceId
from watchers.rules.adding import NewSource, new_ids, same_feed, source_lines, with_sources
from watchers.rules.load import read_rules

OIL = NewSource(url="https://oil.example/rss", title="Oil: daily #1", lang="en")
GAS = NewSource(url="https://gas.example/feed?x=a,b#c")
REST = "indicators: {a: {query: oil}}\n"


def added(text, *sources):
    """Add sources to a file; give its text, which is sound."""
    ids = new_ids(sources, read_rules(text, "rules.yaml").sources)
    changed = with_sources(text, sources, ids)
    known = read_rules(changed, "rules.yaml").sources
    assert [source.url for source in sources] == [known[SourceId(id_)].url for id_ in ids]
    return changed


def test_new_sources_stand_behind_those_that_are_there():
    """With their indentation, above the comments of what comes next."""
    text = (
        "# a file\nsources:\n    # one\n    one: https://one.example/  # first\n\n"
        f"    two: {{feed: https://two.example/}}\n    # last\n\n# What is looked for.\n{REST}"
    )
    lines = (
        '    oil-daily-1: {feed: https://oil.example/rss, title: "Oil: daily #1", lang: en}\n'
        '    gas-example: "https://gas.example/feed?x=a,b#c"\n'
    )

    assert text.replace("# last\n", "# last\n" + lines) == added(text, OIL, GAS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "sources: {a: https://a.example/}\n",
            "sources: {gas-example: U, a: https://a.example/}\n",
        ),
        ("sources: {\n  a: https://a.example/\n}\n", "sources: {gas-example: U, \n  a: https://a"),
        (
            "sources:\n  a: https://a.example/",
            "sources:\n  a: https://a.example/\n  gas-example: U",
        ),
        ("sources:\r\n a: https://a.example/\r\n", "/\r\n gas-example: U\r\n"),
        ("sources:\n  a:\n    feed: https://a.example/\n\n", "example/\n  gas-example: U\n\n"),
    ],
    ids=["in brackets", "brackets over lines", "no last line end", "other line ends", "long form"],
)
def test_each_way_to_write_sources_is_kept(text, expected):
    """What can be read can be added to."""
    gas = NewSource(url="https://gas.example/")
    changed = added(REST + text, gas)

    assert expected.replace("U", "https://gas.example/") in changed


def test_a_section_without_sources_is_filled_and_one_that_lacks_is_made():
    """Such files are not sound before, and are afterwards."""
    for text in (
        REST,
        REST.rstrip("\n"),
        f"sources:  # none yet\n{REST}",
        "",
        "sources: {}\n" + REST,
    ):
        changed = with_sources(text, [GAS], ["gas"])
        whole = changed if "indicators" in changed else changed + REST
        assert ["gas"] == list(read_rules(whole, "rules.yaml").sources), text


def test_names_come_of_titles_or_hosts_and_are_never_taken_twice():
    """Letters with accents lose them; other scripts have none of ours."""
    titles = ["Le Monde – Économie", "Le Monde: économie!", "新闻", "x" * 99]
    sources = [NewSource(url=f"https://www.n{n}.example/", title=t) for n, t in enumerate(titles)]

    assert ["le-monde-economie-2", "le-monde-economie-3", "n2-example", "x" * 40] == new_ids(
        sources, {"le-monde-economie"}
    )
    assert ["feed"] == new_ids([NewSource(url="nonsense")], ())


def test_folders_are_comments():
    """Above the first of a folder, on one line."""
    sources = [
        NewSource(url=f"https://{name}.example/", under=under)
        for name, under in (("a", "Asia\n evil: 1"), ("b", "Asia\n evil: 1"), ("c", ""))
    ]

    assert (
        "  # Asia evil: 1\n  a: https://a.example/\n  b: https://b.example/\n"
        "  c: https://c.example/\n"
    ) == source_lines(sources, ["a", "b", "c"])


def test_two_spellings_of_a_feed_are_one():
    """Neither scheme nor www nor a last slash makes another feed; a path or a port does."""
    spellings = (
        "https://a.example/feed",
        "http://www.a.example/feed/",
        "https://A.example:443/feed",
    )

    assert 1 == len({same_feed(url) for url in spellings})
    assert same_feed("https://a.example/feed") != same_feed("https://a.example/feed?x=1")
    assert same_feed("https://a.example/feed") != same_feed("https://a.example:8443/feed")
    assert "nonsense" == same_feed("nonsense")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.text(max_size=30))
def test_whatever_a_feed_is_called_the_file_stays_sound(title, folder):
    """Titles and folders are strangers' texts."""
    source = NewSource(url="https://a.example/", title=title, under=folder)
    text = f"sources:\n  one: https://one.example/\n{REST}"
    (name,) = new_ids([source], ["one"])
    rules = read_rules(with_sources(text, [source], [name]), "rules.yaml")

    assert ["one", name] == list(rules.sources)
