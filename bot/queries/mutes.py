"""What is muted."""

from datetime import datetime

from bot.model.cards import AnswerRow, Card, Piece
from bot.queries.wording import MOST_ROWS, MOST_SAID, answer, title_of
from bot.storage import mutes
from bot.storage.mutes import StoredMute
from watchers.rules.ruleset import RuleSet
from watchers.storage import Connection
from watchers.words import counted, excerpt


def mutes_card(connection: Connection, rules: RuleSet, now: datetime) -> Card:
    """Answer what is muted, by whom, until when and why; the first to end comes first."""
    found = mutes.active(connection, now)
    if not found:
        return answer("Nothing is muted", now, text="Every indicator tells what it is there for.")
    rows = [mute_row(title_of(rules, id_), mute) for id_, mute in found.items()]
    return answer(
        f"{counted(len(rows), 'indicator')} muted",
        now,
        text="They are watched all the same; “unmute” lets one speak again.",
        rows=rows[:MOST_ROWS],
        more=len(rows) - len(rows[:MOST_ROWS]),
    )


def mute_row(lead: str, mute: StoredMute) -> AnswerRow:
    """Return a row about a mute: who, why, until when."""
    because = f": {mute.why}" if mute.why else ""
    return AnswerRow(
        lead=lead,
        pieces=(Piece(excerpt(f"by {mute.who}{because}", MOST_SAID)),),
        quiet="until",
        when=mute.until,
    )
