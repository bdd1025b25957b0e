import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.bot.cli.desk import ROOT, Bench
from tests.flow.site import Report, rss, site
from tests.watchers.workbench.samples import TINY, labelled
from watchers.workbench.labels import Half

VERBS = ("score", "try", "terms", "explain")
NOW = datetime.now(UTC)
REPORTS = (
    Report("Russia sells oil to China", guid="1", link="https://wire.example/1", at=NOW),
    Report("Moscow, Beijing: gas talks", guid="2", at=NOW - timedelta(days=2)),
    Report("Rain in Paris", guid="3", at=NOW - timedelta(days=2)),
    Report("China buys coal", guid="4", summary="Nothing else", at=NOW - timedelta(days=400)),
)


@pytest.fixture
def bench(tmp_path):
    """Rules and labels, no news kept."""
    return Bench(tmp_path)


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """A bench whose one source was polled by the program itself."""
    with site() as served:
        served.pages["rss"] = rss(*REPORTS)
        bench = Bench(tmp_path_factory.mktemp("bench"), served.url("rss"), served.host)
        bench.run("once")
        yield bench


def test_the_figures_of_score_are_those_counted_by_hand(bench):
    """One object on standard output and nothing else; see TINY."""
    told = bench.json("score", "labels.jsonl")

    assert {"tp": 2, "fp": 1, "fn": 2} == told["micro"]["counts"]
    assert (0.6667, 0.5, 0.5714) == tuple(told["micro"][n] for n in ("precision", "recall", "f1"))
    assert {"tp": 1, "fp": 1, "fn": 1} == told["per_indicator"]["energy"]["counts"]
    assert 0.5 == told["per_indicator"]["energy"]["f1"]
    assert 0.5833 == told["macro"]["f1"]
    assert 0.5714 == told["any_alert"]["f1"]
    assert {"tp": 2, "fp": 2, "fn": 2} == told["with_doubtful"]["micro"]["counts"]
    assert {"en", "ru", "fr"} == told["by_language"].keys()
    low, high = told["micro"]["range"]["f1"]
    assert 0 <= low <= told["micro"]["f1"] <= high <= 1


def test_score_shows_what_to_read(bench):
    """The failing part of a miss, the words of a false alarm, doubtful items apart."""
    out, _ = bench.run("score", "labels.jsonl")

    assert "6 items of 5 stories" in out
    assert "micro, with doubtful" in out
    assert "[Russia] sends crude to [China]\n  ✗ $energy" in out
    assert "[Russia] and [China] watch the price of [gas]" in out


def test_a_bad_file_of_labels_is_told_with_places(bench):
    """All bad lines at once, at most twenty shown, nothing on standard output."""
    bench.write("labels.jsonl", "\n".join(["{", *["[]"] * 30]))
    out, said = bench.run("score", "labels.jsonl", "--json", code=1)

    assert "" == out
    assert "labels.jsonl:1:2: not JSON" in said
    assert "31 mistakes, 11 more not shown." in said
    assert "each line is one item" in said


def test_a_file_that_is_not_there_is_told(bench):
    """In one line, by its name."""
    _, said = bench.run("score", "absent.jsonl", code=1)

    assert "absent.jsonl:1:1: this file cannot be read: No such file" in said


def test_a_label_that_no_indicator_has_is_told_beside_the_figures(bench):
    """Standard output stays one object."""
    bench.write("labels.jsonl", '{"id": 1, "title": "x", "labels": ["enrgy"]}')
    out, said = bench.run("score", "labels.jsonl", "--json")

    assert {"enrgy": 1} == json.loads(out)["unknown_labels"]
    assert "No indicator 'enrgy' is in the rules" in said


def test_half_looks_at_one_half_only(bench):
    """The stories of the other are left for checking."""
    tuned = [one for one in labelled(*TINY) if one.half is Half.TUNE and not one.doubtful]

    assert len(tuned) == bench.json("score", "labels.jsonl", "--half", "tune")["items"]


