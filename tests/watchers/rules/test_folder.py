"""Rules in several files of a folder, and in one that is large."""

import asyncio
from datetime import timedelta

import pytest

from watchers.errors import RuleMistakes
from watchers.rules.load import Content, load_rules, read_contents, version_of
from watchers.rules.ruleset import RuleSet
from watchers.rules.watch import saved_rules

FILES = {
    "rules.yaml": "article: {title: One}\nindicators: {a: {query: $w}}\n",
    "sources/east.yaml": "sources: {b: https://b.c/d}\nvocabulary: {w: [gas]}\n",
    "sources/west.yml": "# west\nsources: {e: https://e.f/g}\nindicators: {h: {query: oil}}\n",
}


def written(folder, files=FILES):
    """Write files into a folder."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def mistakes_in(folder):
    """Give (file, line, column, message, hint) of every mistake."""
    with pytest.raises(RuleMistakes) as caught:
        load_rules(folder)
    return [
        (m.file.removeprefix(f"{folder}/"), m.line, m.column, m.message, m.hint)
        for m in caught.value.mistakes
    ]


def test_the_files_of_a_folder_are_one_rule_set(tmp_path):
    """Each may have sources, vocabularies, indicators; hidden ones and others are left alone."""
    written(tmp_path, FILES | {".old/rules.yaml": "a: b", ".rules.yaml.swp": "", "notes.md": "c"})

    rules = load_rules(tmp_path)

    assert (["b", "e"], ["a", "h"]) == (sorted(rules.sources), sorted(rules.indicators))
    assert rules.article is not None
    assert "One" == rules.article.title


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {"sources/z.yaml": "sources:\n  x: https://x.y/z\n  b: https://b.c/e\n"},
            [("sources/z.yaml", 3, 3, "'b' is here twice", "it is already in line 1 of FOLDER/")],
            id="a name twice",
        ),
        pytest.param(
            {"z.yaml": "article: {title: Two}\n"},
            [("z.yaml", 1, 1, "'article' is here twice", "it is already in line 1 of FOLDER/")],
            id="a section of one file twice",
        ),
        pytest.param(
            {"z.yaml": "\nindicators: {a-b: {query: $x}}\n"},
            [("z.yaml", 2, 27, "no vocabulary $x", "")],
            id="a query",
        ),
        pytest.param(
            {"z.yaml": "- a\n"}, [("z.yaml", 1, 1, "not a rules file", "")], id="a list at the end"
        ),
        pytest.param(
            {"a.yaml": "- a\n"}, [("a.yaml", 1, 1, "not a rules file", "")], id="a list first"
        ),
        pytest.param({"z.yaml": "a: b: c\n"}, [("z.yaml", 1, 5, "not YAML", "")], id="no YAML"),
        pytest.param(
            {"z.yaml": "never: *x\n", "a.yaml": "defaults: &x {severity: notable}\n"},
            [("z.yaml", 1, 8, "*x stands for nothing", "")],
            id="an anchor of another file",
        ),
    ],
)
def test_a_mistake_names_its_file_and_place(tmp_path, files, expected):
    """As an editor shows it."""
    found = mistakes_in(written(tmp_path, FILES | files))

    assert [(file, line, column) for file, line, column, *_ in expected] == [m[:3] for m in found]
    for (*_, message, hint), (*_, said, help_) in zip(expected, found, strict=True):
        assert said.startswith(message)
        assert help_.startswith(hint.replace("FOLDER", str(tmp_path)))


@pytest.mark.parametrize(
    "text", ["", "# nothing\n", "sources:\narticle:\n"], ids=["empty", "comment", "unwritten"]
)
def test_a_file_with_nothing_in_it_is_no_mistake(tmp_path, text):
    """Nor is a section whose lines are commented out, before or after."""
    files = FILES | {"a.yaml": text, "z.yaml": text}

    assert ["b", "e"] == sorted(load_rules(written(tmp_path, files)).sources)


def test_the_end_of_a_file_is_in_it():
    """Not the beginning of the next."""
    contents = [Content("a", b"sources: {a: https://b.c/d"), Content("b", b"indicators: {}")]
    with pytest.raises(RuleMistakes) as caught:
        read_contents(contents, "folder")

    assert [("a", 1)] == [(m.file, m.line) for m in caught.value.mistakes]


def test_a_folder_without_rules_says_so(tmp_path):
    """And what to do."""
    ((_, _, _, message, _),) = mistakes_in(tmp_path)

    assert "no file in this folder ends in .yaml" == message


def test_a_version_tells_where_things_stand():
    """Of one file it does not hang on its name, nor on a byte order mark."""
    one = version_of([Content("", b"a: b")])

    assert one == version_of([Content("", b"\xef\xbb\xbfa: b")])
    assert version_of([Content("x", b"a"), Content("y", b"b")]) != version_of(
        [Content("x", b"ab"), Content("y", b"")]
    )


def test_a_folder_is_read_anew_when_any_file_changes(tmp_path):
    """One is saved, one comes, one goes."""
    written(tmp_path)
    known = load_rules(tmp_path)
    came = []

    async def gather():
        async for one in saved_rules(tmp_path, known, every=timedelta(milliseconds=50)):
            assert isinstance(one, RuleSet)
            came.append(sorted(one.sources))

    async def run():
        task = asyncio.create_task(gather())
        for number, change in enumerate(
            [
                lambda: written(tmp_path, {"rules.yaml": FILES["rules.yaml"] + "\n"}),
                lambda: written(tmp_path, {"new.yaml": "sources: {n: https://n.o/p}"}),
                (tmp_path / "sources/west.yml").unlink,
            ],
            1,
        ):
            change()
            async with asyncio.timeout(20):
                while len(came) < number:  # noqa: ASYNC110 -- a list has no event
                    await asyncio.sleep(0.02)
        task.cancel()

    asyncio.run(run())

    assert [["b", "e"], ["b", "e", "n"], ["b", "n"]] == came


def test_ten_thousand_sources_and_indicators_are_read():
    """In one file, written as mappings."""
    sources = "".join(
        f"  s{n}: {{feed: https://h{n}.example/rss, lang: en, tier: wire}}\n" for n in range(10_000)
    )
    indicators = "".join(
        f"  i{n}: {{title: Number {n}, query: word{n} NEAR/5 (gas OR oil)}}\n"
        for n in range(10_000)
    )
    text = f"sources:\n{sources}indicators:\n{indicators}"

    rules = read_contents([Content("", text.encode())], "rules.yaml")

    assert (10_000, 10_000) == (len(rules.sources), len(rules.indicators))
