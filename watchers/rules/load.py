"""rules.yaml to a RuleSet, or every mistake in it at once."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from watchers.errors import Mistake, RuleMistakes
from watchers.model.rules import PlatformSpelling
from watchers.rules.check import check_schema
from watchers.rules.document import Document, Node, Table, Text, find_node
from watchers.rules.queries import Queries
from watchers.rules.ruleset import RuleSet, make_rule_set
from watchers.rules.slips import odd_blanks
from watchers.rules.vocabulary import Vocabularies
from watchers.secrets import without_secrets

Platforms = tuple[PlatformSpelling, ...]

MAX_BYTES = 1 << 20
_LEAST = """
sources: {a: https://example.org/feed}
indicators: {a: {query: a NEAR/2 /b/ AND $c}}
vocabulary: {c: [d, e*]}
"""
_COPY = "copy the rules.yaml that came with watchnext, or name another file with --rules"


def load_rules(path: Path, platforms: Platforms = ()) -> RuleSet:
    """Read the rules file at `path`. Raises RuleMistakes, also where there is no such file."""
    try:
        if not path.exists():
            raise _refused(str(path), "there is no such file", _COPY)
        if not path.is_file():
            raise _refused(str(path), "this is not a file", _COPY)
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as e:
        raise _refused(str(path), f"this file cannot be read: {e.strerror}", _COPY) from e
    return read_rules(decode_rules(content, str(path)), str(path), platforms)


def decode_rules(content: bytes, file: str) -> str:
    """Return bytes as the text of a rules file. Raises RuleMistakes: too long, or not UTF-8."""
    if len(content) > MAX_BYTES:
        raise _refused(file, "more than 1 MiB", "a rules file is text of some kilobytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        before = content[: e.start].decode("utf-8-sig")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        mistake = Mistake(
            line=line, column=column, message="this is not UTF-8", hint="save the file as UTF-8"
        )
        raise RuleMistakes(file, (mistake,)) from e


def prepare() -> None:
    """Load what reading rules needs, and what it keeps: no fault of the file's. For the child."""
    import gc

    read_rules(_LEAST, "")
    gc.disable()  # a file is read before it has garbage to look for, and looking costs a tenth


def rule_mistakes(content: bytes, settings: Mapping[str, Any]) -> Iterator[dict[str, object]]:
    """Yield the mistakes in a rules file as records; none for a sound one. For the confined child.

    `settings` has the `platforms`, each the fields of a PlatformSpelling. A file that takes more
    memory than the child has raises MemoryError.
    """
    platforms = tuple(
        PlatformSpelling(**{**each, "not_address": tuple(each["not_address"])})
        for each in settings["platforms"]
    )
    try:
        read_rules(decode_rules(content, ""), "", platforms)
    except RuleMistakes as e:
        yield from (asdict(mistake) for mistake in e.mistakes)


def read_rules(text: str, file: str, platforms: Platforms = ()) -> RuleSet:
    """Read the text of a rules file. `file` is its name in messages. Raises RuleMistakes.

    Destinations may be on these `platforms`; without any there can be no destination.
    """
    return _sound(text, file, platforms)[0]


def lint_rules(
    text: str,
    file: str,
    platforms: Platforms = (),
    refused: Callable[[str], tuple[str, str] | None] = lambda _url: None,
) -> tuple[RuleSet, tuple[Mistake, ...]]:
    """Read as `read_rules` does; also return what is sound but can hardly be meant.

    `refused` says why a source's address will not be asked, and what helps. Raises RuleMistakes.
    Takes longer than reading: see Lint.
    """
    from watchers.rules.lint import Lint

    rules, document, vocabularies = _sound(text, file, platforms)
    return rules, Lint(document, vocabularies, rules, refused).warnings


def _sound(text: str, file: str, platforms: Platforms) -> tuple[RuleSet, Document, Vocabularies]:
    if len(text) > MAX_BYTES:
        raise _refused(file, "more than 1 MiB", "a rules file is text of some kilobytes")
    if not text.strip():
        raise _refused(file, "the file is empty", _COPY)
    from watchers.rules.cross import Cross

    document = Document(text)
    if document.root is None:
        told = [*document.mistakes, *odd_blanks(text, document.places)]
        raise RuleMistakes(file, _in_order(told) or (_nothing(document),))
    checked, mistakes = check_schema(document, platforms)
    vocabularies = Vocabularies(document)
    queries = Queries(document, vocabularies, checked)
    # Each looks on where the one before found mistakes: people mend all of them at once.
    found = [
        *document.mistakes,
        *mistakes,
        *vocabularies.mistakes,
        *queries.mistakes,
        *Cross(document, checked, platforms, queries).mistakes,
        *(_missing_sections(document) if isinstance(document.root, Table) else ()),
    ]
    if found:
        # They may be what is wrong at all, and nobody sees them.
        found += odd_blanks(text, document.places)
        raise RuleMistakes(file, _in_order(found))
    # 12 digits: two texts of one newsroom are never taken for each other.
    version = hashlib.sha256(text.encode()).hexdigest()[:12]
    rules = make_rule_set(checked, queries, version, vocabularies.exprs, platforms)
    return rules, document, vocabularies


def _refused(file: str, message: str, hint: str) -> RuleMistakes:
    return RuleMistakes(file, (Mistake(line=1, column=1, message=message, hint=hint),))


def _nothing(document: Document) -> Mistake:
    return document.places.mistake(0, "the file holds only comments", _COPY)


def _in_order(mistakes: list[Mistake]) -> tuple[Mistake, ...]:
    # What is said of a file is printed, logged and told to operators.
    once = dict.fromkeys(
        replace(mistake, message=without_secrets(mistake.message)) for mistake in mistakes
    )
    return tuple(sorted(once, key=lambda mistake: (mistake.line, mistake.column)))


def _missing_sections(document: Document) -> Iterator[Mistake]:
    for section, what in {"sources": "what to look at", "indicators": "what to look for"}.items():
        node = find_node(document.root, (section,))
        # Anything else that stands where the section should has been told already.
        if node is None or (isinstance(node, Table) and not node.parts) or _is_unwritten(node):
            yield document.places.mistake(0, f"no {section}", f"add {section}: {what}")


def _is_unwritten(node: Node) -> bool:
    return isinstance(node, Text) and node.empty
