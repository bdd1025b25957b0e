import json
from pathlib import Path

import watchers.rules
from watchers.rules.schema import FileShape, json_schema

FOLDER = Path(watchers.rules.__file__).parent


def test_the_schema_for_editors_is_current():
    """schema.json is what the models say; run `python -m watchers.rules.schema` if not."""
    assert json_schema() == json.loads((FOLDER / "schema.json").read_text(encoding="utf-8"))


def test_every_key_has_a_help_text():
    """An editor shows it while the file is written."""
    schema = FileShape.model_json_schema()
    shapes = [schema, *(part for part in schema["$defs"].values() if "properties" in part)]

    assert [
        key
        for shape in shapes
        for key, part in shape["properties"].items()
        if not part.get("description")
    ] == []
