"""Several files as one: sections of names are joined, anything else stands in one of them."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from watchers.rules.nodes import Node, Table, Text

SECTIONS = ("sources", "destinations", "vocabulary", "indicators")
"""Of names of the files' own: they may stand in several files, each name in one."""


def join_files(
    roots: Iterable[Node],
    tell: Callable[[int, str, str], None],
    tell_twice: Callable[[Text, Text], None],
) -> Node:
    """Return what the files come to; the only root as it is.

    `tell` is told of what is no mapping, `tell_twice` of a key that an earlier file has already.
    """
    joined, *others = roots
    for root in others:
        if not isinstance(root, Table):
            tell(root.start, "not a rules file", "it holds sections such as sources:")
        elif not isinstance(joined, Table):
            tell(joined.start, "not a rules file", "it holds sections such as sources:")
            joined = root
        else:
            joined = _with_sections(joined, root, tell_twice)
    return joined


def _with_sections(before: Table, more: Table, tell_twice: Callable[[Text, Text], None]) -> Table:
    parts = dict(before.parts)
    for name, (key, node) in more.parts.items():
        first_key, first = parts.get(name, (key, node))
        # A section whose lines are commented out is not there.
        if name not in parts or _is_unwritten(first):
            parts[name] = key, node
        elif name in SECTIONS and isinstance(first, Table) and isinstance(node, Table):
            for twice in node.parts.keys() & first.parts.keys():
                tell_twice(node.parts[twice][0], first.parts[twice][0])
            parts[name] = first_key, replace(first, parts=node.parts | first.parts)
        elif not _is_unwritten(node):
            tell_twice(key, first_key)
    return replace(before, parts=parts)


def _is_unwritten(node: Node) -> bool:
    return isinstance(node, Text) and node.empty
