"""What people do on Slack: acknowledged at once, handed to the command service, answered after.

Slack wants an acknowledgement within three seconds; whatever may take longer begins when it is
given (docs.slack.dev/interactivity/handling-user-interaction). Bolt routes the payloads.
"""

import re
from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.channels.shared.inbound import (
    MUTE_UNTIL,
    Recent,
    Tasks,
    apologise_for_faults,
    text_card,
)
from bot.channels.slack.api import quiet_logger, web_client
from bot.channels.slack.buttons import (
    PREFIX,
    SHARE,
    alert_of_value,
    button_of_id,
    mute_choice_of_value,
)
from bot.channels.slack.payloads import (
    UNTIL,
    Payload,
    SlackRequest,
    ViewMetadata,
    as_line,
    mentioned_text,
    object_in,
    press_key,
    pressed_action,
    read_block_actions,
    read_command,
    read_event,
    read_metadata,
    read_view_submission,
    submitted_command,
    submitted_until,
    typed_text,
)
from bot.channels.slack.places import Members
from bot.channels.slack.replies import SlackReplies
from bot.channels.slack.setup import COMMAND
from bot.channels.slack.views import ASK, MUTE, ask_modal, home_view, mute_modal
from bot.model.cards import AlertId, Card
from bot.model.commands import Action, Ask, FilledCommand, Press
from bot.protocols import Commands

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp

HELP = "help"
FINISH = timedelta(seconds=5)  # for answers that are still being made when we are stopped
_KEPT_ANSWERS = 200

Body = Mapping[str, Any]


class SlackInbound:
    """One method for each thing that people can do; it returns at once and works in a task."""

    def __init__(
        self,
        replies: SlackReplies,
        members: Members,
        commands: Commands,
        *,
        now: Callable[[], datetime],
    ) -> None:
        self._replies = replies
        self._members = members
        self._commands = commands
        self._now = now
        self._tasks = Tasks()
        self._answers: Recent[tuple[str, str], Card] = Recent(_KEPT_ANSWERS)

    async def finish(self) -> None:
        """Let what was begun come to its end, for five seconds."""
        await self._tasks.finish(FINISH)

    def command(self, payload: Payload) -> None:
        """Answer `/watch ...` to whoever typed it; alone it opens a modal."""
        request, text = read_command(payload), typed_text(str(payload.get("text") or ""))
        self._start(request, self._answer(request, text) if text else self._offer(request))

    def submit_question(self, payload: Payload) -> None:
        """Answer what was asked in the modal of `/watch`."""
        request = read_view_submission(payload)
        command = submitted_command(payload, self._commands.verbs)
        self._start(request, self._answer(request, command))

    def mention(self, payload: Payload) -> None:
        """Answer somebody who named the app, in a thread; other apps are not answered."""
        # Two apps that answer each other would never stop.
        if object_in(payload, "event").get("bot_id"):
            return
        request = read_event(payload)
        self._start(request, self._reply(request, *mentioned_text(payload)))

    def press(self, payload: Payload) -> None:
        """Act on a button of an alert, and tell whoever pressed it what came of it."""
        request, (action_id, value) = read_block_actions(payload), pressed_action(payload)
        action, alert = button_of_id(action_id), alert_of_value(value)
        if action is None or alert is None:
            return
        press = partial(self._press, request, press_key(payload), action, alert)
        if action is not Action.MUTE:
            self._start(request, press())
        elif (choice := mute_choice_of_value(value)) != MUTE_UNTIL:
            # The command service reads a length, whoever chose or typed it.
            self._start(request, press(until=choice))
        else:
            metadata = ViewMetadata(
                response_url=request.response_url,
                channel=request.channel,
                alert=str(alert),
                thread_ts=request.thread_ts,
            )
            self._start(request, self._open(request, mute_modal(metadata, self._now())))

    def submit_mute(self, payload: Payload, until: datetime) -> None:
        """Mute until the time that was picked in the modal."""
        request, alert = read_view_submission(payload), alert_of_value(read_metadata(payload).alert)
        if alert is None:
            return
        # The view has no action_ts, but an id: the same modal with the same time is the same press.
        view = object_in(payload, "view").get("id")
        key = f"slack:{request.user}:{view}:{until.timestamp():.0f}"
        self._start(request, self._press(request, key, Action.MUTE, alert, until=until))

    def share(self, payload: Payload) -> None:
        """Show an answer to all."""
        request = read_block_actions(payload)
        self._start(request, self._share(request, pressed_action(payload)[1]))

    def open_home(self, payload: Payload) -> None:
        """Fill the Home tab, if that is what was opened: Messages and About send the event too."""
        if object_in(payload, "event").get("tab") == "home":
            request = read_event(payload)
            self._start(request, self._publish_home(request))

    def _start(self, request: SlackRequest, work: Coroutine[object, object, None]) -> None:
        apologise = partial(self._apologise, request)
        self._tasks.start(apologise_for_faults(work, apologise, now=self._now))

    async def _apologise(self, request: SlackRequest, card: Card) -> None:
        # After an event there is nobody who could be told privately.
        if request.response_url:
            await self._replies.show_to_asker(request, card)

    async def _answer(self, request: SlackRequest, command: str | FilledCommand) -> None:
        card = await self._asked(request, command)
        shareable = as_line(command) if card.shareable else ""
        await self._replies.show_to_asker(request, card, shareable=shareable)

    async def _offer(self, request: SlackRequest) -> None:
        metadata = ViewMetadata(response_url=request.response_url, channel=request.channel)
        if not await self._replies.open_view(request, ask_modal(self._commands.verbs, metadata)):
            await self._answer(request, HELP)

    async def _reply(self, request: SlackRequest, text: str, thread_ts: str) -> None:
        card = await self._asked(request, text or HELP)
        await self._replies.reply_in_thread(request, thread_ts, card)

    async def _share(self, request: SlackRequest, text: str) -> None:
        # The very card that was shown, if it is still kept: it may be about a moment.
        kept = self._answers.get((request.user, text))
        await self._replies.show_to_all(request, kept or await self._asked(request, text))

    async def _open(self, request: SlackRequest, view: dict[str, object]) -> None:
        if not await self._replies.open_view(request, view):
            late = text_card("Too late: please choose once more.", self._now())
            await self._replies.show_to_asker(request, late)

    async def _publish_home(self, request: SlackRequest) -> None:
        member = await self._members.find_member(request.user)
        cards = await self._commands.home(member)
        await self._replies.publish_home(request.user, home_view(cards, self._now()))

    async def _press(
        self,
        request: SlackRequest,
        key: str,
        action: Action,
        alert: AlertId,
        *,
        until: datetime | str | None = None,
    ) -> None:
        press = Press(
            key=key,
            action=action,
            alert=alert,
            member=await self._members.find_member(request.user),
            place=request.place,
            until=until,
        )
        await self._replies.show_to_asker(request, await self._commands.press(press))

    async def _asked(self, request: SlackRequest, command: str | FilledCommand) -> Card:
        member = await self._members.find_member(request.user)
        card = await self._commands.answer(Ask(command=command, member=member, place=request.place))
        self._answers.put((request.user, as_line(command)), card)
        return card


