import json

import pytest

from tests.bot.cli.program import RULES, watchnext

SOUND = RULES.format(url="https://wire.example/rss")


def test_sound_rules_are_called_so(tmp_path):
    """With what is in them, and exit code 0."""
    (tmp_path / "rules.yaml").write_text(SOUND)

    ran = watchnext(tmp_path, "check")

    assert (0, "rules.yaml is sound: 1 indicator, 1 source, 2 examples hold.\n") == (
        ran.code,
        ran.out,
    )


@pytest.mark.parametrize(
    ("change", "place", "hint"),
    [
        pytest.param(("query:", "qery:"), "rules.yaml:9:5", "did you mean query?", id="wrong key"),
        pytest.param(
            ("$russia AND", "$rusia AND"), "rules.yaml:9:12", "$russia?", id="unknown vocabulary"
        ),
        pytest.param(("(gas OR oil)", "(gas OR oil"), "rules.yaml:9:35", "add a )", id="open"),
        pytest.param(
            ("Russia sells China gas", "Rain in Paris"), "rules.yaml:12:15", "not so", id="example"
        ),
    ],
)
def test_a_mistake_has_its_place_and_a_hint(tmp_path, change, place, hint):
    """One line a mistake, exit code 1, no traceback."""
    (tmp_path / "rules.yaml").write_text(SOUND.replace(*change))

    ran = watchnext(tmp_path, "check")

    assert (1, "") == (ran.code, ran.out)
    assert place in ran.err
    assert hint in ran.err
    assert "Traceback" not in ran.err


def test_json_gives_each_mistake_a_line(tmp_path):
    """For editors and other programs: line, column, message, hint."""
    (tmp_path / "watch.yaml").write_text(SOUND.replace("$china AND", "$chna AND"))

    ran = watchnext(tmp_path, "check", "watch.yaml", "--json")
    (mistake,) = map(json.loads, ran.out.splitlines())

    assert (1, "watch.yaml", 9, 24) == (
        ran.code,
        mistake["file"],
        mistake["line"],
        mistake["column"],
    )
    assert {"message", "hint"} <= mistake.keys()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(None, id="missing"),
        pytest.param("", id="empty"),
        pytest.param("# nothing\n", id="comments only"),
        pytest.param("\x00\x01", id="binary"),
        pytest.param("a: [", id="broken YAML"),
    ],
)
@pytest.mark.parametrize("verb", ["check", "run", "once", "feeds", "explain"])
def test_no_verb_goes_on_without_rules(tmp_path, verb, text):
    """Place, hint, exit code 1, no traceback."""
    if text is not None:
        (tmp_path / "rules.yaml").write_text(text)

    ran = watchnext(tmp_path, verb, *(["x"] if verb == "explain" else []))

    assert (1, "") == (ran.code, ran.out)
    assert "rules.yaml:1:" in ran.err
    assert "Traceback" not in ran.err


def test_at_most_twenty_mistakes_are_shown_and_the_rest_is_counted(tmp_path):
    """A file full of them stays readable."""
    (tmp_path / "rules.yaml").write_text(SOUND + "".join(f"k{n}: 1\n" for n in range(30)))

    ran = watchnext(tmp_path, "check")

    assert 20 == ran.err.count("unknown key")
    assert "30 mistakes, 10 more not shown." in ran.err
