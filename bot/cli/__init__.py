"""The command line. Everything heavy is imported inside the commands: --help answers at once."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import source_verbs, workbench_verbs
from bot.cli.options import RULES, AsJson, Rules, Verbose, load

app = typer.Typer(
    name="watchnext",
    help="Keeps watch on what to watch next: indicators, watched in the news, told once.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # importing rich would double the time that --help takes
    pretty_exceptions_enable=False,
)
app.add_typer(source_verbs.app)
app.add_typer(workbench_verbs.app)


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
    name: Annotated[str, typer.Argument(help="A source: all about it. --json lists all.")] = "",
    rules: Rules = RULES,
    *,
    json: AsJson = False,
) -> None:
    """Show how each source stands: last look, next look and why, last error; or all about one."""
    from bot.cli.feeds import show_feeds

    show_feeds(load(rules), name, as_json=json)


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
