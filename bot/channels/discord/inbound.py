"""From what people do on Discord to the command service, and back. Each thing is acted on once."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.channels.discord.buttons import SHARE, UNTIL_INPUT, AlertButton, read_custom_id
from bot.channels.discord.payloads import (
    Interaction,
    InteractionType,
    Mention,
    choice_in,
    custom_id_in,
    text_input_in,
)
from bot.channels.discord.replies import Replies
from bot.channels.discord.slash_command import choices_of, filled_command, focused_option
from bot.channels.shared.inbound import MUTE_UNTIL, Seen, answer_within, apologise_for_faults
from bot.model.commands import Action, Ask, Choice, Press
from bot.protocols import Commands

# Discord waits three seconds for suggestions; a later one is of no use, the word can be typed.
SUGGEST_WITHIN = timedelta(seconds=2)


class DiscordInbound:
    """Acts on interactions and mentions. A resumed gateway may bring one twice; it is done once."""

    def __init__(
        self, commands: Commands, replies: Replies, *, now: Callable[[], datetime]
    ) -> None:
        self._commands = commands
        self._replies = replies
        self._now = now
        self._seen = Seen()

    async def interaction(self, interaction: Interaction) -> None:
        """Act on a command, a press, half an option or a modal. Raises nothing."""
        if not self._seen.is_new(interaction.id):
            return
        match interaction.type:
            case InteractionType.APPLICATION_COMMAND:
                await self._command(interaction)
            case InteractionType.APPLICATION_COMMAND_AUTOCOMPLETE:
                await self._autocomplete(interaction)
            case InteractionType.MESSAGE_COMPONENT:
                await self._component(interaction)
            case InteractionType.MODAL_SUBMIT:
                await self._modal(interaction)
            case _:
                pass  # a type that is newer than we are

    async def mention(self, mention: Mention) -> None:
        """Answer where the bot was named. Raises nothing."""
        if not self._seen.is_new(mention.id):
            return
        await self._replies.begin(mention)
        ask = Ask(command=mention.text, member=mention.member, place=mention.place)
        reply = partial(self._replies.reply, mention)

        async def answer() -> None:
            await reply(await self._commands.answer(ask))

        await apologise_for_faults(answer(), reply, now=self._now)

    async def _command(self, interaction: Interaction) -> None:
        # An answer may take longer than the three seconds that Discord waits for the first word.
        if not await self._replies.defer(interaction):
            return
        command = filled_command(interaction.data)
        ask = Ask(command=command, member=interaction.member, place=interaction.place)
        show = partial(self._replies.show, interaction, share=True)

        async def answer() -> None:
            await show(await self._commands.answer(ask))

        await apologise_for_faults(answer(), show, now=self._now)

    async def _autocomplete(self, interaction: Interaction) -> None:
        option = focused_option(interaction.data, self._commands.verbs)
        suggestions: Sequence[Choice] = ()
        if option is not None:
            suggested = self._commands.suggest(option.kind, option.text)
            suggestions = await answer_within(SUGGEST_WITHIN, suggested, late=())
        await self._replies.complete(interaction, choices_of(suggestions))

    async def _component(self, interaction: Interaction) -> None:
        custom_id = custom_id_in(interaction)
        if custom_id == SHARE:
            await self._replies.share(interaction)
        elif button := read_custom_id(custom_id):
            chosen = choice_in(interaction)
            # A modal must be the first answer: there is none after a deferral.
            if button.action is Action.MUTE and chosen == MUTE_UNTIL:
                await self._replies.open_mute_modal(interaction, button.alert)
            else:
                await self._press(interaction, button, chosen or None)

    async def _modal(self, interaction: Interaction) -> None:
        if button := read_custom_id(custom_id_in(interaction)):
            await self._press(interaction, button, text_input_in(interaction, UNTIL_INPUT))

    async def _press(
        self, interaction: Interaction, button: AlertButton, until: str | None
    ) -> None:
        """Hand a press on; the end of a mute as it was chosen or typed, for the service to read."""
        # Too late: Discord has told the person that it failed, so it must not happen.
        if not await self._replies.defer(interaction):
            return
        press = Press(
            key=interaction.id,
            action=button.action,
            alert=button.alert,
            member=interaction.member,
            place=interaction.place,
            until=until,
        )
        show = partial(self._replies.show, interaction, share=button.action is Action.WHY)

        async def answer() -> None:
            await show(await self._commands.press(press))

        await apologise_for_faults(answer(), show, now=self._now)
