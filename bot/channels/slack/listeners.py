"""What Bolt calls when people do something: acknowledge, and hand on."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.channels.slack.buttons import PREFIX, SHARE
from bot.channels.slack.desk import Desk
from bot.channels.slack.heard import UNTIL, until_in
from bot.channels.slack.manifest import COMMAND
from bot.channels.slack.modals import ASK, MUTE
from bot.channels.slack.wire import client, quiet

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp

Body = Mapping[str, Any]


def bolt_app(
    desk: Desk, *, me: Callable[[], Mapping[str, str]], base_url: str, now: Callable[[], datetime]
) -> "AsyncApp":
    """Make the app. It holds no token: `me` says who the bot is, the wire speaks for it."""
    from slack_bolt.async_app import AsyncApp
    from slack_bolt.authorization import AuthorizeResult

    async def authorize() -> AuthorizeResult:
        who = me()
        return AuthorizeResult(
            enterprise_id=None,
            team_id=who.get("team_id"),
            bot_id=who.get("bot_id"),
            bot_user_id=who.get("user_id"),
        )

    app = AsyncApp(
        name="watchnext",
        client=client(None, base_url),
        authorize=authorize,
        request_verification_enabled=False,  # Socket Mode has no requests to verify
        logger=quiet(),
    )
    _listen(app, desk, now)
    return app


def _listen(app: "AsyncApp", desk: Desk, now: Callable[[], datetime]) -> None:
    import re

    @app.command(COMMAND)
    async def command(ack: "AsyncAck", body: Body) -> None:
        await ack()
        desk.command(body)

    @app.action(SHARE)
    async def share(ack: "AsyncAck", body: Body) -> None:
        await ack()
        desk.share(body)

    @app.action(re.compile(f"^{PREFIX}"))
    async def press(ack: "AsyncAck", body: Body) -> None:
        await ack()
        desk.press(body)

    @app.view(ASK)
    async def window(ack: "AsyncAck", body: Body) -> None:
        await ack()
        desk.window(body)

    @app.view(MUTE)
    async def mute(ack: "AsyncAck", body: Body) -> None:
        until = until_in(body)
        if until is None or until <= now():
            await ack(response_action="errors", errors={UNTIL: "Pick a time to come."})
            return
        await ack()
        desk.mute(body, until)

    @app.event("app_mention")
    async def mention(body: Body) -> None:
        desk.mention(body)

    @app.event("app_home_opened")
    async def home(body: Body) -> None:
        desk.home(body)
