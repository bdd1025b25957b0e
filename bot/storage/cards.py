"""Cards as text, for the database: what waits in the outbox outlives the process."""

from functools import cache
from typing import TYPE_CHECKING

from bot.model.cards import Card

if TYPE_CHECKING:
    from pydantic import TypeAdapter


def dump_card(card: Card) -> str:
    """Write `card` as one line of JSON that `load_card` reads."""
    return _cards().dump_json(card).decode()


def load_card(text: str) -> Card:
    """Read what `dump_card` wrote, also by another version: keys unknown here are ignored.

    Raises ValueError where `text` is no card.
    """
    return _cards().validate_json(text)


@cache
def _cards() -> "TypeAdapter[Card]":
    from pydantic import TypeAdapter

    return TypeAdapter(Card)
