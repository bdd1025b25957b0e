"""What several verbs take, and how each comes by its rules. Loads nothing heavy."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from watchers.rules.ruleset import RuleSet

Rules = Annotated[
    Path, typer.Option("--rules", metavar="PATH", help="The rules: a file, or a folder of them.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Log each look and each delivery.")]
OnlyPrint = Annotated[
    bool, typer.Option("--print", help="Print the lines to paste, and change nothing.")
]
RULES = Path("rules.yaml")


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
