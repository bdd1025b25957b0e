"""Holds the house: rules of style that no linter knows, each a check with its own violation.

A check takes one module and yields what is wrong in it. To add one, write it and give it an
example in VIOLATIONS; to allow a broad except somewhere, add the file to BROAD with its reason.
"""

import ast
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
LONGEST_FILE = 300
LONGEST_FUNCTION = 60

# Where an unknown failure must not end the others. Everywhere else it must be named.
BROAD = {
    "bot/cli/__init__.py": "the last resort: one line for people instead of a traceback",
    "bot/commands/service.py": "one command must not stop the next; whoever asked gets words",
    "bot/channels/shared/inbound.py": "whoever asked is told, and the next is answered",
    "bot/outbox/sender.py": "one delivery must not stop the next",
    "watchers/parse/foreign.py": "foreign parsers raise whatever they like",
    "watchers/storage/database.py": "raised where the work came from",
    "watchers/polling/poller.py": "one source must not stop the next",
    "watchers/sources/catalog.py": "one package's kind of source must not stop the others",
}
FORBIDDEN_PARTS = {
    "util",
    "utils",
    "helper",
    "helpers",
    "manager",
    "managers",
    "handler",
    "handlers",
}
FORBIDDEN_NAMES = {"process", "data", "info", "entry", "post", "job", "event"}

BARE_CLOCKS = {"time", "monotonic", "perf_counter", "process_time", "thread_time", "repeat"}
BARE_CLOCKS |= {f"{name}_ns" for name in BARE_CLOCKS - {"repeat"}} | {"timeit", "default_timer"}
CLOCKS = {f"{module}.{name}" for module in ("time", "timeit") for name in BARE_CLOCKS}


