"""What each reason is called for people."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.model.reasons import Reason

REASON_TEXT: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.FIRST_REPORT: "first report of this story",
        Reason.MORE_SEVERE: "a story already told moved a more severe indicator",
        Reason.OFFICIAL: "an official source confirms a story already told",
        Reason.CONFIRMED: "a second outlet confirms a story already told",
        Reason.ANOTHER_INDICATOR: "a story already told moved another indicator",
        Reason.ANOTHER_REPORT: "another report of a story already told",
        Reason.FIRST_LOOK: "first look at this source: nothing old is told",
        Reason.NOTHING_MATCHED: "first look at this source: nothing matched",
        Reason.RESURFACED: "many old items came up at once",
        Reason.BACKLOG: "too many at once to tell one by one",
        Reason.COUNT: "so many stories came within a time",
        Reason.SPIKE: "far more stories than usual, or far fewer",
        Reason.SILENCE: "no story came for long",
        Reason.NUMBER: "a number crossed its limit",
        Reason.CHANGE: "a number moved by much",
        Reason.EXPECTED: "what was expected is here",
        Reason.MISSING: "what was expected is missing",
        Reason.NEW: "something was met for the first time",
        Reason.SEQUENCE: "several indicators moved within a time",
        Reason.FIRED: "its trigger fired",
        Reason.SOURCE_FAILING: "the source cannot be read",
        Reason.SOURCE_BACK: "the source can be read again",
        Reason.BLIND: "all of its sources fail or are silent",
        Reason.SEES_AGAIN: "one of its sources is seen again",
        Reason.NOBODY_ASKED: "the rules name no destination for it",
        Reason.RULE_GONE: "its indicator is no longer in the rules",
        Reason.MUTED: "its indicator is muted",
        Reason.ON_TRIAL: "its indicator is on trial: it is recorded and told to nobody",
        Reason.QUIET_HOURS: "it came in quiet hours",
        Reason.INCOMPLETE: "its signal names nothing that can be shown",
        Reason.RULES_REFUSED: "a rules file with mistakes was saved",
        Reason.NOT_SENT: "a card could not be sent",
        Reason.TEST: "a test: nothing happened in the world",
        Reason.ASKED: "asked",
    }
)
"""One for each reason. Each ends a sentence: told because ..., so it begins with a small letter."""


def reason_text(reason: Reason | None) -> str:
    """Return the words of `reason`, the end of a sentence; "" for None."""
    return "" if reason is None else REASON_TEXT[reason]
