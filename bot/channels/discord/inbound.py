"""From what people do on Discord to the command service, and back. Each thing is acted on once."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import datetime
from functools import partial

from bot.channels.discord.buttons import SHARE, UNTIL, UNTIL_FIELD, Pressed, pressed
from bot.channels.discord.commands import choices, filled_command, focused_option
from bot.channels.discord.inward import Interaction, Kind, Mention
from bot.channels.discord.replies import Replies
from bot.model.cards import Card, CardKind
from bot.model.commands import Action, Ask, Choice, Press
from bot.protocols import Commands
from watchers.model.names import Severity

REMEMBERED = 5_000
SUGGEST_WITHIN = 2.0  # seconds; Discord waits three


class DiscordInbound:
    """Acts on interactions and mentions. A resumed gateway may bring one twice; it is done once."""

    def __init__(
        self, commands: Commands, replies: Replies, *, now: Callable[[], datetime]
    ) -> None:
        self._commands = commands
        self._replies = replies
        self._now = now
        self._seen: OrderedDict[str, None] = OrderedDict()

    async def interaction(self, seen: Interaction) -> None:
        """Act on a command, a press, half a word or a form."""
        if not self._is_new(seen.id):
            return
        match seen.kind:
            case Kind.COMMAND:
                await self._command(seen)
            case Kind.AUTOCOMPLETE:
                await self._suggest(seen)
            case Kind.COMPONENT:
                await self._component(seen)
            case Kind.FORM:
                await self._form(seen)
            case _:
                pass  # a kind that is newer than we are

    async def mention(self, seen: Mention) -> None:
        """Answer where the bot was named."""
        if not self._is_new(seen.id):
            return
        await self._replies.begin(seen)
        ask = Ask(command=seen.text, member=seen.member, place=seen.place)
        await _shown(self._commands.answer(ask), partial(self._replies.reply, seen), self._sorry)

    async def _command(self, seen: Interaction) -> None:
        if await self._replies.defer(seen):
            command = filled_command(seen.told)
            ask = Ask(command=command, member=seen.member, place=seen.place)
            show = partial(self._replies.show, seen, share=True)
            await _shown(self._commands.answer(ask), show, self._sorry)

    async def _suggest(self, seen: Interaction) -> None:
        word = focused_option(seen.told, self._commands.verbs)
        found: list[Choice] = []
        if word is not None:
            try:
                suggested = self._commands.suggest(word.kind, word.text)
                found = list(await asyncio.wait_for(suggested, SUGGEST_WITHIN))
            except TimeoutError:
                found = []  # a late suggestion is of no use; the word can be typed
        await self._replies.complete(seen, choices(found))

    async def _component(self, seen: Interaction) -> None:
        name = str(seen.told.get("custom_id", ""))
        if name == SHARE:
            await self._replies.share(seen)
        elif button := pressed(name):
            await self._button(seen, button)

    async def _button(self, seen: Interaction, button: Pressed) -> None:
        if button.action is not Action.MUTE:
            await self._press(seen, button)
            return
        values = seen.told.get("values")
        value = str(values[0]) if isinstance(values, list) and values else ""
        if value == UNTIL:
            await self._replies.ask_until(seen, button.alert)
        else:
            await self._press(seen, button, value)

    async def _form(self, seen: Interaction) -> None:
        button = pressed(str(seen.told.get("custom_id", "")))
        if button is not None:
            await self._press(seen, button, _filled_in(seen.told, UNTIL_FIELD))

    async def _press(self, seen: Interaction, button: Pressed, until: str | None = None) -> None:
        """Hand a press on; the end of a mute as it was chosen or typed, for the service to read."""
        if await self._replies.defer(seen):
            press = Press(
                key=seen.id,
                action=button.action,
                alert=button.alert,
                member=seen.member,
                place=seen.place,
                until=until,
            )
            show = partial(self._replies.show, seen, share=button.action is Action.WHY)
            await _shown(self._commands.press(press), show, self._sorry)

    def _sorry(self) -> Card:
        return self._card("Sorry", "watchnext failed on this; its log says why.")

    def _card(self, title: str, text: str) -> Card:
        return Card(
            kind=CardKind.ANSWER,
            title=title,
            text=text,
            severity=Severity.MINOR,
            reason=None,
            seen=self._now(),
        )

    def _is_new(self, identity: str) -> bool:
        if identity in self._seen:
            return False
        self._seen[identity] = None
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return True


async def _shown(
    answer: Awaitable[Card], show: Callable[[Card], Awaitable[None]], sorry: Callable[[], Card]
) -> None:
    """Show the answer; after a fault of ours, say so, and let the fault go on to the log."""
    try:
        card = await answer
    except Exception:
        await show(sorry())
        raise
    await show(card)


def _filled_in(told: object, name: str) -> str:
    """Find a field of a form, however Discord nests it: in rows or in labels."""
    fields = (one for one in _within(told) if one.get("custom_id") == name and "value" in one)
    return next((str(one["value"]) for one in fields), "")


def _within(told: object) -> Iterator[Mapping[str, object]]:
    if isinstance(told, Mapping):
        yield told
        for value in told.values():
            yield from _within(value)
    elif isinstance(told, list):
        for one in told:
            yield from _within(one)
