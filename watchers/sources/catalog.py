"""Every kind of source: the only list. Rules, schema, watchers and docs follow it.

A package beside ours adds kinds by entry points of the group `watchnext.sources`, each a class of
SourceKind. They are loaded with this module, which who only asks for help never does.
"""

from collections.abc import Iterable, Mapping
from importlib.metadata import EntryPoint, entry_points

from watchers.sources.feed import Feed
from watchers.sources.kind import SourceKind
from watchers.sources.page import WebPage
from watchers.sources.search import NewsSearch
from watchers.sources.series import Series

GROUP = "watchnext.sources"


def with_plugins(
    kinds: tuple[SourceKind, ...], found: Iterable[EntryPoint]
) -> tuple[tuple[SourceKind, ...], Mapping[str, str]]:
    """Return `kinds` and those that entry points add; and why others cannot be used, by name."""
    unusable: dict[str, str] = {}
    for point in sorted(found, key=lambda each: each.name):
        try:
            kinds = (*kinds, _checked(point, kinds))
        # Somebody else's package: whatever it raises, the kinds of all others go on.
        except Exception as e:  # noqa: BLE001 - it is said by name
            package = point.dist.name if point.dist else "an unknown package"
            unusable[point.name] = f"{package}: {type(e).__name__}: {e}"
    return kinds, unusable


def _checked(point: EntryPoint, kinds: tuple[SourceKind, ...]) -> SourceKind:
    """Return the kind that an entry point names. Raises whatever its package does."""
    made = point.load()
    if not (isinstance(made, type) and issubclass(made, SourceKind)):
        raise TypeError("it is no class of SourceKind")
    kind = made()
    fields = kind.settings.model_fields
    if kind.name not in fields or any(field.is_required() for field in fields.values()):
        raise TypeError("its settings lack the key of its name, or one has no default")
    # All keys of a source stand in one mapping: one of ours would be read as the other's.
    taken = {key for other in kinds for key in other.settings.model_fields}
    if shared := taken & set(fields):
        raise TypeError(f"another kind has its keys {', '.join(sorted(shared))}")
    return kind


KINDS, UNUSABLE = with_plugins(
    (Feed(), WebPage(), NewsSearch(), Series()), entry_points(group=GROUP)
)
"""The kinds there are; and those of other packages that cannot be used, with the reason."""
