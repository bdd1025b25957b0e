"""Takes what people typed and pressed, and answers: the bot.protocols.Commands of the house."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from secrets import token_hex
from time import monotonic
from typing import Final, Generic, TypeVar

import structlog

from bot.commands import changes
from bot.commands.admission import Admission, Limited, Turn
from bot.commands.answers import answer_to, mistaken_card
from bot.commands.changes import Doing
from bot.commands.grammar import VERBS, parse_command
from bot.commands.questions import Ordering, Question
from bot.commands.retry_locked import retry_locked
from bot.commands.suggest import choices
from bot.model.cards import Card
from bot.model.commands import Action, Ask, Choice, Member, Mistaken, Place, Press, Verb
from bot.queries.board import board_card
from bot.queries.feeds import feeds_card
from bot.queries.mutes import mutes_card
from bot.queries.wording import answer, sentence
from watchers.errors import StorageBusy
from watchers.rules.ruleset import RuleSet
from watchers.storage import Connection
from watchers.storage.database import Database

log = structlog.get_logger()
T = TypeVar("T")

PATIENCE: Final = timedelta(seconds=15)
TYPING: Final = timedelta(seconds=2)  # a suggestion that comes later is of no use
NOWHERE: Final = "-"


@dataclass(frozen=True, slots=True)
class Reply(Generic[T]):
    """An answer, and in a word what came of it: the log has no more of it."""

    outcome: str
    value: T


class CommandService:
    """Answers everybody, lets members act, and never raises for what they did.

    `rules` and `now` are asked anew each time. `patience` is how long somebody waits for a locked
    database; then they are told so, and nothing was done. `since` says when the rules came into
    force, if anybody knows. `changed` is called once a change is committed: cards that were posted
    may show it. `failure_id` names a failure of ours, in the answer and in the log.
    """

    def __init__(
        self,
        database: Database,
        *,
        rules: Callable[[], RuleSet],
        now: Callable[[], datetime],
        admission: Admission | None = None,
        patience: timedelta = PATIENCE,
        since: Callable[[], datetime | None] = lambda: None,
        changed: Callable[[], None] = lambda: None,
        failure_id: Callable[[], str] = lambda: token_hex(3),
    ) -> None:
        self._database = database
        self._rules = rules
        self._now = now
        self._admission = admission or Admission()
        self._patience = patience
        self._since = since
        self._changed = changed
        self._failure_id = failure_id

    @property
    def verbs(self) -> Sequence[Verb]:
        """The words after /watch."""
        return VERBS

    async def answer(self, ask: Ask) -> Card:
        """Answer a question or carry out a command; mistakes are answered as well."""
        now = self._now()
        question = parse_command(ask.command, now=now)
        verb = NOWHERE if isinstance(question, Mistaken) else question.word
        return await self._take_turn(
            "asked", verb, ask.member, ask.place, lambda: self._answer(ask, question, now)
        )

    async def press(self, press: Press) -> Card:
        """Carry out a button, once for each key; the card says what came of it."""
        return await self._take_turn(
            "pressed", press.action, press.member, press.place, lambda: self._press(press)
        )

    async def suggest(self, kind: str, typed: str) -> Sequence[Choice]:
        """Complete a word of this Param kind: at most 25, the likeliest first; none in trouble."""

        async def work() -> Reply[Sequence[Choice]]:
            complete = partial(choices, rules=self._rules(), kind=kind, typed=typed)
            return Reply("answered", await self._read(complete, TYPING))

        reply = await self._safely(work, lambda _why: ())
        if reply.outcome != "answered":
            log.warning("suggested", kind=kind, outcome=reply.outcome)
        return reply.value

    async def home(self, member: Member) -> Sequence[Card]:
        """Return what the app's own page shows: the board, mutes and how the sources stand."""
        now = self._now()

        def cards(connection: Connection) -> Sequence[Card]:
            rules = self._rules()
            return (
                board_card(connection, rules, now),
                mutes_card(connection, rules, now),
                feeds_card(connection, rules, "", now),
            )

        async def work() -> Reply[Sequence[Card]]:
            return Reply("answered", await self._read(cards))

        reply = await self._safely(work, lambda why: (answer(why, now),))
        log.info("home", outcome=reply.outcome, platform=member.platform, member=member.id)
        return reply.value

    async def _answer(self, ask: Ask, question: Question | Mistaken, now: datetime) -> Reply[Card]:
        if isinstance(question, Mistaken):
            return Reply("mistaken", mistaken_card(question, now))
        # Who changes something needs a right; who asks needs none.
        if isinstance(question, Ordering):
            return await self._change(
                ask.member, ask.place, now, partial(changes.carry_out, question)
            )
        rules, since = self._rules(), self._since()
        work = partial(answer_to, question, rules=rules, now=now, since=since)
        return Reply("answered", await self._read(work))

    async def _press(self, press: Press) -> Reply[Card]:
        now = self._now()
        # The one button that only asks.
        if press.action is Action.WHY:
            work = partial(changes.why, press, rules=self._rules(), now=now)
            return Reply("answered", await self._read(work))
        return await self._change(press.member, press.place, now, partial(changes.press, press))

    async def _change(
        self, member: Member, place: Place, now: datetime, change: Callable[[Doing], Card]
    ) -> Reply[Card]:
        # Before anything is read: what is refused costs nothing.
        refusal = self._admission.refusal(member, place)
        if refusal is not None:
            return Reply("refused", answer("You cannot do that here", now, text=sentence(refusal)))
        rules = self._rules()

        def work(connection: Connection) -> Card:
            doing = Doing(connection=connection, rules=rules, member=member, place=place, now=now)
            return change(doing)

        seconds = self._patience.total_seconds()
        card = await retry_locked(self._database.write, work, seconds=seconds)
        # Not before it is committed: what the outbox is woken for must be there.
        self._changed()
        return Reply("done", card)

    async def _read(self, work: Callable[[Connection], T], patience: timedelta | None = None) -> T:
        seconds = (patience or self._patience).total_seconds()
        return await retry_locked(self._database.read, work, seconds=seconds)

    async def _take_turn(
        self,
        what: str,
        verb: str,
        member: Member,
        place: Place,
        work: Callable[[], Awaitable[Reply[Card]]],
    ) -> Card:
        """Do `work` if it is somebody's turn, and write one line about it."""
        began, now = monotonic(), self._now()
        limited = self._admission.take_turn(member, place, now)
        if limited.turn is Turn.GIVEN:
            reply = await self._safely(work, lambda why: answer(why, now))
        else:
            reply = Reply("too often", _too_often(limited, now))
        log.info(
            what,
            verb=verb,
            outcome=reply.outcome,
            platform=place.platform,
            workspace=place.workspace,
            channel=place.channel,
            member=member.id,
            took=round(monotonic() - began, 3),
        )
        # Only an answer: to share a change would be to make it once more.
        return replace(reply.value, shareable=reply.outcome == "answered")

    async def _safely(
        self, work: Callable[[], Awaitable[Reply[T]]], sorry: Callable[[str], T]
    ) -> Reply[T]:
        """Turn what goes wrong into words: whoever asks can do nothing about a traceback."""
        try:
            return await work()
        except StorageBusy:
            why = "The database is busy: nothing was changed. Try again in a minute."
            return Reply("busy", sorry(why))
        except Exception:
            failure = self._failure_id()
            log.exception("failed", failure=failure)
            return Reply(f"failed {failure}", sorry(f"That went wrong here, as failure {failure}."))


def _too_often(limited: Limited, now: datetime) -> Card:
    wait = max(1, round(limited.after.total_seconds()))
    if limited.turn is Turn.REFUSED_AGAIN:
        return answer(f"In {wait} s, please", now)
    return answer(
        "That is a lot of questions at once",
        now,
        text=f"Please ask again in {wait} s.",
    )
