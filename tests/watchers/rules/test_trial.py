import asyncio
from datetime import timedelta

import pytest

from watchers.errors import RuleMistakes
from watchers.rules.load import Content
from watchers.rules.watch import read_tried

SOUND = b"sources: {a: https://b.c/d}\nindicators: {a: {query: x}}\n"


def mistakes_in(content, **limits):
    """Give the mistakes that the child told."""
    with pytest.raises(RuleMistakes) as caught:
        asyncio.run(read_tried([Content("", content)], "rules.yaml", **limits))
    return caught.value.mistakes


def test_a_sound_file_comes_back_as_rules():
    """Tried there, read here."""
    assert ["a"] == list(asyncio.run(read_tried([Content("", SOUND)], "rules.yaml")).indicators)


def test_mistakes_come_with_their_places():
    """As if it had been read here."""
    (mistake,) = mistakes_in(SOUND + b"never: [$x]\n")

    assert (3, 9, "no vocabulary $x") == (mistake.line, mistake.column, mistake.message)


def test_what_is_no_text_is_refused():
    """And what is too long."""
    assert "this is not UTF-8" == mistakes_in(b"a: \xff")[0].message
    assert "more than 16 MiB" == mistakes_in(b"#" * (17 << 20))[0].message


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"processor": timedelta(milliseconds=50)}, "takes more than 0.05 s to read"),
        ({"memory": 4 << 20}, "takes more memory than a rules file may"),
        ({"patience": timedelta(milliseconds=20)}, "takes too long to read"),
    ],
)
def test_a_file_that_takes_too_much_is_refused_and_takes_nothing_from_us(limits, message):
    """Time of the processor, memory, time by the clock."""
    terms = ", ".join(f"word{n}" for n in range(15_000))
    content = SOUND + f"vocabulary: {{w: [{terms}]}}\n".encode()

    assert message in {one.message for one in mistakes_in(content, **limits)}


def test_a_mistake_of_several_files_names_its_own():
    """The child is told where one ends and the next begins."""
    contents = [Content("a.yaml", SOUND), Content("b.yaml", b"never: [$x]\n")]
    with pytest.raises(RuleMistakes) as caught:
        asyncio.run(read_tried(contents, "rules"))

    (mistake,) = caught.value.mistakes
    assert ("b.yaml", 1, 9) == (mistake.file, mistake.line, mistake.column)


HOSTILE = {
    "aliases": b"a: &a [x, x]\n" + b"".join(b"b%d: [*a, *a]\n" % n for n in range(50)),
    "nested": b"[" * 100_000,
    "merges": b"a: &a {x: y}\n" + b"".join(b"b%d: {<<: *a}\n" % n for n in range(1000)),
    "quotes": b'"' * 1_000_000,
    "tags": b"!!python/object/apply:os.system [touch canary]\n",
    "keys": b"".join(b"k%d: v\n" % n for n in range(100_000)),
    "colons": b": " * 500_000,
    "a long line": b"query: " + b"(" * 1_000_000,
    "vocabularies": b"vocabulary:\n"
    + b"".join(b"  v%d: [$v%d, $v%d]\n" % (n, n + 1, n + 1) for n in range(9000)),
    "stars": SOUND + b"vocabulary: {w: [" + b"a*b*c*d*e*f*g*h, " * 50_000 + b"]}\n",
    "many mistakes": b"sources: {a: https://b.c/d}\nindicators:\n"
    + b"".join(b"  a%d: {quer: x}\n" % n for n in range(9000)),
    "zeros": b"\x00" * 1_000_000,
    "breaks": b"\n" * 1_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_file_takes_more_than_its_time_and_memory(name, tmp_path, monkeypatch):
    """It is refused, with a place; only so many stars are read, within the limits."""
    monkeypatch.chdir(tmp_path)

    if name == "stars":
        read = read_tried([Content("", HOSTILE[name])], "rules.yaml")
        assert ["a"] == list(asyncio.run(read).indicators)
    else:
        assert all(one.line >= 1 for one in mistakes_in(HOSTILE[name]))
    assert [] == list(tmp_path.iterdir())
