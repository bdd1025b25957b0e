"""An indicator as rules.yaml has it: what to look for, when that moves it, who is told."""

from dataclasses import dataclass
from datetime import date

from watchers.model.names import DestinationId, IndicatorId, Severity, Status
from watchers.triggers.facts import Wanted
from watchers.triggers.kind import Trigger


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """Headlines an indicator's query must hold for, and must not."""

    match: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One thing to watch. `query` is the text as written; the rule set holds it parsed.

    It is empty where every trigger looks at something else: a series, other indicators.
    """

    id: IndicatorId
    title: str
    query: str = ""
    quote: str = ""  # the article's sentence that says why it matters
    direction: str = "either"  # which way a move points
    weight: float = 1.0  # how much a move counts in the balance of directions
    severity: Severity = Severity.NOTABLE
    notify: tuple[DestinationId, ...] = ()
    triggers: tuple[Trigger, ...] = ()  # a rules file that names none gives `story`
    examples: Examples = Examples()
    status: Status = Status.LIVE
    never: bool = True  # whether the file's `never` keeps noise from it
    owner: str = ""  # who answers for it
    created: date | None = None
    known_false_positives: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedTrigger:
    """A trigger that is asked; what is read of it at every poll is worked out once."""

    indicator: Indicator
    trigger: Trigger
    key: tuple[IndicatorId, str]  # of its state
    wants: Wanted
