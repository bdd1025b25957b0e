"""What a kind of source is; the base of feed.py, series.py and those that come next."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from watchers.confined.child import BROKEN, DEADLINE, MEMORY, PROCESSOR, Refusal
from watchers.errors import BodyBroken, NotAFeed, SourceError
from watchers.model.news import Item, Observation
from watchers.model.rules import Source
from watchers.protocols import Body, DocumentReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a body came to, in its own order. `title` is what the source calls itself."""

    items: tuple[Item, ...] = ()
    observations: tuple[Observation, ...] = ()
    title: str = ""


class SourceKind(ABC):
    """One kind of source: how rules.yaml writes it, and how its bytes become a Poll."""

    name: ClassVar[str]
    """The key in rules.yaml that has its address; also what `Source.kind` is called."""

    @abstractmethod
    async def read(
        self, got: Body, source: Source, reader: DocumentReader, now: datetime
    ) -> Contents:
        """Read a body that is not the last one. Raises Refusal, which `error` turns into words.

        Strangers' bytes are not parsed here: name a function to `reader`.
        """

    def error(self, source: Source, refusal: Refusal, http_status: int) -> SourceError:
        """Say to people why a body could not be read."""
        if refusal.code in {BROKEN, DEADLINE, MEMORY, PROCESSOR}:
            return NotAFeed(f"{source.name} {refusal.message}", http_status=http_status)
        kind = BodyBroken if refusal.code == "cut-off" else NotAFeed
        return kind(refusal.message, http_status=http_status)
