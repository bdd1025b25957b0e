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


def test_a_folder_of_rules_is_checked_as_one(tmp_path):
    """Each mistake and each warning with its file and line."""
    folder = tmp_path / "watch"
    folder.mkdir()
    (folder / "a.yaml").write_text(SOUND)
    (folder / "b.yaml").write_text("indicators:\n  more:\n    query: gas or oil\n")

    sound = watchnext(tmp_path, "check", "watch")
    (folder / "b.yaml").write_text("indicators:\n  more:\n    qery: gas\n")
    wrong = watchnext(tmp_path, "check", "--rules", "watch")

    assert (0, 1) == (sound.code, wrong.code)
    assert "watch is sound: 2 indicators, 1 source" in sound.out
    assert "watch/b.yaml:3:16" in sound.out
    assert "query: gas or oil" in sound.out
    assert "watch/b.yaml:3:5" in wrong.err


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


def test_an_address_that_will_be_refused_is_pointed_out(tmp_path):
    """With its place and with what lets it through; it is no mistake, since settings differ."""
    (tmp_path / "rules.yaml").write_text(RULES.format(url="https://rsshub.example.org:1200/x"))

    ran = watchnext(tmp_path, "check")
    allowed = watchnext(tmp_path, "check", WATCHNEXT_ALLOW="rsshub.example.org:1200")

    assert (0, 0) == (ran.code, allowed.code)
    assert "rules.yaml:2:9: rsshub.example.org: only the ports" in ran.out
    assert "list rsshub.example.org:1200 in WATCHNEXT_ALLOW" in ran.out
    assert "WATCHNEXT_ALLOW" not in allowed.out


@pytest.mark.parametrize(
    "written",
    ["auth: desk:hunter2", "headers: {X-Api-Key: hunter2}", "lang: xoxb-12345678-hunter2"],
)
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_no_secret_of_the_file_is_printed(tmp_path, written, form):
    """Neither in what is said nor in the line that is shown: CI keeps logs."""
    line = f"  wire: {{feed: https://wire.example/rss, {written}}}"
    (tmp_path / "rules.yaml").write_text(SOUND.replace("  wire: https://wire.example/rss", line))

    ran = watchnext(tmp_path, "check", *form)

    assert 1 == ran.code
    assert "hunter2" not in ran.out + ran.err


def test_in_a_pipe_nothing_is_folded(tmp_path):
    """A mistake, its hint and its place are a line each, however long."""
    words = " ".join(["word"] * 60)
    (tmp_path / "rules.yaml").write_text(SOUND.replace("[Russia sells China gas]", f"[{words}]"))

    ran = watchnext(tmp_path, "check")

    assert ["rules.yaml:12:15: ", "   12 │ ", "      │ ", "      = ", "1 mistake."] == [
        next(start for start in STARTS if line.startswith(start)) for line in ran.err.splitlines()
    ]


STARTS = ("rules.yaml:12:15: ", "   12 │ ", "      │ ", "      = ", "1 mistake.")
