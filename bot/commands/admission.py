"""Who may act, by the ids that the platform vouches for; and how often anybody may ask.

Nothing here waits or reads a clock.
"""

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from bot.model.commands import Member, Place

WINDOW: Final = timedelta(minutes=1)
MOST_KNOWN: Final = 10_000  # windows kept; idle ones are let go before that


class Turn(Enum):
    """Whether it was somebody's turn."""

    GIVEN = "given"
    REFUSED = "refused"  # and to be told why
    REFUSED_AGAIN = "refused again"  # they know


@dataclass(frozen=True, slots=True)
class Limited:
    """What came of asking for a turn; `after` is how long to wait for the next one."""

    turn: Turn
    after: timedelta = timedelta(0)


class Admission:
    """Who may mute, unmute, acknowledge and vote; and whose turn it is, whatever they ask.

    `workspaces` are the Slack teams and Discord guilds whose members may act; without any, those
    of every one may. Asking needs no right. Turns are counted over the last minute, of members and
    of workspaces; what is refused is not counted.
    """

    def __init__(
        self,
        *,
        workspaces: Collection[str] = frozenset(),
        per_member: int = 10,
        per_workspace: int = 60,
    ) -> None:
        self._workspaces = workspaces
        self._per_member = per_member
        self._per_workspace = per_workspace
        self._turns: dict[tuple[str, ...], deque[datetime]] = {}
        self._told: dict[tuple[str, ...], datetime] = {}

    def refusal(self, member: Member, place: Place) -> str | None:
        """Return why somebody may not act, as the end of a sentence; None if they may."""
        # A right is given to an id: nobody can be told apart without one.
        if not member.id:
            return "the platform does not say who you are"
        if member.bot:
            return "that is for people, not for bots"
        if member.guest:
            return "that is for members, not for guests"
        # Ids of one platform say nothing on another.
        if member.platform != place.platform:
            return "you are not from here"
        # A direct message is in no workspace, so nothing shows that its writer is in ours.
        if self._workspaces and place.workspace not in self._workspaces:
            where = "another workspace" if place.workspace else "a direct message"
            return f"that cannot be done from {where}: use a channel of the team's own workspace"
        return None

    def take_turn(self, member: Member, place: Place, now: datetime) -> Limited:
        """Take a turn at `now`, if there is one.

        Who asks too often is told so once: `Turn.REFUSED`, then `REFUSED_AGAIN` until a turn is
        given.
        """
        self._forget(now)
        who = ("member", member.platform, member.id)
        windows = [(who, self._per_member)]
        # A direct message has no workspace: nobody else is slowed down by it.
        if place.workspace:
            windows.append((("workspace", place.platform, place.workspace), self._per_workspace))
        free = max(self._free_at(name, most, now) for name, most in windows)
        if free <= now:
            for name, _most in windows:
                self._turns.setdefault(name, deque()).append(now)
            self._told.pop(who, None)
            return Limited(Turn.GIVEN)
        # A reply to each would be a flood of our own making.
        knows = who in self._told
        self._told.setdefault(who, now)
        return Limited(Turn.REFUSED_AGAIN if knows else Turn.REFUSED, free - now)

    def _free_at(self, name: tuple[str, ...], most: int, now: datetime) -> datetime:
        turns = self._turns.get(name, deque())
        # A clock that is set back must not lock anybody out for longer than a window.
        while turns and not now - WINDOW < turns[0] <= now:
            turns.popleft()
        return now if len(turns) < most else turns[0] + WINDOW

    def _forget(self, now: datetime) -> None:
        # To look through all each time would cost more than to keep them.
        if len(self._turns) + len(self._told) < MOST_KNOWN:
            return
        old = now - WINDOW
        self._turns = {
            name: turns for name, turns in self._turns.items() if turns and turns[-1] > old
        }
        self._told = {name: at for name, at in self._told.items() if at > old}
