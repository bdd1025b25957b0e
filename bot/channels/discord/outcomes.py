"""What an answer of Discord means for a delivery. Pure. No message holds a token or feed text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

from bot.channels.discord.gate import STOP, seconds
from bot.errors import SendError, SendLater, SendRefused, SendUnclear

UNKNOWN_CHANNEL = 10003
UNKNOWN_MESSAGE = 10008
NO_REPLIES = 160002
NO_TEXT = 50008
THREAD_EXISTS = 160004
THREAD_ARCHIVED = 50083
BEFORE_THE_THREAD = 50085
THREADLESS = frozenset(
    {
        UNKNOWN_CHANNEL,
        UNKNOWN_MESSAGE,
        50001,  # the thread is hidden from us
        50013,  # we may not open threads, or not write in them
        50024,  # not in this kind of channel
        160005,  # locked
        160006,  # too many threads
        160007,  # likewise in an announcement channel
    }
)
"""Why a follow-up goes to the channel instead."""
FLOOR = 1.0  # seconds; Discord also says 0

NOT_LET_IN = (
    "Discord refuses the token: reset it under Bot in the Developer Portal, set DISCORD_TOKEN"
)
BANNED = "Cloudflare turns us away in front of Discord: nothing is asked for ten minutes"

_CURES = {
    UNKNOWN_CHANNEL: "there is no such channel: check its id, and that the bot is in that server",
    50001: "the bot cannot see the channel: give its role View Channel there",
    50007: "this person takes no direct messages",
    NO_TEXT: "this is no text channel: choose one",
    50013: "the bot lacks a permission there: `watchnext doctor` says which",
    UNKNOWN_MESSAGE: "the message is gone",
    160005: "the thread is locked",
    160006: "the server has too many open threads",
}


class Refused(SendRefused):
    """A refusal with Discord's own code: some of them have a way round."""

    def __init__(self, message: str, *, status: int, code: int) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back. `body` is None where it was no JSON."""

    status: int
    headers: Mapping[str, str]
    body: object

    @property
    def fields(self) -> Mapping[str, object]:
        """The body if it is an object; else empty."""
        return self.body if isinstance(self.body, dict) else {}

    @property
    def banned(self) -> bool:
        """Whether it is not Discord that answers, but the guard in front of it."""
        if self.status == HTTPStatus.TOO_MANY_REQUESTS:
            return "Via" not in self.headers or self.body is None
        return self.status == HTTPStatus.FORBIDDEN and self.body is None

    @property
    def counts(self) -> bool:
        """Whether Discord holds it against us."""
        shared = self.headers.get("X-RateLimit-Scope") == "shared"
        return self.status in {401, 403} or (self.status == 429 and not shared)  # noqa: PLR2004

    @property
    def everywhere(self) -> bool:
        """Whether a 429 stops every route."""
        return self.fields.get("global") is True or "X-RateLimit-Global" in self.headers

    @property
    def after(self) -> float:
        """How long a 429 wants us to wait: the body is finer than the header."""
        said = seconds(self.fields.get("retry_after"))
        said = seconds(self.headers.get("Retry-After")) if said is None else said
        return max(FLOOR, said or 0.0)


def failure(answer: Answer, what: str) -> SendError | None:
    """Say what to raise for an answer to `what` ("posting"), or None if it is good."""
    status = answer.status
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        unread = answer.body is None and status != HTTPStatus.NO_CONTENT
        return (
            SendUnclear(f"{what}: Discord answered HTTP {status} without JSON") if unread else None
        )
    if answer.banned:
        return SendLater(BANNED, after=timedelta(seconds=STOP))
    match status:
        case HTTPStatus.UNAUTHORIZED:
            return SendLater(NOT_LET_IN, after=timedelta(seconds=STOP))
        case HTTPStatus.TOO_MANY_REQUESTS:
            return SendLater(f"{what}: Discord asks to wait", after=timedelta(seconds=answer.after))
        case HTTPStatus.REQUEST_TIMEOUT:
            return SendUnclear(f"{what}: Discord answered HTTP 408")
        case _:
            return _by_class(answer, what)


def _by_class(answer: Answer, what: str) -> SendError:
    status = answer.status
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return SendUnclear(f"{what}: Discord answered HTTP {status}")
    if status < HTTPStatus.BAD_REQUEST:
        return SendLater(f"{what}: Discord's address leads elsewhere (HTTP {status})")
    return _refused(answer, what)


def _refused(answer: Answer, what: str) -> Refused:
    code = answer.fields.get("code")
    code = code if isinstance(code, int) else 0
    if answer.body is None:
        cure = "that is no answer of Discord: check DISCORD_API_URL"
    else:
        cure = _CURES.get(code) or ", ".join(_faults(answer.fields.get("errors"))) or "refused"
    return Refused(
        f"{what}: {cure} (HTTP {answer.status}, code {code})", status=answer.status, code=code
    )


def _faults(errors: object, path: str = "") -> Iterator[str]:
    """Name the fields that Discord objects to. Its sentences are left out: they may quote us."""
    if not isinstance(errors, dict):
        return
    for name, inside in errors.items():
        if name == "_errors" and isinstance(inside, list):
            yield from (f"{path} {one.get('code')}" for one in inside if isinstance(one, dict))
        else:
            yield from _faults(inside, f"{path}.{name}".lstrip("."))
