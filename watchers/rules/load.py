"""rules.yaml, or a folder of such files, to a RuleSet, or every mistake in it at once."""

import hashlib
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, NamedTuple

from watchers.errors import Mistake, RuleMistakes
from watchers.model.rules import PlatformSpelling
from watchers.rules.check import check_schema
from watchers.rules.document import Document
from watchers.rules.nodes import Node, Table, Text, find_node
from watchers.rules.places import RulesText
from watchers.rules.queries import Queries
from watchers.rules.ruleset import RuleSet, make_rule_set
from watchers.rules.slips import odd_blanks
from watchers.rules.vocabulary import Vocabularies
from watchers.secrets import without_secrets

Platforms = tuple[PlatformSpelling, ...]

MAX_BYTES = 16 << 20
"""Of all files together: 10,000 indicators are some 5 MiB."""
_LEAST = """
sources: {a: https://example.org/feed}
indicators: {a: {query: a NEAR/2 /b/ AND $c}}
vocabulary: {c: [d, e*]}
"""
_COPY = "copy the rules.yaml that came with watchnext, or name another file with --rules"


class Content(NamedTuple):
    """What a file holds, and what mistakes call the file: nothing, if it is the only one."""

    file: str
    written: bytes


def load_rules(path: Path, platforms: Platforms = ()) -> RuleSet:
    """Read the rules at `path`: a file, or a folder of them. Raises RuleMistakes.

    Also where nothing is there, or it cannot be read.
    """
    return read_contents(contents_of(path), str(path), platforms)


def files_of(path: Path) -> list[Path]:
    """Return the rules files of a folder and of those in it, by name; of a file, itself."""
    if not path.is_dir():
        return [path]
    found = [file for file in path.rglob("*") if file.suffix in {".yaml", ".yml"}]
    # What begins with a full stop is an editor's own, or a version that is not in force.
    return sorted(file for file in found if not _is_hidden(file.relative_to(path)))


def _is_hidden(file: Path) -> bool:
    return any(part.startswith(".") for part in file.parts)


def contents_of(path: Path) -> tuple[Content, ...]:
    """Read the files at `path`. Raises RuleMistakes if there is none, or one cannot be read."""
    if not path.exists():
        raise _refused(str(path), "there is no such file", _COPY)
    files, left = files_of(path), MAX_BYTES
    if not files or not all(file.is_file() for file in files):
        message = "no file in this folder ends in .yaml" if path.is_dir() else "this is not a file"
        raise _refused(str(path), message, _COPY)
    contents = []
    for file in files:
        try:
            with file.open("rb") as opened:
                content = opened.read(left + 1)
        except OSError as e:
            raise _refused(str(file), f"this file cannot be read: {e.strerror}", _COPY) from e
        contents.append(Content("" if file == path else str(file), content))
        left -= len(content)
        if left < 0:
            raise _too_long(str(path))
    return tuple(contents)


def version_of(contents: Sequence[Content]) -> str:
    """Return what tells contents apart: 12 digits, so that no two of a newsroom are alike."""
    digest = hashlib.sha256()
    for content in contents:
        # A file of its own: what moves from one file to the next is another version.
        digest.update(b"" if not content.file else f"{content.file}\0".encode())
        digest.update(content.written.removeprefix(BOM_UTF8))
    return digest.hexdigest()[:12]


def decode_rules(content: bytes, file: str) -> str:
    """Return bytes as the text of a rules file. Raises RuleMistakes: too long, or not UTF-8."""
    if len(content) > MAX_BYTES:
        raise _too_long(file)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        before = content[: e.start].decode("utf-8-sig")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        mistake = Mistake(
            line=line, column=column, message="this is not UTF-8", hint="save the file as UTF-8"
        )
        raise RuleMistakes(file, (mistake,)) from e


def _too_long(file: str) -> RuleMistakes:
    return _refused(file, f"more than {MAX_BYTES >> 20} MiB", "shorten its lists")


def read_contents(contents: Sequence[Content], file: str, platforms: Platforms = ()) -> RuleSet:
    """Read what files hold. `file` is the name of them all in messages. Raises RuleMistakes."""
    return _sound(_decoded(contents, file), file, platforms)[0]


def _decoded(contents: Sequence[Content], file: str) -> tuple[RulesText, ...]:
    return tuple(
        RulesText(each.file, decode_rules(each.written, each.file or file)) for each in contents
    )


def prepare() -> None:
    """Load what reading rules needs, and what it keeps: no fault of the file's. For the child."""
    import gc

    read_rules(_LEAST, "")
    gc.disable()  # a file is read before it has garbage to look for, and looking costs a tenth


def rule_mistakes(content: bytes, settings: Mapping[str, Any]) -> Iterator[dict[str, object]]:
    """Yield the mistakes in rules files as records; none for sound ones. For the confined child.

    `settings` has the `platforms`, each the fields of a PlatformSpelling, and the `files` that
    follow one another in `content`, each with its length. What takes more memory than the child
    has raises MemoryError.
    """
    platforms = tuple(
        PlatformSpelling(**{**each, "not_address": tuple(each["not_address"])})
        for each in settings["platforms"]
    )
    contents, at = [], 0
    for file, length in settings["files"]:
        contents.append(Content(file, content[at : at + length]))
        at += length
    try:
        read_contents(contents, "", platforms)
    except RuleMistakes as e:
        yield from (asdict(replace(mistake, file=mistake.file or e.file)) for mistake in e.mistakes)


def read_rules(text: str, file: str, platforms: Platforms = ()) -> RuleSet:
    """Read the text of a rules file. `file` is its name in messages. Raises RuleMistakes.

    Destinations may be on these `platforms`; without any there can be no destination.
    """
    return _sound((RulesText("", text),), file, platforms)[0]


def lint_rules(
    contents: Sequence[Content],
    file: str,
    platforms: Platforms = (),
    refused: Callable[[str], tuple[str, str] | None] = lambda _url: None,
) -> tuple[RuleSet, tuple[Mistake, ...]]:
    """Read as `read_contents` does; also return what is sound but can hardly be meant.

    `refused` says why a source's address will not be asked, and what helps. Raises RuleMistakes.
    Takes longer than reading: see Lint.
    """
    from watchers.rules.lint import Lint

    rules, document, vocabularies = _sound(_decoded(contents, file), file, platforms)
    return rules, Lint(document, vocabularies, rules, refused).warnings


def _sound(
    texts: Sequence[RulesText], file: str, platforms: Platforms
) -> tuple[RuleSet, Document, Vocabularies]:
    if not any(each.text.strip() for each in texts):
        raise _refused(file, "the file is empty", _COPY)
    from watchers.rules.cross import Cross

    document = Document(*texts)
    if document.root is None:
        told = [*document.mistakes, *odd_blanks(document.text, document.places)]
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
        found += odd_blanks(document.text, document.places)
        raise RuleMistakes(file, _in_order(found))
    version = version_of([Content(each.file, each.text.encode()) for each in texts])
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
    return tuple(sorted(once, key=lambda mistake: (mistake.file, mistake.line, mistake.column)))


def _missing_sections(document: Document) -> Iterator[Mistake]:
    for section, what in {"sources": "what to look at", "indicators": "what to look for"}.items():
        node = find_node(document.root, (section,))
        # Anything else that stands where the section should has been told already.
        if node is None or (isinstance(node, Table) and not node.parts) or _is_unwritten(node):
            yield document.places.mistake(0, f"no {section}", f"add {section}: {what}")


def _is_unwritten(node: Node) -> bool:
    return isinstance(node, Text) and node.empty
