"""Completes a word while somebody types. Only reads."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

from bot.model.commands import Choice
from watchers.rules.ruleset import RuleSet
from watchers.storage import Connection, stories
from watchers.words import excerpt

MOST: Final = 25  # Discord takes no more, and labels and values of 100 characters
MOST_CHARACTERS: Final = 100
DURATIONS: Final = {
    "1h": "1 hour",
    "6h": "6 hours",
    "1d": "1 day",
    "1w": "1 week",
    "tomorrow": "until tomorrow, 09:00 UTC",
}


def choices(connection: Connection, rules: RuleSet, kind: str, typed: str) -> tuple[Choice, ...]:
    """Return at most MOST words of this Param kind; those that hold `typed` come first."""
    named: Sequence[tuple[str, str]]
    match kind:
        case "indicator":
            named = [
                (indicator.id, f"{indicator.title} ({indicator.id})")
                for indicator in rules.indicators.values()
            ]
        case "source":
            named = [
                (source.id, f"{source.name} ({source.id})") for source in rules.sources.values()
            ]
        case "duration":
            named = list(DURATIONS.items())
        case "story":
            newest = stories.newest_stories(connection, limit=4 * MOST)
            named = [(str(story), f"{story}: {title}") for story, title in newest]
        case _:
            return ()
    pairs = [Choice(excerpt(label, MOST_CHARACTERS), value) for value, label in named]
    return tuple(_likeliest(pairs, typed))


def _likeliest(pairs: Sequence[Choice], typed: str) -> list[Choice]:
    """Return what can be meant, best first; where nothing can, what looks alike."""
    wanted = typed.strip().casefold()[:MOST_CHARACTERS]
    # A value that Discord would not send back whole cannot be offered.
    fits = [choice for choice in pairs if len(choice.value) <= MOST_CHARACTERS]
    begun = [choice for choice in fits if _begins(wanted, choice)]
    inside = [
        choice for choice in fits if choice not in begun and wanted in choice.label.casefold()
    ]
    # Nothing holds what was typed: a slip of the finger, so what is spelt nearly so.
    likeliest = begun + inside or sorted(fits, key=lambda choice: -_likeness(wanted, choice))
    return likeliest[:MOST]


def _begins(wanted: str, choice: Choice) -> bool:
    return any(
        word.startswith(wanted) for word in (choice.value.casefold(), choice.label.casefold())
    )


def _likeness(wanted: str, choice: Choice) -> float:
    return SequenceMatcher(None, wanted, choice.value.casefold()).ratio()
