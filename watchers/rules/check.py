"""A YAML tree to its checked schema, with pydantic's errors turned into our words and places.

What is wrong is taken out and the rest goes on, so that one mistake hides no other.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, get_args

from watchers.errors import Mistake
from watchers.model.rules import PlatformSpelling
from watchers.rules.document import Document
from watchers.rules.nodes import Listing, Node, Table, Text, short
from watchers.rules.slips import strange_letter

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

    from watchers.rules.schema import FileSchema

Path = tuple[int | str, ...]
MOST_HINTED = 100
"""After so many mistakes nobody reads hints, and looking for near names takes long."""
_OF_IDS = ("sources", "destinations", "vocabulary", "indicators")


def check_schema(
    document: Document, platforms: tuple[PlatformSpelling, ...]
) -> tuple["FileSchema", list[Mistake]]:
    """Return what of the document has the right schema, and every mistake in what has not.

    Never raises for what a file says. The mistakes are in pydantic's order, not in the file's.
    """
    from pydantic import ValidationError

    from watchers.rules.schema import file_schema, validate_file

    schema = file_schema(platforms)
    written = _plain(document.root)
    if not isinstance(written, dict):
        start = document.root.start if document.root is not None else 0
        hint = "top-level keys such as sources: and indicators:, each with lines under it"
        return validate_file(schema, {}), [document.places.mistake(start, "not a rules file", hint)]
    try:
        return validate_file(schema, written), []
    except ValidationError as e:
        errors = e.errors(include_url=False)
    # All prefixes of the paths at which something is wrong.
    beneath = {error["loc"][:length] for error in errors for length in range(len(error["loc"]))}
    mistakes = [
        _translated(error, document, schema, platforms, hinted=number < MOST_HINTED)
        for number, error in enumerate(errors)
        # A list whose items were refused is called empty as well.
        if not (error["type"] == "too_short" and error["loc"] in beneath)
    ]
    # Once more, without what is wrong: what is left is checked further, for names and queries.
    return validate_file(schema, _without([error["loc"] for error in errors], written)), mistakes


def did_you_mean(name: str, known: list[str], *, mark: str = "") -> str:
    """Return a hint at the known name nearest to a mistyped one; at the first 12 if none is near.

    Takes time linear in `known`, some 25 us a name: see MOST_HINTED. `mark` stands before a name.
    """
    near = get_close_matches(name, known, n=1, cutoff=0.6)
    if near:
        return f"did you mean {mark}{near[0]}?"
    shown = ", ".join(f"{mark}{each}" for each in sorted(known)[:12])
    return f"known: {shown}" if shown else ""


def _plain(node: Node | None) -> Any:  # noqa: ANN401 - pydantic's door
    match node:
        case Text():
            return None if node.empty else node.value
        case Listing():
            return [_plain(part) for part in node.parts]
        case Table():
            return {key: _plain(value) for key, (_, value) in node.parts.items()}
        case None:
            return None


def _without(paths: list[Path], written: Mapping[str, Any]) -> dict[str, Any]:
    """Take out the smallest part around each path that can be missed: an id, else a section."""
    parts = {path[:2] for path in paths if path[0] in (*_OF_IDS, "defaults")}
    sections = {path[0] for path in paths if path[:2] not in parts or len(path) == 1}
    return {
        section: {key: part for key, part in value.items() if (section, key) not in parts}
        if isinstance(value, dict)
        else value
        for section, value in written.items()
        if section not in sections
    }


def _translated(
    error: "ErrorDetails",
    document: Document,
    schema: type["BaseModel"],
    platforms: tuple[PlatformSpelling, ...],
    *,
    hinted: bool,
) -> Mistake:
    path = error["loc"]
    if path[0] in {"vocabulary", "never"}:
        path = tuple(step for step in path if step != "")  # see values.Terms
    # What is missing has no value, and a wrong key has one that is nobody's fault.
    of_key = error["type"] in {"missing", "extra_forbidden"} or path[-1] == "[key]"
    path = path[:-1] if path[-1] == "[key]" else path
    index = _index(document.root, path, of_key=of_key)
    if error["type"] == "extra_forbidden":
        name, known = str(path[-1]), list(_keys(_schema_at(path[:-1], schema)))
        hint = strange_letter(name, known) or did_you_mean(name, known) if hinted else ""
        return document.places.mistake(index, f"unknown key {short(name)}", hint)
    return document.places.mistake(index, *_said(error, path, schema, platforms))


def _index(root: Node | None, path: Path, *, of_key: bool) -> int:
    """Return where what is at `path` begins, or the nearest above it: value, or key if asked.

    A step that the file writes in its short form (a text for a list of one) is passed over. A
    value that is not written has no place of its own: its key's is taken.
    """
    key, value = root, root
    for step in path:
        if isinstance(value, Table) and step in value.parts:
            key, value = value.parts[str(step)]
        elif isinstance(value, Listing) and isinstance(step, int) and step < len(value.parts):
            key = value = value.parts[step]
    unwritten = isinstance(value, Text) and value.empty
    node = key if of_key or unwritten else value
    return node.start if node is not None else 0


def _said(
    error: "ErrorDetails",
    path: Path,
    schema: type["BaseModel"],
    platforms: tuple[PlatformSpelling, ...],
) -> tuple[str, str]:
    name = _named(path)
    context = error.get("ctx", {})
    match error["type"]:
        case "said":
            odd = strange_letter(str(path[-1]), []) if error["loc"][-1] == "[key]" else ""
            return f"{name}: {context['said']}", odd or str(context["hint"])
        case "missing":
            return f"{_named(path[:-1])}: {path[-1]} is missing", _help(path, schema)
        case "enum" | "literal_error":
            said = context["expected"].replace("'", "").replace(" or ", ", ")
            return f"{name} cannot be {short(str(error['input']))}", f"one of: {said}"
        case "too_short" | "string_too_short":
            return f"{name} is empty", "write something, or take the key out"
        case _ if error["input"] is None:
            return f"{name} has no value", _unwritten_hint(path, platforms)
        case "string_type":
            return f"{name} wants a text", "one text; put it in quotes if it has brackets or braces"
        case "tuple_type":
            return f"{name} wants a text or a list of texts", "such as [one, two]"
        case _:
            return f"{name} wants lines of the form key: value", "indented under it"


def _named(path: Path) -> str:
    """Return a name for people: the nearest key and, for an item of a list, its number from 1."""
    if not path:
        return "the file"
    if isinstance(path[-1], int):
        return f"{_named(path[:-1])}, number {path[-1] + 1}"
    is_id = path[:-1] in {(section,) for section in _OF_IDS}
    return short(str(path[-1])) if is_id else str(path[-1])[:40]


def _unwritten_hint(path: Path, platforms: tuple[PlatformSpelling, ...]) -> str:
    special = [each.unwritten for each in platforms if each.name == path[-1] and each.unwritten]
    return special[0] if special else "write one after the colon, or take the line out"


def _help(path: Path, schema: type["BaseModel"]) -> str:
    description = _keys(_schema_at(path[:-1], schema))[str(path[-1])].description or ""
    return f"{path[-1]}: {description[:1].lower()}{description[1:]}"


def _schema_at(path: Path, schema: type["BaseModel"]) -> type["BaseModel"]:
    """Return the schema of the mapping at `path`: down from the file's as far as steps lead."""
    for step in path:
        if (found := _keys(schema).get(str(step))) is not None:
            schema = _schema_in(found.annotation) or schema
    return schema


def _keys(schema: type["BaseModel"]) -> dict[str, "FieldInfo"]:
    """Return the fields of a schema by the keys that are written for them."""
    return {field.alias or name: field for name, field in schema.model_fields.items()}


def _schema_in(annotation: object) -> type["BaseModel"] | None:
    """Return the schema inside what a field may be: optional, in a list, behind ids."""
    from pydantic import BaseModel

    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_schema_in(each) for each in get_args(annotation))
    return next((schema for schema in inner if schema is not None), None)
