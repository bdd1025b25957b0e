"""The verb `check`, and how mistakes in rules and names are said."""

import json
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from bot.channels.spelling import PLATFORMS
from bot.config import read_settings
from watchers.errors import Mistake, RuleMistakes
from watchers.fetch.guard import address_trouble
from watchers.rules.load import contents_of, lint_rules, load_rules
from watchers.rules.ruleset import RuleSet
from watchers.sources.catalog import UNUSABLE
from watchers.words import counted

if TYPE_CHECKING:
    from bot.cli.printer import Printer

SHOWN = 20


def check_rules(file: Path, *, as_json: bool) -> int:
    """Print every mistake in `file`, or that it is sound; return the exit code: 1 for mistakes.

    What is sound but can hardly be meant is pointed out as well, to people only: no program should
    fail over it.
    """
    say_unusable_kinds()
    try:
        rules = load_rules(file, PLATFORMS)
    except RuleMistakes as e:
        if as_json:
            for mistake in e.mistakes:
                sys.stdout.write(_as_json(e.file, mistake))
        else:
            print_mistakes(e)
        return 1
    if not as_json:
        examples = sum(
            len(indicator.examples.match) + len(indicator.examples.ignore)
            for indicator in rules.indicators.values()
        )
        sys.stdout.write(
            f"{file} is sound: {counted(len(rules.indicators), 'indicator')}, "
            f"{counted(len(rules.sources), 'source')}, {counted(examples, 'example')} hold.\n"
        )
        _print_warnings(file)
    return 0


def say_unusable_kinds() -> None:
    """Say on standard error which kinds of source of other packages cannot be used, and why."""
    for name, why in UNUSABLE.items():
        sys.stderr.write(f"The source kind {name} cannot be used ({why}); all others can.\n")


def _print_warnings(file: Path) -> None:
    from bot.cli.printer import Printer

    refused = partial(address_trouble, allow=read_settings().allow)
    _, warnings = lint_rules(contents_of(file), str(file), PLATFORMS, refused)
    if not warnings:
        return
    _print_each(Printer(sys.stdout), str(file), warnings[:SHOWN])
    rest = len(warnings) - SHOWN
    more = f", {rest} more not shown" if rest > 0 else ""
    sys.stdout.write(f"{counted(len(warnings), 'thing')} to look at{more}.\n")


def print_mistakes(e: RuleMistakes) -> None:
    """Print mistakes to standard error: place, what is wrong, the line with a mark, a hint."""
    from bot.cli.printer import Printer

    _print_each(Printer(sys.stderr), e.file, e.mistakes[:SHOWN])
    rest = len(e.mistakes) - SHOWN
    more = f", {rest} more not shown" if rest > 0 else ""
    sys.stderr.write(f"{counted(len(e.mistakes), 'mistake')}{more}.\n")


def _print_each(printer: "Printer", file: str, mistakes: Sequence[Mistake]) -> None:
    for named, its in groupby(mistakes, key=lambda mistake: mistake.file or file):
        printer.mistakes(named, _text_of(Path(named)), list(its))


def no_query(rules: RuleSet, indicator: str) -> str:
    """Return why an indicator cannot be asked, and what helps, as a line for standard error."""
    if indicator in rules.indicators:
        return f"The indicator {indicator} is off, or has no query.\n"
    near = get_close_matches(indicator, rules.queries, n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(rules.queries)}"
    return f"There is no indicator {indicator[:60]}; {hint}\n"


def _text_of(file: Path) -> str:
    try:
        # Some editors write a byte order mark.
        return file.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return ""


def _as_json(file: str, mistake: Mistake) -> str:
    line = {
        "file": mistake.file or file,
        "line": mistake.line,
        "column": mistake.column,
        "message": mistake.message,
        "hint": mistake.hint,
    }
    return json.dumps(line, ensure_ascii=False) + "\n"
