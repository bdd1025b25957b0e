"""Measures whether slow documents delay healthy ones: `python -m tests.bench.isolation`.

Twenty healthy sources alone, then beside ninety that are slow to answer, slow to read, or hostile.
Prints how long looks at the healthy ones take, and fails where that is too long.
"""

import argparse
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from tests.bench.running import environment, percentile
from tests.flow.site import Report, rss
from tests.watchers.parse.parse_corpus import endless

HEALTHY = 20
FLOOR = 1.5  # times as long as alone, at the 95th percentile
TOOK = re.compile(r"source='healthy\d+'.* took='([\d.]+)'")


@dataclass
class Answers:
    """What a server of the bench gives: each time another body, after so many seconds."""

    body: bytes
    pause: float = 0.0
    asked: list[str] = field(default_factory=list)


def main() -> None:
    """Run both, and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--hostile", type=int, default=90)
    asked = parser.parse_args()
    alone = _healthy_looks(0, asked.seconds)
    beside = _healthy_looks(asked.hostile, asked.seconds)
    for what, took in (("alone", alone), (f"beside {asked.hostile}", beside)):
        half, nearly_all = (round(percentile(took, percent) * 1000) for percent in (50, 95))
        print(f"{what:<12} {len(took):>5} healthy looks: p50 {half} ms, p95 {nearly_all} ms")
    ratio = percentile(beside, 95) / max(percentile(alone, 95), 0.01)
    print(f"p95 beside them is {ratio:.2f} times that alone")
    if ratio > FLOOR:
        sys.exit(f"the bound is {FLOOR} times")


def _healthy_looks(hostile: int, seconds: int) -> list[float]:
    """Return how long each look at a healthy source took, in seconds."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder, sources, allowed = Path(name), [], []
        for number in range(HEALTHY + hostile):
            id_ = f"healthy{number}" if number < HEALTHY else f"hostile{number}"
            host = stack.enter_context(_served(_answers(number)))
            allowed.append(host)
            sources.append(f"  {id_}: {{feed: http://{host}/{id_}, every: 2s}}\n")
        rules = folder / "rules.yaml"
        rules.write_text(f"indicators: {{a: {{query: gas}}}}\nsources:\n{''.join(sources)}")
        return _took(folder, rules, ",".join(allowed), seconds)


def _answers(number: int) -> Answers:
    if number < HEALTHY:
        return Answers(rss(*(Report(f"Rain in town {n}", guid=f"{n}") for n in range(20))))
    kinds = (
        Answers(rss(Report("Late news")), pause=20.0),
        Answers(endless()),
        Answers(b"<rss>" + b"<a>" * 200_000),
    )
    return kinds[number % len(kinds)]


def _took(folder: Path, rules: Path, allowed: str, seconds: int) -> list[float]:
    log = folder / "log.txt"
    with log.open("wb") as written:
        run = subprocess.Popen(
            [sys.executable, "-m", "bot", "run", "--json", "--rules", str(rules)],
            stdout=subprocess.DEVNULL,
            stderr=written,
            env=environment(folder, allowed),
            cwd=folder,
        )
        time.sleep(seconds)
        run.send_signal(signal.SIGTERM)
        run.wait(timeout=60)
    return [float(took) for took in TOOK.findall(log.read_text(encoding="utf-8"))]


@contextmanager
def _served(answers: Answers) -> Iterator[str]:
    """Serve on loopback, each answer another by a comment at its end; gives host and port."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answers.asked.append(self.path)
            time.sleep(answers.pause)
            body = answers.body + f"<!-- {len(answers.asked)} -->".encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    server.daemon_threads = True
    server.block_on_close = False
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


if __name__ == "__main__":
    main()
