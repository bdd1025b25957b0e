"""Who is polled next of those that are due: so many at a time, and no host holds up the others."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from watchers.model.names import SourceId


@dataclass(slots=True)
class _Host:
    """The sources of one host."""

    waiting: deque[SourceId] = field(default_factory=deque)
    unanswered: int = 0  # called, and the host has not answered them yet
    ready: bool = False  # stands in the line of hosts


class PollTurns:
    """Calls sources that are due, each in its turn; no I/O.

    At most `most` are called at a time, and of one host at most `of_host` that it has yet to
    answer: it is asked for one after the other anyway, and what waits at its door takes a place.
    """

    def __init__(self, *, most: int, of_host: int) -> None:
        self._most = most
        self._of_host = of_host
        self._hosts: dict[str, _Host] = {}
        self._ready: deque[str] = deque()  # hosts with room for one that waits
        self._called: dict[SourceId, str | None] = {}  # its host, until that has answered
        self._waiting: set[SourceId] = set()

    def __contains__(self, id_: object) -> bool:
        """Whether a source waits for its turn, or has it."""
        return id_ in self._waiting or id_ in self._called

    def __bool__(self) -> bool:
        """Whether any waits for its turn, or has it."""
        return bool(self._waiting or self._called)

    def add(self, id_: SourceId, host: str) -> None:
        """Let a source wait that is not among them yet."""
        place = self._hosts.setdefault(host, _Host())
        if not place.waiting and place.unanswered < self._of_host:
            self._stand_in_line(host, place)
        place.waiting.append(id_)
        self._waiting.add(id_)

    def call(self) -> list[SourceId]:
        """Return those whose turn it is now; each has it until `end`."""
        return list(self._next())

    def answered(self, id_: SourceId) -> None:
        """Note that the host of one that was called may be asked for the next; again is fine."""
        host, self._called[id_] = self._called[id_], None
        if host is None:
            return
        place = self._hosts[host]
        place.unanswered -= 1
        if not place.waiting and not place.unanswered:
            del self._hosts[host]
        # Several at once, for those that are called together are noted in one transaction.
        elif place.waiting and place.unanswered <= self._of_host // 2:
            self._stand_in_line(host, place)

    def end(self, id_: SourceId) -> None:
        """Take the turn back from one that was called."""
        self.answered(id_)
        del self._called[id_]

    def _next(self) -> Iterator[SourceId]:
        while self._ready and len(self._called) < self._most:
            host = self._ready.popleft()
            place = self._hosts[host]
            place.ready = False
            id_ = place.waiting.popleft()
            place.unanswered += 1
            self._waiting.remove(id_)
            self._called[id_] = host
            # To the end of the line: the other hosts come first.
            if place.waiting and place.unanswered < self._of_host:
                self._stand_in_line(host, place)
            yield id_

    def _stand_in_line(self, host: str, place: _Host) -> None:
        if not place.ready:
            place.ready = True
            self._ready.append(host)
