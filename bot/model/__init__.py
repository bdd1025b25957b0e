"""The words of this half as frozen values, without I/O. Times are aware and in UTC."""

from bot.model.alerts import Decision, Delivery, DeliveryKey, Disposition, Reason, Receipt, State
from bot.model.asked import Action, Ask, Choice, Member, Param, Place, Press, Verb
from bot.model.cards import (
    AlertId,
    AnswerRow,
    Card,
    CardKind,
    DoneBy,
    Feedback,
    Line,
    MatchedSpan,
    MovedIndicator,
    Outlet,
    Piece,
)

__all__ = [
    "Action",
    "AlertId",
    "AnswerRow",
    "Ask",
    "Card",
    "CardKind",
    "Choice",
    "Decision",
    "Delivery",
    "DeliveryKey",
    "Disposition",
    "DoneBy",
    "Feedback",
    "Line",
    "MatchedSpan",
    "Member",
    "MovedIndicator",
    "Outlet",
    "Param",
    "Piece",
    "Place",
    "Press",
    "Reason",
    "Receipt",
    "State",
    "Verb",
]
