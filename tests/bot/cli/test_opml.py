"""The verbs `import` and `export`."""

import stat

import pytest

from tests.bot.cli.program import RULES, watchnext

OPML = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE opml [<!ENTITY x "boom">]>
<opml version="2.0"><head><title>Mine</title></head><body>
<outline text="Asia &amp; more"><outline text="Energy">
  <outline type="rss" text="Oil Daily" xmlUrl="https://oil.example/rss" language="en-GB"/>
  <outline type="rss" text="Wire" xmlUrl="https://www.wire.example/feed/"/>
</outline></outline>
<outline type="rss" title="Gas" text="x" XMLURL="http://gas.example/atom" language="klingonish"/>
<outline type="rss" text="Gas again" xmlUrl="https://gas.example/atom"/>
<outline type="link" text="A site" url="https://site.example/"/>
<outline text="Broken" xmlUrl="file:///etc/passwd"/>
<outline text="& loose" xmlUrl="https://loose.example/?a=1&b=2"/>
</body></opml>
"""
FILE = RULES.format(url="https://wire.example/feed")


@pytest.fixture
def folder(tmp_path):
    """Give a folder with rules and a list of feeds."""
    (tmp_path / "rules.yaml").write_text("# mine\n" + FILE, encoding="utf-8")
    (tmp_path / "feeds.opml").write_text(OPML, encoding="utf-8")
    return tmp_path


LINES = """\
  gas: {feed: http://gas.example/atom, title: "Gas"}
  loose: {feed: https://loose.example/?a=1&b=2, title: "& loose"}
  # Asia & more / Energy
  oil-daily: {feed: https://oil.example/rss, title: "Oil Daily", lang: en-GB}
"""


def test_feeds_are_added_and_the_rest_of_the_file_stays(folder):
    """What is there already, listed twice, or no web address is left out, and said."""
    (folder / "rules.yaml").chmod(0o640)
    ran = watchnext(folder, "import", "feeds.opml")

    assert (0, "rules.yaml has 3 more sources: gas, loose, oil-daily\n") == (ran.code, ran.out)
    assert "Wire is there already, as wire\n" in ran.err
    assert "Gas again is listed twice\n" in ran.err
    assert "not a web address: file:///etc/passwd\n" in ran.err
    text = (folder / "rules.yaml").read_text(encoding="utf-8")
    assert "# mine\n" + FILE.replace("feed\n", "feed\n" + LINES, 1) == text
    assert 0o640 == stat.S_IMODE((folder / "rules.yaml").stat().st_mode)
    assert {"rules.yaml", "feeds.opml"} == {each.name for each in folder.iterdir()}

    again = watchnext(folder, "import", "feeds.opml")
    assert (0, "feeds.opml: 6 feeds, none of them new\n") == (again.code, again.out)


def test_lines_are_printed_where_that_is_asked(folder):
    """Then nothing is changed."""
    ran = watchnext(folder, "import", "feeds.opml", "--print")

    assert (0, LINES) == (ran.code, ran.out)
    assert "# mine\n" + FILE == (folder / "rules.yaml").read_text(encoding="utf-8")


def test_a_file_that_lines_cannot_be_added_to_stays_as_it_is(folder):
    """Here all of it is indented; the lines are there to be pasted."""
    indented = "".join(f"  {line}\n" for line in FILE.splitlines())
    (folder / "rules.yaml").write_text(indented, encoding="utf-8")
    ran = watchnext(folder, "import", "feeds.opml")

    assert (1, LINES) == (ran.code, ran.out)
    assert "rules.yaml is as it was (" in ran.err
    assert indented == (folder / "rules.yaml").read_text(encoding="utf-8")
    assert {"rules.yaml", "feeds.opml"} == {each.name for each in folder.iterdir()}


def test_of_a_folder_of_files_the_one_with_sources_gets_them(folder):
    """The others stay as they are; what comes of all of them is read before."""
    (folder / "rules").mkdir()
    head, rest = FILE.split("vocabulary:")
    (folder / "rules" / "a.yaml").write_text("vocabulary:" + rest, encoding="utf-8")
    (folder / "rules" / "b.yaml").write_text(head, encoding="utf-8")
    ran = watchnext(folder, "import", "feeds.opml", "--rules", "rules")

    assert (0, "rules/b.yaml has 3 more sources: gas, loose, oil-daily\n") == (ran.code, ran.out)
    assert head + LINES == (folder / "rules" / "b.yaml").read_text(encoding="utf-8")
    assert ["a.yaml", "b.yaml"] == sorted(each.name for each in (folder / "rules").iterdir())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<html/>", "not OPML: it does not begin with <opml>"),
        ("", "not OPML: it does not begin with <opml>"),
        ("<opml>" + '<outline xmlUrl="https://a.example/"/>' * 5_001, "more than 5,000 feeds"),
        (None, "cannot be read"),
    ],
)
def test_what_is_no_list_is_refused(folder, content, said):
    """In one sentence."""
    if content is None:
        (folder / "feeds.opml").unlink()
    else:
        (folder / "feeds.opml").write_text(content)
    ran = watchnext(folder, "import", "feeds.opml")

    assert (1, True) == (ran.code, said in ran.err)


def test_what_is_exported_can_be_imported(folder):
    """Titles, languages and tiers go along; other kinds of source do not."""
    rules = FILE.replace(
        "  wire: https://wire.example/feed\n",
        '  wire: {feed: "https://wire.example/feed?a=1&b=2", title: "A <b> & c", tier: wire,'
        "    lang: ru}\n"
        "  page: {page: https://page.example/, links: a}\n",
    )
    (folder / "rules.yaml").write_text(rules, encoding="utf-8")
    ran = watchnext(folder, "export")

    assert ran.out.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n')
    assert (
        '    <outline type="rss" text="A &lt;b&gt; &amp; c" title="A &lt;b&gt; &amp; c"'
        ' xmlUrl="https://wire.example/feed?a=1&amp;b=2" language="ru" category="/wire"/>\n'
    ) in ran.out
    assert "page.example" not in ran.out
    (folder / "mine.opml").write_text(ran.out, encoding="utf-8")
    assert "1 feed, none of them new" in watchnext(folder, "import", "mine.opml").out
