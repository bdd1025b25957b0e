"""The verbs that put sources into the rules, and list them."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import RULES, OnlyPrint, Rules, load

app = typer.Typer()


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
