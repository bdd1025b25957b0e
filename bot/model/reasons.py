"""Why something is told, or is not: codes that are stored. Their words are bot.render.reasons'."""

from enum import StrEnum


class Reason(StrEnum):
    """Why a disposition was chosen, and why a card is told now.

    The values are kept in the database and promised by `--json`: a code may be added, but one that
    was released keeps its name and meaning.
    """

    FIRST_REPORT = "first_report"
    MORE_SEVERE = "more_severe"
    OFFICIAL = "official"
    CONFIRMED = "confirmed"
    ANOTHER_INDICATOR = "another_indicator"
    ANOTHER_REPORT = "another_report"
    FIRST_LOOK = "first_look"
    NOTHING_MATCHED = "nothing_matched"
    RESURFACED = "resurfaced"
    BACKLOG = "backlog"
    COUNT = "count"
    SPIKE = "spike"
    SILENCE = "silence"
    NUMBER = "number"
    CHANGE = "change"
    EXPECTED = "expected"
    MISSING = "missing"
    NEW = "new"
    SEQUENCE = "sequence"
    FIRED = "fired"  # a trigger of a kind that has no reason of its own
    SOURCE_FAILING = "source_failing"
    SOURCE_BACK = "source_back"
    BLIND = "blind"
    SEES_AGAIN = "sees_again"
    NOBODY_ASKED = "nobody_asked"
    RULE_GONE = "rule_gone"
    MUTED = "muted"
    ON_TRIAL = "on_trial"
    QUIET_HOURS = "quiet_hours"
    INCOMPLETE = "incomplete"
    RULES_REFUSED = "rules_refused"
    NOT_SENT = "not_sent"
    TEST = "test"
    ASKED = "asked"  # the card answers a question
