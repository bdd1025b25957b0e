"""Whom a message may ping: nobody, but whom the rules name. Pure."""

import re
from dataclasses import dataclass

_NAMED = re.compile(r"<?(?P<kind>@&|@!?|&|role:|user:)?(?P<id>\d{15,21})>?", re.ASCII)
_ALL = {"everyone", "here"}


@dataclass(frozen=True, slots=True)
class Ping:
    """The text that pings, and the permission that goes with it."""

    content: str
    allowed: dict[str, object]


NOBODY = Ping("", {"parse": []})


def ping(mention: str) -> Ping:
    """Read what the rules say: ids of roles ("123", "<@&123>"), of people ("<@123>"), "everyone".

    What is none of these pings nobody.
    """
    roles: list[str] = []
    users: list[str] = []
    everyone: list[str] = []
    for word in re.split(r"[\s,]+", mention.strip()):
        if word.lstrip("@") in _ALL:
            everyone.append(word.lstrip("@"))
        elif named := _NAMED.fullmatch(word):
            of_person = named["kind"] in {"@", "@!", "user:"}
            (users if of_person else roles).append(named["id"])
    said = [
        *(f"@{name}" for name in dict.fromkeys(everyone)),
        *(f"<@&{role}>" for role in dict.fromkeys(roles)),
        *(f"<@{user}>" for user in dict.fromkeys(users)),
    ]
    if not said:
        return NOBODY
    parse = ["everyone"] if everyone else []
    named_ones = {"roles": [*dict.fromkeys(roles)], "users": [*dict.fromkeys(users)]}
    return Ping(" ".join(said), {"parse": parse, **{k: v for k, v in named_ones.items() if v}})