def bolt_app(
    inbound: SlackInbound,
    *,
    identity: Callable[[], Mapping[str, str]],
    base_url: str,
    now: Callable[[], datetime],
) -> "AsyncApp":
    """Make the Bolt app that routes to `inbound`.

    It holds no token and calls nothing: `identity` is what auth.test said of the bot.
    """
    from slack_bolt.async_app import AsyncApp
    from slack_bolt.authorization import AuthorizeResult

    async def authorize() -> AuthorizeResult:
        known = identity()
        return AuthorizeResult(
            enterprise_id=None,
            team_id=known.get("team_id"),
            bot_id=known.get("bot_id"),
            bot_user_id=known.get("user_id"),
        )

    app = AsyncApp(
        name="watchnext",
        client=web_client(None, base_url),
        authorize=authorize,
        request_verification_enabled=False,  # Socket Mode has no requests to verify
        logger=quiet_logger(),
    )
    _listen(app, inbound, now)
    return app


def _listen(app: "AsyncApp", inbound: SlackInbound, now: Callable[[], datetime]) -> None:
    @app.command(COMMAND)
    async def command(ack: "AsyncAck", body: Body) -> None:
        await ack()
        inbound.command(body)

    # Before the next one, whose pattern fits it as well: Bolt asks them in this order.
    @app.action(SHARE)
    async def share(ack: "AsyncAck", body: Body) -> None:
        await ack()
        inbound.share(body)

    @app.action(re.compile(f"^{PREFIX}"))
    async def press(ack: "AsyncAck", body: Body) -> None:
        await ack()
        inbound.press(body)

    @app.view(ASK)
    async def submit_question(ack: "AsyncAck", body: Body) -> None:
        await ack()
        inbound.submit_question(body)

    @app.view(MUTE)
    async def submit_mute(ack: "AsyncAck", body: Body) -> None:
        # A mistake in a modal can only be shown by the acknowledgement itself.
        until = submitted_until(body)
        if until is None or until <= now():
            await ack(response_action="errors", errors={UNTIL: "Pick a time to come."})
            return
        await ack()
        inbound.submit_mute(body, until)

    @app.event("app_mention")
    async def mention(body: Body) -> None:
        inbound.mention(body)

    @app.event("app_home_opened")
    async def open_home(body: Body) -> None:
        inbound.open_home(body)
