"""What members change: mutes, acknowledgements, votes. Each change is one transaction.

A change writes what it changes, who did it, and what every card of the story shows from now on:
the outbox edits every message of it, on each platform alike.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final

from bot.commands import questions as q
from bot.commands.answers import mistaken_card
from bot.commands.durations import read_until, wrong_end
from bot.commands.questions import Ordering
from bot.model.cards import AnswerRow, Card
from bot.model.commands import Action, Member, Mistaken, Place, Press
from bot.queries.mutes import mute_row
from bot.queries.story import story_card
from bot.queries.why import why_card
from bot.queries.wording import answer, indicator_named, no_indicator, title_of
from bot.storage import alerts, audit, feedback, mutes, presses
from bot.storage.audit import AuditRecord
from bot.storage.mutes import StoredMute
from watchers.model.names import IndicatorId, StoryId
from watchers.rules.ruleset import RuleSet
from watchers.storage import Connection
from watchers.words import excerpt

MOST_NAME: Final = 60
MOST_WHY: Final = 200
SHOWN: Final = "Every card of this story shows it, on each platform."

_VOTES: Final = {True: "useful", False: "false alarm"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """Somebody changes something, now. The rights were looked at before."""

    connection: Connection
    rules: RuleSet
    member: Member
    place: Place
    now: datetime

    @property
    def by(self) -> Member:
        """Who does it, as it is written down: with a short name, or the id in place of none."""
        return replace(self.member, name=excerpt(self.member.name, MOST_NAME) or self.member.id)

    def record(self, what: str, subject: str, before: str, after: str) -> None:
        """Write into the audit who changed what, in the transaction that changes it."""
        by = self.by
        change = AuditRecord(
            at=self.now,
            platform=by.platform,
            workspace=self.place.workspace,
            member=by.id,
            who=by.name,
            what=what,
            subject=subject,
            before=before,
            after=after,
        )
        audit.add(self.connection, change)


def carry_out(ordering: Ordering, doing: Doing) -> Card:
    """Mute or unmute an indicator, as somebody typed it."""
    indicator = indicator_named(doing.rules, ordering.indicator)
    match ordering:
        case q.Mute(name, until, why) if indicator:
            return _mute(doing, [indicator.id], until, why=why)
        case q.Mute(name):
            return no_indicator(doing.rules, name, doing.now)
        case q.Unmute(name):
            # One that has left the rules may be muted still.
            gone = IndicatorId(name.casefold())
            if indicator is None and gone not in mutes.active(doing.connection, doing.now):
                return no_indicator(doing.rules, name, doing.now)
            return _unmute(doing, indicator.id if indicator else gone)


def press(pressed: Press, doing: Doing) -> Card:
    """Carry out a button, once for each key; the same press again returns the same answer."""
    # Platforms hand in a press again where our acknowledgement was lost.
    if not presses.is_new(doing.connection, pressed, doing.now):
        return presses.answer_to(doing.connection, pressed) or _done_before(doing.now)
    card = _pressed(pressed, doing)
    presses.settle(doing.connection, pressed, card)
    return card


def why(pressed: Press, connection: Connection, rules: RuleSet, now: datetime) -> Card:
    """Return why an alert was sent. Changes nothing."""
    card = alerts.card_of(connection, pressed.alert)
    if card is None:
        return _no_alert(now)
    # An item is explained by its address; a story without one by its reports.
    if card.url:
        return why_card(connection, rules, card.url, now)
    story = alerts.story_of(connection, pressed.alert)
    if story is not None:
        return story_card(connection, rules, story, now)
    return why_card(connection, rules, card.title, now)


def _pressed(pressed: Press, doing: Doing) -> Card:
    card = alerts.card_of(doing.connection, pressed.alert)
    if card is None:
        return _no_alert(doing.now)
    story = alerts.story_of(doing.connection, pressed.alert)
    # The one button that a card about no story has as well: it is about its indicators.
    if pressed.action is Action.MUTE:
        return _mute_pressed(doing, _indicators_of(card), pressed.until, story)
    if story is None:
        return answer("This card is about no single story", doing.now, text="It takes no marks.")
    match pressed.action:
        case Action.ACKNOWLEDGE:
            return _acknowledge(doing, story)
        case Action.USEFUL | Action.FALSE_ALARM:
            return _vote(doing, story, useful=pressed.action is Action.USEFUL)
        case Action.WHY:
            return why(pressed, doing.connection, doing.rules, doing.now)


def _mute_pressed(
    doing: Doing,
    indicators: Sequence[IndicatorId],
    until: datetime | str | None,
    story: StoryId | None,
) -> Card:
    end = read_until(until, doing.now) if isinstance(until, str) else until
    match end:
        case None:
            return answer("Until when?", doing.now, text="A mute always ends: pick a time.")
        case Mistaken():
            return mistaken_card(end, doing.now)
        case datetime():
            return _mute(doing, indicators, end, story=story)


def _mute(
    doing: Doing,
    indicators: Sequence[IndicatorId],
    until: datetime,
    *,
    why: str = "",
    story: StoryId | None = None,
) -> Card:
    # A picked time has passed no reader of ends, and a form can lie open for long.
    if wrong := wrong_end(until, doing.now):
        return mistaken_card(wrong, doing.now)
    if not indicators:
        return answer(
            "There is nothing to mute here", doing.now, text="“mutes” names what is muted."
        )
    before = mutes.active(doing.connection, doing.now)
    by = doing.by
    for indicator in indicators:
        mute = StoredMute(
            indicator=indicator,
            until=until,
            platform=by.platform,
            member=by.id,
            who=by.name,
            why=excerpt(why, MOST_WHY),
            at=doing.now,
            story=story,
        )
        mutes.add(doing.connection, mute)
        doing.record("mute", indicator, _as_text(before.get(indicator)), _as_text(mute))
    _show_mutes(doing, indicators)
    muted = mutes.active(doing.connection, doing.now)
    return answer(
        f"Muted: {', '.join(title_of(doing.rules, indicator) for indicator in indicators)}",
        doing.now,
        text="It is watched all the same. “unmute” lets it speak before its time.",
        rows=[mute_row(indicator, muted[indicator]) for indicator in indicators],
    )


def _unmute(doing: Doing, indicator: IndicatorId) -> Card:
    title = title_of(doing.rules, indicator)
    ended = mutes.end(doing.connection, indicator, doing.now)
    if ended is None:
        return answer(f"Not muted: {title}", doing.now, text="It tells what it is there for.")
    doing.record("unmute", indicator, _as_text(ended), _as_text(None))
    _show_mutes(doing, [indicator])
    return answer(f"Speaks again: {title}", doing.now, rows=[mute_row("Was muted", ended)])


def _acknowledge(doing: Doing, story: StoryId) -> Card:
    before = feedback.of_story(doing.connection, story).acknowledged
    # Whoever was first has it in hand; a second name would send people to the wrong one.
    if before is not None:
        return answer(
            f"Acknowledged already by {before.who}",
            doing.now,
            rows=[AnswerRow(lead=f"Story {story}", when=before.at)],
        )
    by = doing.by
    feedback.acknowledge(doing.connection, story, by, doing.now)
    doing.record("acknowledge", f"story {story}", "", by.name)
    _show_feedback(doing.connection, [story])
    return answer("Acknowledged", doing.now, text=SHOWN)


def _vote(doing: Doing, story: StoryId, *, useful: bool) -> Card:
    by = doing.by
    before = feedback.vote_of(doing.connection, story, by)
    vote = _VOTES[useful]
    # The same once more changes nothing, so it is no line of the audit either.
    if before is useful:
        return answer(f"Your vote was {vote} already", doing.now, text="Each member has one.")
    feedback.vote(doing.connection, story, by, doing.now, useful=useful)
    doing.record("vote", f"story {story}", "" if before is None else _VOTES[before], vote)
    _show_feedback(doing.connection, [story])
    changed = "" if before is None else f" It was {_VOTES[before]} before."
    return answer(f"Your vote: {vote}", doing.now, text=f"{SHOWN}{changed}")


def _show_mutes(doing: Doing, indicators: Iterable[IndicatorId]) -> None:
    """Bring up to date the cards that said something of a mute of these indicators."""
    shown_on = [
        story
        for indicator in indicators
        for story in mutes.stories(doing.connection, indicator, doing.now)
    ]
    _show_feedback(doing.connection, shown_on)


def _show_feedback(connection: Connection, stories: Iterable[StoryId]) -> None:
    """Let every alert of these stories show the same feedback, wherever it went."""
    for story in dict.fromkeys(stories):
        change = partial(replace, feedback=feedback.of_story(connection, story))
        for alert in alerts.of_story(connection, story):
            alerts.revise(connection, alert, change)


def _indicators_of(card: Card) -> tuple[IndicatorId, ...]:
    moved = (indicator.id for indicator in card.indicators)
    return tuple(dict.fromkeys([*moved, *(id_ for line in card.lines for id_ in line.indicators)]))


def _as_text(mute: StoredMute | None) -> str:
    if mute is None:
        return "not muted"
    because = f": {mute.why}" if mute.why else ""
    return f"muted until {mute.until:%Y-%m-%d %H:%M} UTC by {mute.who}{because}"


def _no_alert(now: datetime) -> Card:
    return answer("This alert is not known here", now, text="It may be from before a restore.")


def _done_before(now: datetime) -> Card:
    return answer("Done already", now)
