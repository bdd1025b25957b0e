"""The card of an indicator that moved by its figures: many stories, silence, a number."""

from collections.abc import Sequence
from datetime import datetime

from bot.model.cards import Card, CardKind, Line, MovedIndicator
from bot.model.reasons import Reason
from watchers.model.rules import Article


def figures_card(
    *,
    moved: MovedIndicator,
    said: str,
    lines: Sequence[Line],
    reason: Reason,
    seen: datetime,
    article: Article | None,
) -> Card:
    """Tell that `moved` moved because of what `said` says; `lines` are items that show it."""
    return Card(
        kind=CardKind.FIGURES,
        title=moved.title,
        text=f"{said[:1].upper()}{said[1:]}.",
        severity=moved.severity,
        reason=reason,
        seen=seen,
        indicators=(moved,),
        lines=tuple(lines),
        article=article.title if article else "",
    )
