"""Who may do what, by the ids that the platform vouches for, at the moment it is done. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from bot.model.commands import Member, Place


class Right(StrEnum):
    """What somebody wants to do. Asking needs no right."""

    ACT = "act"  # mute, unmute, acknowledge, vote
    EDIT = "edit"  # change the rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """Who is a member, and who is an editor.

    `workspaces` are the Slack teams and Discord guilds whose members may act; without any, those
    of every one may. `editors` are ids of members, roles and user groups; without any, nobody is.
    """

    workspaces: Collection[str] = frozenset()
    editors: Collection[str] = frozenset()

    def refusal(self, right: Right, member: Member, place: Place) -> str | None:
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
        if right is Right.EDIT and not {member.id, *member.groups} & set(self.editors):
            return "only editors change the rules: ask one of them"
        return None
