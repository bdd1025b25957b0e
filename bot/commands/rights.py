"""Who may do what, by the ids that the platform vouches for, at the moment it is done. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.model.commands import Member, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """Who may mute, unmute, acknowledge and vote. Asking needs no right.

    `workspaces` are the Slack teams and Discord guilds whose members may; without any, those of
    every one may.
    """

    workspaces: Collection[str] = frozenset()

    def refusal(self, member: Member, place: Place) -> str | None:
        """Say why somebody may not do it; None if they may."""
        if not member.id:
            return "the platform does not say who you are"
        if member.bot:
            return "that is for people, not for bots"
        if member.guest:
            return "that is for members, not for guests"
        if member.platform != place.platform:
            return "you are not from here"
        if self.workspaces and place.workspace not in self.workspaces:
            where = "another workspace" if place.workspace else "a direct message"
            return f"that cannot be done from {where}: use a channel of the team's own workspace"
        return None
