"""The verbs of the workbench: what rules find, miss, and could find."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import RULES, AsJson, Rules, load

app = typer.Typer()


class LabelHalf(StrEnum):
    """Which half of a file of labels to look at (as watchers.workbench.labels.Half)."""

    TUNE = "tune"
    CHECK = "check"


OneHalf = Annotated[
    LabelHalf | None,
    typer.Option("--half", help="Only the stories to tune on, or only those to check on."),
]


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
