"""Frames between parent and child: four bytes of length, then that many bytes.

JSON and plain bytes only: nothing that comes out of the child is ever unpickled or executed.
"""

import json
import struct

LENGTH = struct.Struct("!I")
# A record at all its caps stays below a third of this.
MOST_REPLY_BYTES = 1 << 20
MOST_REQUEST_BYTES = 1 << 26


def frame(payload: bytes) -> bytes:
    """Put the length before `payload`."""
    return LENGTH.pack(len(payload)) + payload


def json_frame(value: object) -> bytes:
    """Frame `value` as JSON in UTF-8."""
    return frame(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
