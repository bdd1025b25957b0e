"""Who somebody is, as Slack itself vouches for it: cached, and refused where it is unknown."""

import time
from collections.abc import Callable, Mapping

import structlog

from bot.channels.slack.wire import Wire
from bot.errors import SendError
from bot.model.commands import Member

log = structlog.get_logger()

FRESH = 60.0  # seconds: whoever becomes a guest is one here no later
_KEPT = 2000


class Members:
    """Looks people up. Somebody who cannot be looked up is a guest: they may ask, not change."""

    def __init__(self, wire: Wire, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.team = ""  # the workspace that the app is in; members of others are guests
        self._wire = wire
        self._clock = clock
        self._people: dict[str, tuple[float, Member]] = {}

    async def find(self, user: str) -> Member:
        """Give the member, looked up at most a minute ago."""
        now = self._clock()
        known = self._people.get(user)
        if known is not None and known[0] > now:
            return known[1]
        member = await self._look_up(user)
        if member is None:
            return Member(platform="slack", id=user, guest=True)
        while len(self._people) >= _KEPT:
            self._people.pop(next(iter(self._people)))
        self._people[user] = (now + FRESH, member)
        return member

    async def _look_up(self, user: str) -> Member | None:
        try:
            answer = await self._wire.call("users.info", user=user)
        except SendError as e:
            log.warning("slack member unknown", why=str(e))
            return None
        found = answer.get("user")
        told: Mapping[str, object] = found if isinstance(found, dict) else {}
        foreign = told.get("is_stranger") or told.get("team_id") not in {None, "", self.team}
        limited = told.get("is_restricted") or told.get("is_ultra_restricted")
        return Member(
            platform="slack",
            id=user,
            name=_name(told),
            guest=bool(foreign or limited or told.get("deleted")),
            bot=bool(told.get("is_bot")) or user == "USLACKBOT",
        )


def _name(told: Mapping[str, object]) -> str:
    profile = told.get("profile")
    said: Mapping[str, object] = profile if isinstance(profile, dict) else {}
    names = (said.get("display_name"), said.get("real_name"), told.get("real_name"))
    return next((str(name) for name in names if name), str(told.get("name") or ""))
