"""What every kind of source is: its settings in rules.yaml, and how its bytes become items.

A kind is one file: a SourceKind, its settings, and its place in catalog.KINDS. Whatever parses its
bytes is named to the confined child as "module:function".
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from watchers.confined.child import BROKEN, DEADLINE, MEMORY, PROCESSOR, Refusal
from watchers.errors import BodyBroken, NotAFeed, SourceError
from watchers.fields.values import Schema
from watchers.language.tree import Expr
from watchers.model.news import Item, Observation
from watchers.model.rules import Source
from watchers.protocols import Body, DocumentReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a body came to, in its own order; each is what it is in a Poll."""

    items: tuple[Item, ...] = ()
    observations: tuple[Observation, ...] = ()
    title: str = ""
    beyond_cap: int = 0
    unread_dates: int = 0
    memory: str = ""  # what the kind wants back when it reads this source again


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A key of a source that does not go with what else stands there."""

    key: str  # empty: none is written that should be; told at the source
    message: str
    hint: str


class SourceKind(ABC):
    """One kind of source: how rules.yaml writes it, and how its bytes become a Poll."""

    name: ClassVar[str]
    """The key in rules.yaml that has its address; also what `Source.kind` is called."""
    settings: ClassVar[type[Schema]]
    """Its own keys in rules.yaml, the address among them, each with a default and its help.

    What is written there, but for an address, is in `Source.options`.
    """
    observes: ClassVar[bool] = False
    """Whether its polls have observations, which triggers on a series ask for, and no items."""
    every: ClassVar[timedelta] = timedelta(minutes=15)
    """How often one is polled that does not say."""
    reads_cut: ClassVar[bool] = False
    """Whether the first part of a document over the cap is worth reading: the newest come first."""
    called: ClassVar[Mapping[str, str]] = {}
    """Its own keys as a mistake names them where one stands at a source of another kind."""

    accept: ClassVar[str] = ""
    """Which formats are asked for (RFC 9110, 12.5.1); empty: those of feeds."""
    spacing: ClassVar[timedelta | None] = None
    """The time between two requests to a host of its sources, where it wants more than others."""

    def asks_of(self, written: Schema) -> str:
        """Return the indicator whose query its address is made from; empty for none."""
        del written
        return ""

    def address(self, written: Schema, expr: Expr | None, vocabulary: Mapping[str, Expr]) -> str:
        """Return the address that is fetched.

        `expr` is the query of the indicator that `asks_of` names, `vocabulary` what its names
        stand for. Empty where nothing of it can be asked: that is a mistake in the rules.
        """
        del expr, vocabulary
        return str(getattr(written, self.name))

    def misplaced(self, written: Schema) -> Iterator[Misplaced]:
        """Yield what of its settings does not go together, each right by itself."""
        del written
        yield from ()

    @abstractmethod
    async def read(
        self, got: Body, source: Source, reader: DocumentReader, now: datetime, memory: str
    ) -> Contents:
        """Read a body that is not the last one. Raises Refusal, which `error` turns into words.

        `memory` is that of the last Contents, empty at first and after a change of the settings.
        Strangers' bytes are not parsed here: name a function to `reader`.
        """

    def error(self, source: Source, refusal: Refusal, http_status: int) -> SourceError:
        """Return an error that says to people why a body could not be read."""
        if refusal.code in {BROKEN, DEADLINE, MEMORY, PROCESSOR}:
            return NotAFeed(f"{source.name} {refusal.message}", http_status=http_status)
        kind = BodyBroken if refusal.code == "cut-off" else NotAFeed
        return kind(refusal.message, http_status=http_status)
