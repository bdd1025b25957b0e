"""The log: one line an event on standard error, with every secret left out."""

import logging
import sys
from collections.abc import MutableMapping, Sequence
from typing import Any, TextIO

import structlog

LEFT_OUT = "***"


def start_log(level: str, secrets: Sequence[str] = (), out: TextIO | None = None) -> None:
    """Write events of `level` and above to `out` (None: standard error), ours and libraries'.

    Values are written as Python literals, so a newline or an escape in a feed's text can neither
    forge a line nor reach the terminal.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _Redact(secrets),
    ]
    written = structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        foreign_pre_chain=shared,
    )
    handler = logging.StreamHandler(out or sys.stderr)
    handler.setFormatter(written)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    # Of libraries only trouble: httpx logs whole addresses at INFO, with what they carry.
    for library in ("httpx", "httpcore", "aiohttp", "apscheduler", "asyncio", "alembic"):
        logging.getLogger(library).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        cache_logger_on_first_use=False,
    )


class _Redact:
    """Replaces every secret in every value."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._secrets = tuple(secret for secret in secrets if secret)

    def __call__(
        self, _logger: object, _name: str, event: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        for key, value in event.items():
            if not key.startswith("_"):
                event[key] = self._clean(value)
        return event

    def _clean(self, value: object) -> object:
        text = value if isinstance(value, str) else repr(value)
        if not any(secret in text for secret in self._secrets):
            return value
        for secret in self._secrets:
            text = text.replace(secret, LEFT_OUT)
        return text