def test_try_tells_hits_of_the_news_that_was_kept(watched):
    """By day, by source, with samples and their spans."""
    told = watched.json("try", "energy")
    days = [hits for hits in told["hits_a_day"].values() if hits]

    assert (3, 2, [1, 1], {"wire": 2}) == (
        told["looked_at"], told["total"], days, told["by_source"]
    )  # fmt: skip
    assert ["title", 0, 6] == told["samples"][0]["spans"][0]
    assert (None, None) == (told["gained"], told["lost"])


def test_try_reads_as_a_page(watched):
    """A chart of blocks and marked words, in a pipe as well."""
    out, _ = watched.run("try", "oil OR coal", "--since", "3000d")

    assert "oil OR coal  2 hits in 3,000 days, 4 items looked at" in out
    assert re.search(r"^[·▁-█]+$", out, re.MULTILINE)
    assert "Russia sells [oil] to China" in out


def test_try_compares_with_an_indicator_and_with_the_rules_in_force(watched):
    """A query against --against; a changed file against the live one."""
    beside = watched.json("try", "oil", "--against", "energy")
    rules = (watched.folder / "rules.yaml").read_text(encoding="utf-8")
    watched.write("changed.yaml", rules.replace("[oil, gas]", "[oil, Rain]"))
    changed = watched.json("try", "energy", "--rules", "changed.yaml")

    assert (0, 1) == (beside["gained"]["total"], beside["lost"]["total"])
    assert (0, 1) == (changed["gained"]["total"], changed["lost"]["total"])
    assert "energy of rules.yaml" == changed["against"]
    assert "Moscow, Beijing: gas talks" == changed["lost"]["samples"][0]["title"]


def test_a_query_with_a_mistake_is_told_with_a_caret(bench):
    """And the hint."""
    _, said = bench.run("try", "$russia AND $chian", code=1)

    assert "query:1:13:" in said
    assert "│             ^" in said
    assert "$china" in said


def test_terms_finds_what_would_help(bench):
    """The miss says crude."""
    told = bench.json("terms", "energy", "--labels", "labels.jsonl")

    assert {"tp": 1, "fp": 1, "fn": 1} == told["counts"]
    assert {"tp": 2, "fp": 1, "fn": 0} == told["add"][0]["counts"]
    assert "crude" in {term for one in told["add"] for term in (one["term"], *one["alike"])}
    assert told["add"][0]["few_stories"]


def test_terms_of_an_unknown_indicator_are_hinted_at(bench):
    """No guess is made."""
    _, said = bench.run("terms", "enrgy", "--labels", "labels.jsonl", code=1)

    assert "did you mean energy?" in said


def test_explain_tells_an_address_that_was_seen(watched):
    """What became of it, what holds, what does not and why."""
    out, _ = watched.run("explain", "https://wire.example/1")

    assert "from wire, first seen" in out
    assert (
        "✓ energy  Energy flows\n  [Russia] sells [oil] to [China]\n"
        "  ✓ $russia NEAR/6 $china\n    ✓ $russia “Russia”\n    ✓ $china “China”\n"
        "  ✓ $energy “oil”\n"
    ) in out
    assert "✗ drills  drills\n  ✗ drill*\n  ✓ $russia “Russia”, $china “China”" in out


def test_explain_is_short_where_nothing_holds(bench):
    """One line for all indicators that recognise not a word."""
    out, _ = bench.run("explain", "Rain in Paris")

    assert "\n✗ Not a word of energy, drills\n\n0 of 2 indicators hold.\n" == out


def test_explain_takes_everything_apart_when_asked(bench):
    """Also what does not hold."""
    out, _ = bench.run("explain", "Rain in China", "--clauses")

    assert "  ✗ $russia NEAR/6 $china AND $energy\n" in out
    assert "      ✓ $china “China”\n" in out


def test_hostile_text_stays_text(bench):
    """A headline cannot move the cursor, nor open a link."""
    out, _ = bench.run("explain", "Russia \x1b[2J[red]China[/red] \u202eoil")

    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "[red][China][/red]" in out


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_a_heading_in_the_docs(verb):
    """What is not written down is not there."""
    text = (ROOT / "docs/workbench.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## .*`watchnext (\w+)", text, re.MULTILINE)

    assert verb in headings
    assert set(headings) <= set(VERBS)
