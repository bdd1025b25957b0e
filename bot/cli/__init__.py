"""The command line. Everything heavy is imported inside the commands: --help answers at once."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from watchers.rules.ruleset import RuleSet

app = typer.Typer(
    name="watchnext",
    help="Keeps watch on what to watch next: indicators, watched in the news, told once.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # importing rich would double the time that --help takes
    pretty_exceptions_enable=False,
)

Rules = Annotated[
    Path, typer.Option("--rules", metavar="PATH", help="The rules: a file, or a folder of them.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Log each look and each delivery.")]
OnlyPrint = Annotated[
    bool, typer.Option("--print", help="Print the lines to paste, and change nothing.")
]
RULES = Path("rules.yaml")


class LabelHalf(StrEnum):
    """Which half of a file of labels to look at (as watchers.workbench.labels.Half)."""

    TUNE = "tune"
    CHECK = "check"


OneHalf = Annotated[
    LabelHalf | None,
    typer.Option("--half", help="Only the stories to tune on, or only those to check on."),
]


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - typer's way of asking
    if wanted:
        from importlib.metadata import version

        typer.echo(f"watchnext {version('watchnext')}")
        raise typer.Exit


@app.callback()
def options(
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    """Take the options that stand before a verb."""


@app.command()
def run(rules: Rules = RULES, *, json: AsJson = False, verbose: Verbose = False) -> None:
    """Watch the sources and tell what moves, until Ctrl-C."""
    from bot.cli.watch import run_until_stopped

    run_until_stopped(load(rules), rules, as_json=json, verbose=verbose)


@app.command()
def once(rules: Rules = RULES, *, json: AsJson = False, verbose: Verbose = False) -> None:
    """Look at every source once, tell what moved, and exit."""
    from bot.cli.watch import run_once

    run_once(load(rules), as_json=json, verbose=verbose)


@app.command()
def demo(rules: Rules = RULES, *, json: AsJson = False, verbose: Verbose = False) -> None:
    """Watch an invented story develop over a few seconds, without any network."""
    from bot.cli.watch import run_demo

    run_demo(load(rules), as_json=json, verbose=verbose)


@app.command()
def check(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", show_default=False)] = None,
    rules: Rules = RULES,
    *,
    json: AsJson = False,
) -> None:
    """Say whether the rules are sound: every mistake with its place. Exit code 1 if not."""
    from bot.cli.check import check_rules

    raise typer.Exit(check_rules(file or rules, as_json=json))


@app.command()
def feeds(
    name: Annotated[str, typer.Argument(help="A source: all about it.")] = "",
    rules: Rules = RULES,
    *,
    json: AsJson = False,
) -> None:
    """Show how each source stands: last look, next look and why, last error; or all about one."""
    from bot.cli.feeds import show_feeds

    show_feeds(load(rules), name, as_json=json)


@app.command()
def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="A site, or its feed.")],
    rules: Rules = RULES,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Of several feeds, add the first.")] = False,
    print_: OnlyPrint = False,
) -> None:
    """Find the feeds of a site, and add the one you choose to the rules."""
    from bot.cli.add import add_feed

    raise typer.Exit(add_feed(load(rules), rules, url, yes=yes, only_print=print_))


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE.opml", help="What a feed reader exports.")],
    rules: Rules = RULES,
    *,
    print_: OnlyPrint = False,
) -> None:
    """Add the feeds of an OPML file to the rules; what is there already is left out."""
    from bot.cli.opml import import_feeds

    raise typer.Exit(import_feeds(load(rules), rules, file, only_print=print_))


@app.command()
def export(rules: Rules = RULES) -> None:
    """Print the feeds of the rules as OPML, for a feed reader."""
    from bot.cli.opml import export_feeds

    export_feeds(load(rules))


@app.command()
def explain(
    text: Annotated[str, typer.Argument(metavar="TEXT|URL", help="A headline, or an address.")],
    rules: Rules = RULES,
    *,
    clauses: Annotated[
        bool, typer.Option("--clauses", help="Show every clause of every indicator.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Say for each indicator which clauses hold for a text, and what became of a known address."""
    from bot.cli.explain import explain_text

    raise typer.Exit(explain_text(load(rules), text, clauses=clauses, as_json=json))


