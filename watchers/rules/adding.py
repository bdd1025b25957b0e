"""Adds sources to the text of a rules file. Everything that stands there stays as it is. Pure."""

import json
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from watchers.errors import AddressForbidden
from watchers.invisible import strip_invisible
from watchers.rules.document import Document
from watchers.rules.nodes import Node, Table, Text, find_node
from watchers.web_address import parse_address

_LONGEST_ID = 40
_MOST_TITLE = 200
_PLAIN_ADDRESS = re.compile(r"https?://[A-Za-z0-9/._~%?=&+@!$:-]+(?<!:)")
_NOT_IN_ID = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSource:
    """A feed that is to be added; without a title it is called as its host is."""

    url: str
    title: str = ""
    lang: str = ""
    under: str = ""  # a comment above it: the folder that it came from


def new_ids(added: Iterable[NewSource], taken: Collection[str]) -> list[str]:
    """Return a name for each, made of its title or host; none is taken already."""
    seen, ids = set(taken), []
    for source in added:
        base = _id_of(source.title) or _id_of(_host(source.url)) or "feed"
        name, number = base, 2
        while name in seen:
            name, number = f"{base}-{number}", number + 1
        seen.add(name)
        ids.append(name)
    return ids


def same_feed(url: str) -> str:
    """Return what two spellings of one feed's address share: neither scheme, www nor last slash."""
    try:
        address = parse_address(url)
    except AddressForbidden:
        return url
    query = f"?{address.query}" if address.query else ""
    port = "" if address.port in {80, 443} else f":{address.port}"
    return f"{address.site}{port}{address.path.rstrip('/')}{query}"


def source_lines(added: Sequence[NewSource], ids: Sequence[str], indent: str = "  ") -> str:
    """Return lines of YAML for the section `sources`, each with its line end."""
    lines: list[str] = []
    under = ""
    for source, name in zip(added, ids, strict=True):
        if source.under != under:
            under = source.under
            lines += [f"{indent}# {said}\n"] if (said := _one_line(under)) else []
        lines.append(f"{indent}{name}: {_written(source)}\n")
    return "".join(lines)


def with_sources(text: str, added: Sequence[NewSource], ids: Sequence[str]) -> str:
    """Return a sound rules file with more sources in it: behind those that it has, if it can be.

    All that stood there stays, byte by byte; line ends are those of the file.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    root = Document(text).root
    key, node = _sources(root)
    if isinstance(node, Table) and text.startswith("{", node.start):
        # All on one line, or in brackets over several: what is new stands first in them.
        inside = ", ".join(
            f"{name}: {_written(source)}" for source, name in zip(added, ids, strict=True)
        )
        rest = ", " if node.parts else ""
        return f"{text[: node.start + 1]}{inside}{rest}{text[node.start + 1 :]}"
    if key is None:
        end = "" if not text or text.endswith("\n") else newline
        lines = f"{end}{newline}sources:{newline}" + source_lines(added, ids)
        return text + _with_ends(lines, newline)
    at = _end_of_block(text, key.start)
    before = text[:at]
    end = "" if before.endswith("\n") else newline
    lines = source_lines(added, ids, _indent(text, node))
    return before + end + _with_ends(lines, newline) + text[at:]


def _sources(root: Node | None) -> tuple[Text | None, Node | None]:
    if isinstance(root, Table) and "sources" in root.parts:
        return root.parts["sources"]
    return None, find_node(root, ("sources",))


def _indent(text: str, node: Node | None) -> str:
    """Return what stands before the first name of the section; two blanks in an empty one."""
    if not isinstance(node, Table) or not node.parts:
        return "  "
    first = next(iter(node.parts.values()))[0]
    return text[text.rfind("\n", 0, first.start) + 1 : first.start]


def _end_of_block(text: str, start: int) -> int:
    """Return where the block of the key at `start` ends: behind its last line that says anything.

    Lines that are empty, or comments at the margin, belong to what comes after them.
    """
    at = end = _next_line(text, start)
    while at < len(text):
        after = _next_line(text, at)
        line = text[at:after]
        inside = line.startswith(" ")
        if line.strip() and not inside and not line.startswith("#"):
            break
        if inside and line.strip():
            end = after
        at = after
    return end


def _next_line(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def _with_ends(lines: str, newline: str) -> str:
    return lines if newline == "\n" else re.sub(r"(?<!\r)\n", newline, lines)


def _written(source: NewSource) -> str:
    plain = _PLAIN_ADDRESS.fullmatch(source.url)
    address = source.url if plain else _quoted(source.url)
    keys = [f"feed: {address}"]
    if title := _one_line(source.title)[:_MOST_TITLE].strip():
        keys.append(f"title: {_quoted(title)}")
    if source.lang:
        keys.append(f"lang: {source.lang}")
    return f"{{{', '.join(keys)}}}" if len(keys) > 1 else address


def _quoted(text: str) -> str:
    # A text of JSON is one of YAML too (YAML 1.2.2, 1.3).
    return json.dumps(text, ensure_ascii=False)


def _one_line(text: str) -> str:
    return " ".join(strip_invisible(text).split())


def _id_of(text: str) -> str:
    ascii_letters = normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    name = _NOT_IN_ID.sub("-", ascii_letters).strip("-")
    return name[:_LONGEST_ID].rstrip("-")


def _host(url: str) -> str:
    try:
        return parse_address(url).site
    except AddressForbidden:
        return ""
