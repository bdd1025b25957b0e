"""Hands what people did to the command service and shows the answer. All of it after the ack."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.channels.slack.buttons import read_action, read_alert, read_length
from bot.channels.slack.heard import (
    About,
    Heard,
    Payload,
    about_of,
    action_of,
    inner,
    mention_in,
    of_action,
    of_command,
    of_event,
    of_window,
    press_key,
    question_in,
)
from bot.channels.slack.members import Members
from bot.channels.slack.modals import ask_modal, home_view, mute_modal
from bot.channels.slack.typed import typed
from bot.channels.slack.voice import Voice
from bot.model.cards import AlertId, Card, CardKind
from bot.model.commands import Action, Ask, Press
from bot.protocols import Commands
from watchers.model.names import Severity

log = structlog.get_logger()

HELP = "help"
_KEPT_ANSWERS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pressed:
    """A button, as it is handed on."""

    key: str
    action: Action
    alert: AlertId
    until: datetime | None = None


class Desk:
    """One method for each thing that people can do; `start` runs them."""

    def __init__(
        self,
        voice: Voice,
        members: Members,
        commands: Commands,
        *,
        now: Callable[[], datetime],
    ) -> None:
        self._voice = voice
        self._members = members
        self._commands = commands
        self._now = now
        self._works: set[asyncio.Task[None]] = set()
        self._answers: OrderedDict[tuple[str, str], Card] = OrderedDict()

    def start(self, heard: Heard, work: Coroutine[object, object, None]) -> None:
        """Do something after its acknowledgement; the loop alone would forget the task."""
        task = asyncio.create_task(self._guarded(heard, work))
        self._works.add(task)
        task.add_done_callback(self._works.discard)

    async def finish(self, seconds: float) -> None:
        """Let what was begun come to its end, for so long."""
        works = set(self._works)
        if works:
            _, left = await asyncio.wait(works, timeout=seconds)
            for work in left:
                work.cancel()

    def command(self, payload: Payload) -> None:
        """Answer `/watch ...` to whoever typed it; alone it opens a window."""
        heard, text = of_command(payload), typed(str(payload.get("text") or ""))
        self.start(heard, self._answer(heard, text) if text else self._offer(heard))

    def window(self, payload: Payload) -> None:
        """Answer what was asked in the window of `/watch`."""
        heard = of_window(payload)
        self.start(heard, self._answer(heard, question_in(payload)))

    def mention(self, payload: Payload) -> None:
        """Answer somebody who named the app, in a thread; other apps are not answered."""
        if inner(payload, "event").get("bot_id"):
            return
        heard = of_event(payload)
        self.start(heard, self._reply(heard, *mention_in(payload)))

    def press(self, payload: Payload) -> None:
        """Act on a button of an alert, and say to whoever pressed it what came of it."""
        heard, (name, value) = of_action(payload), action_of(payload)
        action, alert = read_action(name), read_alert(value)
        if action is None or alert is None:
            return
        if action is not Action.MUTE:
            pressed = _Pressed(key=press_key(payload), action=action, alert=alert)
            self.start(heard, self._press(heard, pressed))
        elif length := read_length(value):
            until = self._now() + length
            pressed = _Pressed(key=press_key(payload), action=action, alert=alert, until=until)
            self.start(heard, self._press(heard, pressed))
        else:
            about = About(
                hook=heard.hook, channel=heard.channel, alert=str(alert), thread=heard.thread
            )
            self.start(heard, self._open(heard, mute_modal(about, self._now())))

    def mute(self, payload: Payload, until: datetime) -> None:
        """Mute until the time that was picked in the window."""
        heard, alert = of_window(payload), read_alert(about_of(payload).alert)
        if alert is None:
            return
        key = f"slack:{heard.user}:{inner(payload, 'view').get('id')}:{until.timestamp():.0f}"
        pressed = _Pressed(key=key, action=Action.MUTE, alert=alert, until=until)
        self.start(heard, self._press(heard, pressed))

    def share(self, payload: Payload) -> None:
        """Show an answer to all."""
        heard = of_action(payload)
        self.start(heard, self._share(heard, action_of(payload)[1]))

    def home(self, payload: Payload) -> None:
        """Fill the app's own page, if that is what was opened."""
        if inner(payload, "event").get("tab") == "home":
            heard = of_event(payload)
            self.start(heard, self._page(heard))

    async def _answer(self, heard: Heard, text: str) -> None:
        card = await self._asked(heard, text)
        await self._voice.privately(heard, card, shareable=text if card.shareable else "")

    async def _offer(self, heard: Heard) -> None:
        about = About(hook=heard.hook, channel=heard.channel)
        if not await self._voice.window(heard, ask_modal(self._commands.verbs, about)):
            await self._answer(heard, HELP)

    async def _reply(self, heard: Heard, text: str, thread: str) -> None:
        await self._voice.in_thread(heard, thread, await self._asked(heard, text or HELP))

    async def _share(self, heard: Heard, text: str) -> None:
        # The very card that was shown, if it is still kept: it may be about a moment.
        kept = self._answers.get((heard.user, text))
        await self._voice.broadcast(heard, kept or await self._asked(heard, text))

    async def _open(self, heard: Heard, view: dict[str, object]) -> None:
        if not await self._voice.window(heard, view):
            await self._voice.privately(heard, _said("Too late: please choose once more."))

    async def _page(self, heard: Heard) -> None:
        member = await self._members.find(heard.user)
        cards = await self._commands.home(member)
        await self._voice.page(heard.user, home_view(cards, self._now()))

    async def _press(self, heard: Heard, pressed: _Pressed) -> None:
        press = Press(
            key=pressed.key,
            action=pressed.action,
            alert=pressed.alert,
            member=await self._members.find(heard.user),
            place=heard.place,
            until=pressed.until,
        )
        await self._voice.privately(heard, await self._commands.press(press))

    async def _asked(self, heard: Heard, text: str) -> Card:
        member = await self._members.find(heard.user)
        card = await self._commands.answer(Ask(command=text, member=member, place=heard.place))
        self._answers[heard.user, text] = card
        while len(self._answers) > _KEPT_ANSWERS:
            self._answers.popitem(last=False)
        return card

    def _failed(self) -> Card:
        return _said("That went wrong in watchnext itself; its log says how.")

    async def _guarded(self, heard: Heard, work: Coroutine[object, object, None]) -> None:
        try:
            await work
        except Exception:
            log.exception("slack request broke")
            if heard.hook:
                await self._voice.privately(heard, self._failed())


def _said(text: str) -> Card:
    """Make a card of a sentence of our own."""
    return Card(kind=CardKind.ANSWER, title=text, severity=Severity.MINOR, reason=None, seen=_NEVER)


_NEVER = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