@app.command()
def score(
    labels: Annotated[Path, typer.Argument(metavar="LABELS.jsonl", help="Labelled news.")],
    rules: Rules = RULES,
    half: OneHalf = None,
    worst: Annotated[
        int, typer.Option(min=0, max=1000, help="How many misses and false alarms to list.")
    ] = 8,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print the figures as one object.")] = False,
) -> None:
    """Measure the rules on labelled news: precision, recall, F1, and the worst mistakes."""
    from bot.cli.score import score_rules
    from watchers.workbench.labels import Half

    side = Half(half) if half else None
    raise typer.Exit(score_rules(load(rules), labels, half=side, worst=worst, as_json=json))


@app.command("try")
def try_(
    query: Annotated[str, typer.Argument(metavar="QUERY|INDICATOR", help="What to try.")],
    since: Annotated[str, typer.Option(help="How far to look back: 36h, 90d, 12w.")] = "90d",
    rules: Rules = RULES,
    live: Annotated[
        Path, typer.Option(metavar="FILE", help="The rules in force, to compare with.")
    ] = RULES,
    against: Annotated[
        str | None, typer.Option(metavar="INDICATOR", help="What to compare a query with.")
    ] = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print the answer as one object.")] = False,
) -> None:
    """Ask a query of the news that was kept: hits a day, samples, gained and lost."""
    from bot.cli.backtest import length_of, try_query

    back = length_of(since)
    found = load(rules)
    raise typer.Exit(
        try_query(found, query, file=rules, live=live, against=against, since=back, as_json=json)
    )


@app.command()
def terms(
    indicator: Annotated[str, typer.Argument(metavar="INDICATOR", help="Which to improve.")],
    labels: Annotated[Path, typer.Option("--labels", metavar="FILE", help="Labelled news.")],
    rules: Rules = RULES,
    half: OneHalf = None,
    most: Annotated[int, typer.Option(min=1, max=1000, help="How many of each kind.")] = 12,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print the answer as one object.")] = False,
) -> None:
    """Say which words would help an indicator on labelled news, and which hurt it."""
    from bot.cli.terms import advise
    from watchers.workbench.labels import Half

    side = Half(half) if half else None
    raise typer.Exit(advise(load(rules), indicator, labels, half=side, most=most, as_json=json))


@app.command()
def doctor(
    rules: Rules = RULES,
    *,
    health: Annotated[
        bool, typer.Option("--health", help="Only say whether a running watch is well.")
    ] = False,
) -> None:
    """Check rules, data folder, database, clock and tokens, and say what to do about each."""
    from bot.cli.doctor import examine

    raise typer.Exit(examine(rules, health=health))


@app.command()
def setup(
    platform: Annotated[str, typer.Argument(metavar="slack|discord", show_default=False)],
    application: Annotated[
        str, typer.Argument(metavar="[APPLICATION_ID]", help="Of Discord.", show_default=False)
    ] = "",
    *,
    manifest: Annotated[bool, typer.Option("--manifest", help="Slack's manifest alone.")] = False,
) -> None:
    """Say how to connect Slack or Discord: what to click, which rights are asked for and why."""
    from bot.cli.setup import set_up

    raise typer.Exit(set_up(platform, application, manifest_only=manifest))


@app.command("send-test")
def send_test(
    destination: Annotated[str, typer.Argument(help="A destination of the rules, such as desk.")],
    rules: Rules = RULES,
) -> None:
    """Post a card marked TEST to a destination."""
    from bot.cli.send_test import send_test as post

    raise typer.Exit(post(load(rules), destination))


def load(path: Path) -> "RuleSet":
    """Load the rules; with mistakes in them, print these and exit with 1."""
    from bot.channels.spelling import PLATFORMS
    from bot.cli.check import print_mistakes, say_unusable_kinds
    from watchers.errors import RuleMistakes
    from watchers.rules.load import load_rules

    say_unusable_kinds()
    try:
        return load_rules(path, PLATFORMS)
    except RuleMistakes as e:
        print_mistakes(e)
        raise typer.Exit(1) from None


def main() -> None:
    """Run the command; an error that we foresaw is one line on standard error and exit code 1."""
    try:
        app()
    except Exception as e:
        from bot.errors import BotError
        from watchers.errors import WatchError

        if not isinstance(e, BotError | WatchError):
            raise
        sys.stderr.write(f"watchnext: {e}\n")
        sys.exit(1)