@dataclass(frozen=True)
class Module:
    """A source file; `path` is relative to the repository, with slashes."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The file, parsed."""
        return ast.parse(self.text)

    @cached_property
    def name(self) -> str:
        """What one imports it as."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def commented(self, line: int) -> bool:
        """Whether the line, or the one above, carries a comment."""
        return any("#" in text for text in self.text.splitlines()[max(line - 2, 0) : line])


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """Every Python file below the folders."""
    files = chain.from_iterable(sorted((ROOT / folder).rglob("*.py")) for folder in folders)
    return tuple(
        Module(file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8"))
        for file in files
    )


def nodes(module: Module, *kinds: type[ast.AST]) -> Iterator[Any]:
    """Every node of these kinds."""
    return (node for node in ast.walk(module.tree) if isinstance(node, kinds))


# The checks


def file_length(module):
    """Keep a file readable in one sitting."""
    count = len(module.text.splitlines())
    if count > LONGEST_FILE:
        yield f"{count} lines"


def function_length(module):
    """Keep a function visible at one glance."""
    if "/migrations/" in module.path:
        return  # a step is a list of tables
    for f in nodes(module, ast.FunctionDef, ast.AsyncFunctionDef):
        if (count := f.end_lineno - f.lineno + 1) > LONGEST_FUNCTION:
            yield f"{f.name} has {count} lines"


def docstring(module):
    """Open a module by saying what is here."""
    if not ast.get_docstring(module.tree):
        yield "no docstring"


def names(module):
    """Use one word for one thing, and none that says nothing."""
    defined = [n.name for n in nodes(module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)]
    for name in [*module.name.split("."), *defined]:
        words = set(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().split("_"))
        if words & FORBIDDEN_PARTS or name.lower().strip("_") in FORBIDDEN_NAMES:
            yield f"the name {name}"


def unfinished(module):
    """Keep out of the tree what is not done."""
    for word in ("TO" + "DO", "FIX" + "ME", "X" * 3, "NotImplemented" + "Error"):
        if re.search(rf"\b{word}\b", module.text):
            yield word


def broad_except(module):
    """Name what is caught, but for the listed places; to clean up and re-raise is no catch."""
    for h in nodes(module, ast.ExceptHandler):
        broad = h.type is None or {"Exception", "BaseException"} & {
            n.id for n in ast.walk(h.type) if isinstance(n, ast.Name)
        }
        again = isinstance(h.body[-1], ast.Raise) and h.body[-1].exc is None
        if broad and not again and module.path not in BROAD:
            yield f"line {h.lineno} catches everything"


def exports(module):
    """List in `__all__` every name taken from the own package (its order is ruff's to hold)."""
    named = [
        node.value
        for node in nodes(module, ast.Assign)
        if isinstance(node.targets[0], ast.Name) and node.targets[0].id == "__all__"
    ]
    if not named:
        return
    package = module.name.split(".")[0]
    # What is loaded at first use is imported for the type checker alone, one level down.
    top = [n for node in module.tree.body for n in (node, *getattr(node, "body", ()))]
    imported = {
        alias.asname or alias.name: (node.module or "").split(".")[0]
        for node in top
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    taken = {name for name, origin in imported.items() if origin == package}
    made = {node.name for node in module.tree.body if hasattr(node, "name")} | imported.keys()
    made |= {t.id for n in nodes(module, ast.Assign) for t in n.targets if isinstance(t, ast.Name)}
    said = set(ast.literal_eval(named[0]))
    if module.path.endswith("__init__.py"):
        yield from (f"__all__ lacks {name}" for name in sorted(taken - said))
    yield from (f"__all__ names {name}, which is not there" for name in sorted(said - taken - made))


def told_tests(module):
    """Say in a sentence what a test holds."""
    for f in nodes(module, ast.FunctionDef, ast.AsyncFunctionDef):
        if f.name.startswith("test_") and not ast.get_docstring(f):
            yield f"{f.name} has no docstring"


def excused_mocks(module):
    """Excuse a stand-in made by unittest.mock in a comment."""
    for node in nodes(module, ast.Name, ast.Attribute):
        name = node.id if isinstance(node, ast.Name) else node.attr
        if name in {"Mock", "MagicMock", "AsyncMock", "patch"} and not module.commented(
            node.lineno
        ):
            yield f"line {node.lineno} uses {name}"


def judging_clocks(module):
    """Assert what came and in which order: how long it took is the machine's doing."""
    if not Path(module.path).name.startswith(("test_", "__init__")):
        return  # fakes keep time as their originals do, and benchmarks measure it
    imported = {
        alias.asname or alias.name
        for node in nodes(module, ast.ImportFrom)
        if node.module in {"time", "timeit"}
        for alias in node.names
    }
    for node in nodes(module, ast.Attribute, ast.Name):
        name = ast.unparse(node)
        if name in CLOCKS or name in imported & BARE_CLOCKS or name.endswith(".took"):
            yield f"line {node.lineno} reads a clock: {name}"


def table_owner(module):
    """Say in the docstring that the module owns the table it defines."""
    for table in tables(module).values():
        told = ast.get_docstring(module.tree) or ""
        if not told.startswith("Owner of the table") or f"`{table}`" not in told:
            yield f"defines the table {table} without owning it"


def foreign_writes(module):
    """Write a table only where it is defined."""
    for call in nodes(module, ast.Call):
        f, name = call.func, getattr(call.func, "attr", getattr(call.func, "id", ""))
        if name in {"insert", "update", "delete"}:
            written = [*call.args[:1], *([f.value] if isinstance(f, ast.Attribute) else [])]
            yield from (
                f"line {call.lineno} writes {ast.unparse(node)}"
                for node in written
                if isinstance(node, ast.Name | ast.Attribute) and is_foreign_table(module, node)
            )


def tables(module):
    """Find the Core tables a module defines: variable to table name."""
    return {
        ast.unparse(node.targets[0]): ast.literal_eval(node.value.args[0])
        for node in module.tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and ast.unparse(node.value.func).split(".")[-1] == "Table"
    }


@cache
def owned():
    """Every table of the house as (module, variable)."""
    return {(m.name, variable) for m in modules("watchers", "bot") for variable in tables(m)} | {
        ("bot.storage.sample", "samples")  # for the violation below
    }


def is_foreign_table(module, node):
    """Whether the expression names a table that another module defines."""
    sources = {}
    for statement in nodes(module, ast.ImportFrom):
        for alias in statement.names:
            sources[alias.asname or alias.name] = (statement.module, alias.name)
    if isinstance(node, ast.Name):
        return sources.get(node.id) in owned()
    origin = ".".join(sources.get(ast.unparse(node.value), (ast.unparse(node.value),)))
    return (origin, node.attr) in owned()


def raised(module):
    """Say in the docstring of a public function what it raises itself, and when."""
    for owner in nodes(module, ast.Module, ast.ClassDef):
        public = [f for f in owner.body if isinstance(f, ast.FunctionDef | ast.AsyncFunctionDef)]
        for f in [f for f in public if not f.name.startswith("_")]:
            # To clean up and re-raise says nothing new; Exit is how a command of typer returns.
            own = [r for r in raises_of(f) if r.exc and not ast.unparse(r.exc).startswith("typer.")]
            if own and not re.search(r"\braises?\b", ast.get_docstring(f) or "", re.IGNORECASE):
                yield f"{f.name} does not say that it raises {ast.unparse(own[0].exc)}"


def raises_of(function):
    """Find each raise that the call itself meets, and none of what is only defined inside."""
    left = list(function.body)
    while left:
        node = left.pop()
        if isinstance(node, ast.Raise):
            yield node
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            left.extend(ast.iter_child_nodes(node))


def class_names(module):
    """Give a class a name that no other module's class has: who greps for it finds one."""
    for node in module.tree.body:
        if isinstance(node, ast.ClassDef) and defined()[node.name] - {module.path}:
            yield f"{node.name} is also a class of {', '.join(defined()[node.name])}"


@cache
def defined():
    """Every class of the product, with the modules that define it."""
    found = defaultdict(set)
    for module in modules(*SOURCE):
        for node in nodes(module, ast.ClassDef):
            found[node.name].add(module.path)
    return found


def words(module):
    """Use the word of docs/words.md, not one that it lists as given up."""
    named = set(re.findall(r"\w+", module.name))
    named |= {n.id for n in nodes(module, ast.Name)}
    named |= {n.attr for n in nodes(module, ast.Attribute)}
    named |= {n.arg for n in nodes(module, ast.arg)}
    named |= {n.name for n in nodes(module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)}
    yield from (f"the word {name}" for name in sorted(named & given_up()))


@cache
def given_up():
    """The names in the first column of the last table of docs/words.md."""
    page = (ROOT / "docs" / "words.md").read_text(encoding="utf-8").partition("## Not these")[2]
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("|")]
    return frozenset(name for row in rows for name in re.findall(r"`(\w+)`", row))


SOURCE = ("bot", "watchers")
EVERYWHERE = (*SOURCE, "scripts", "tests")
CHECKS = {
    file_length: SOURCE,
    function_length: SOURCE,
    docstring: (*SOURCE, "scripts"),
    names: (*SOURCE, "scripts"),
    unfinished: EVERYWHERE,
    broad_except: (*SOURCE, "scripts"),
    exports: SOURCE,
    told_tests: ("tests",),
    excused_mocks: ("tests",),
    judging_clocks: ("tests",),
    table_owner: SOURCE,
    foreign_writes: SOURCE,
    raised: SOURCE,
    class_names: SOURCE,
    words: SOURCE,
}
VIOLATIONS = [
    (file_length, "\n" * (LONGEST_FILE + 1)),
    (function_length, "def long():\n" + "    x = 1\n" * LONGEST_FUNCTION),
    (docstring, "x = 1"),
    (names, "class FeedManager: pass"),
    (names, "def process(): pass"),
    (unfinished, "# TO" + "DO: later"),
    (broad_except, "try: x\nexcept Exception: pass"),
    (broad_except, "try: x\nexcept (OSError, BaseException) as e: raise ValueError from e"),
    (broad_except, "try: x\nexcept: pass"),
    (exports, "from bot.model import Card, Delivery\n__all__ = ['Card']"),
    (exports, "__all__ = ['absent']"),
    (told_tests, "def test_x(): assert x"),
    (excused_mocks, "from unittest import mock\n\nx = mock.Mock()"),
    (judging_clocks, "import time\nbegan = time.monotonic()"),
    (judging_clocks, "from time import perf_counter\nassert perf_counter() < 1"),
    (judging_clocks, "assert sent.took < 0.5"),
    (table_owner, "'''Rows.'''\nrows = Table('rows', metadata)"),
    (foreign_writes, "from bot.storage.sample import samples\ninsert(samples)"),
    (foreign_writes, "from bot.storage.sample import samples as s\ns.delete()"),
    (foreign_writes, "from bot.storage import sample\nupdate(sample.samples)"),
    (raised, "def read_x(): raise ValueError"),
    (
        raised,
        "class X:\n    async def read_x(self):\n        'Read.'\n        if self: raise A('b')",
    ),
    (class_names, "class Card: pass"),
    (words, "class Desk: pass"),
    (words, "outbox.poke()"),
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda c: c.__name__)
def test_the_house_holds(check):
    """Every file keeps the rule; the list names each that does not."""
    found = [f"{m.path}: {what}" for m in modules(*CHECKS[check]) for what in check(m)]

    assert found == [], check.__doc__


@pytest.mark.parametrize(("check", "text"), VIOLATIONS, ids=lambda x: getattr(x, "__name__", ""))
def test_a_check_sees_its_violation(check, text):
    """A check that cannot fail would be a defect."""
    assert list(check(Module("bot/sample/__init__.py", text)))


def test_both_platforms_have_the_same_rooms():
    """Who knows one folder finds the place in the other; only what messages are made of differs."""
    rooms = {
        *("address", "api", "buttons", "channel", "inbound", "payloads"),
        *("places", "platform", "replies", "setup", "text"),
    }
    found = {
        name: {file.stem for file in (ROOT / "bot" / "channels" / name).glob("*.py")}
        for name in ("slack", "discord")
    }

    assert rooms | {"blocks"} <= found["slack"]
    assert rooms | {"embeds"} <= found["discord"]


def test_no_broad_except_is_excused_in_vain():
    """A file on the list that no longer needs it leaves the list."""
    listed = [Module(m.path + "!", m.text) for m in modules(*SOURCE) if m.path in BROAD]

    assert [m.path for m in listed if not list(broad_except(m))] == []


def test_no_address_of_a_registry_and_no_path_of_a_machine():
    """The tree builds anywhere, from any index; nobody's folders are in it."""
    # Written in pieces, so that this file keeps the rule.
    hosts = ("py" + "pi.org", "python" + "hosted.org", "docker" + ".io", "np" + "mjs.org")
    paths = r"(?<![\w.])/(ro" + r"ot|wo" + r"rk|tm" + r"p|Us" + r"ers)/"
    alien = re.compile("|".join([*map(re.escape, hosts), paths]))
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if tracked.returncode:
        pytest.skip("this tree is no git checkout, so what belongs to it is unknown")
    files = [ROOT / name for name in tracked.stdout.split("\0") if name]

    found = {
        f"{file.relative_to(ROOT)}: {m[0]}"
        for file in files
        if file.is_file()
        for m in alien.finditer(file.read_text(encoding="utf-8", errors="replace"))
    }

    assert set() == found


def test_imports_run_one_way():
    """The contracts of pyproject.toml."""
    run = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"
    linted = subprocess.run(
        [sys.executable, "-c", run], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert linted.returncode == 0, linted.stdout
