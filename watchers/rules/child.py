"""The process that tries a rules file, so that a file can take neither time nor memory from us.

Started as `python -m watchers.rules.child BYTES SECONDS`, with the file on standard input: so
many bytes of memory beyond what it starts with, so many seconds of the processor. It prints the
mistakes as JSON, an empty list for a sound file. One that takes more kills the child, or is said.
"""

import gc
import json
import signal
import sys

from watchers.errors import RuleMistakes
from watchers.rules.document import TOO_LARGE
from watchers.rules.load import MAX_BYTES, decoded, read_rules

_LEAST = "sources: {a: https://example.org/feed}\nindicators: {a: {query: a NEAR/2 /b/ AND $c}}\n"
_TOO_LARGE = {
    "line": 1,
    "column": 1,
    "message": TOO_LARGE,
    "hint": "shorten its lists, or split it in two",
}


def main(memory: int, seconds: float) -> None:
    """Try the file on standard input."""
    # What Python and the parsers themselves take is no fault of the file's.
    read_rules(_LEAST + "vocabulary: {c: [d, e*]}\n", "")
    gc.disable()  # it is gone before it has garbage to look for, and looking costs a tenth
    content = sys.stdin.buffer.read(MAX_BYTES + 1)
    _confine(memory, seconds)
    try:
        read_rules(decoded(content, ""), "")
        found = []
    except RuleMistakes as e:
        found = [
            {"line": one.line, "column": one.column, "message": one.message, "hint": one.hint}
            for one in e.mistakes
        ]
    except MemoryError:
        found = [_TOO_LARGE]
    json.dump(found, sys.stdout)


def _confine(memory: int, seconds: float) -> None:
    try:
        import resource
    except ImportError:
        return
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # the end of the process
    signal.setitimer(signal.ITIMER_PROF, seconds)
    if (taken := _address_space()) is not None:
        resource.setrlimit(resource.RLIMIT_AS, (taken + memory, taken + memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _address_space() -> int | None:
    """Say how much address space the process takes now; None where the system does not tell."""
    import resource

    try:
        with open("/proc/self/statm", encoding="ascii") as status:  # noqa: PTH123 - no path object
            return int(status.read().split()[0]) * resource.getpagesize()
    except OSError:
        return None


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
