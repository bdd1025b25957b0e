"""Write watchers/rules/schema.json, which an editor shows beside rules.yaml.

Run it as `.venv/bin/python -m scripts.rules_schema` when a key, its help or a platform has changed.
"""

import json
from pathlib import Path

import watchers.rules
from bot.channels.spelling import PLATFORMS
from watchers.rules.schema import json_schema

if __name__ == "__main__":
    text = json.dumps(json_schema(PLATFORMS), indent=2) + "\n"
    Path(watchers.rules.__file__).with_name("schema.json").write_text(text, encoding="utf-8")
