"""Serves real captures to a bench, in a process of its own: each feed has a host of its own.

`/generation/3` makes each feed have three items more than its capture has.
"""

import re
import sys
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

FIRST_ITEM = re.compile(rb"<(item|entry)[\s>].*?</\1>", re.DOTALL)
NAMES = re.compile(rb"(<(title|guid|id|link)\b[^<>]*>)([^<>]{4,})(</\2>)")
NUMBER_MARK = b"NUMBER"


def host_of(number: int) -> str:
    """Give the loopback address of a feed: every one of 127/8 is there."""
    return f"127.1.{number // 250}.{number % 250 + 1}"


def with_new_items(capture: bytes, count: int) -> bytes:
    """Put items before the first one: like it, with names of their own."""
    first = FIRST_ITEM.search(capture)
    if first is None or not count:
        return capture
    item = NAMES.sub(rb"\g<1>\g<3> " + NUMBER_MARK + rb"\g<4>", first[0])
    items = b"".join(item.replace(NUMBER_MARK, b"%d" % n) for n in range(count))
    return capture[: first.start()] + items + capture[first.start() :]


def main(folder: str) -> None:
    """Serve the files of a folder, one after the other to one host after the other."""
    files = [file.read_bytes() for file in sorted(Path(folder).iterdir())]
    captures = [content for content in files if FIRST_ITEM.search(content)]
    generation = 0
    made: dict[tuple[int, int], tuple[str, bytes]] = {}

    class Feed(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            nonlocal generation
            if self.path.startswith("/generation/"):
                generation = int(self.path.rpartition("/")[2])
                self._answer(200, b"", "")
                return
            number = int(self.path.lstrip("/")) % len(captures)
            key = number, generation
            if key not in made:
                body = with_new_items(captures[number], generation)
                made[key] = f'"{sha256(body).hexdigest()[:16]}"', body
            tag, body = made[key]
            known = self.headers.get("If-None-Match") == tag
            self._answer(304 if known else 200, b"" if known else body, tag)

        def _answer(self, status: int, body: bytes, tag: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/xml")
            if tag:
                self.send_header("ETag", tag)
            if status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 1024
        daemon_threads = True

    server = Server(("", 0), Feed)
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1])
