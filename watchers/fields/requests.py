"""What rules.yaml may say of how a source is asked, whatever its kind."""

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from watchers.fields.moments import Timeout
from watchers.fields.values import Schema, given, wrong
from watchers.model.rules import RequestOptions

VARIABLE = r"[A-Za-z_][A-Za-z0-9_]*"
_SIZE = r"([0-9]{1,9})\s*([KM])i?B"
_UNITS = {"K": 1 << 10, "M": 1 << 20}
_LEAST_CAP, _MOST_CAP = 100 << 10, 50 << 20  # what the child may be sent is a little more
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_LONGEST_VALUE = 4096
# Where a request goes, how it is framed, and what makes it conditional is not a source's to say.
_OURS = {
    *("accept-encoding", "connection", "content-length", "expect", "host", "if-modified-since"),
    *("if-none-match", "proxy-authorization", "range", "te", "trailer", "transfer-encoding"),
    "upgrade",
}
_SECRET_NAME = re.compile(r"auth(?!or\b)|token|secret|passw|api-?key|access-?key", re.IGNORECASE)
_FROM_ENVIRONMENT = re.compile(rf"\$\{{{VARIABLE}\}}")
_IN_ENVIRONMENT = "put it into an environment variable and write ${ITS_NAME} here"


def _variable(written: object) -> object:
    # Never shown with the value: it may be what should stand in the variable.
    if written and not (isinstance(written, str) and re.fullmatch(VARIABLE, written)):
        raise wrong(
            "not the name of an environment variable",
            "put user:password or a token into the environment or .env, and its name here",
        )
    return written


def _agent(text: str) -> str:
    if not (text.isascii() and text.isprintable()) or len(text) > _LONGEST_VALUE:
        raise wrong("not a user agent", "plain letters, such as Mozilla/5.0 (compatible)")
    return text


def _headers(written: object) -> object:
    if not isinstance(written, Mapping) or not written:
        raise wrong("no headers", "a name and a value each, such as {Accept-Language: en}")
    for name, value in written.items():
        _header(str(name), value)
    return written


def _header(name: str, value: object) -> None:
    if not _TOKEN.fullmatch(name):
        raise wrong("not the name of a header", "letters and hyphens, such as Accept-Language")
    if name.lower() in _OURS:
        raise wrong(f"{name} cannot be set", "watchnext says this itself")
    if not isinstance(value, str) or not value.isprintable() or len(value) > _LONGEST_VALUE:
        raise wrong(f"{name} has no value", "one line of text")
    if _SECRET_NAME.search(name) and not _FROM_ENVIRONMENT.search(value):
        raise wrong(f"a secret in the file: {name}", _IN_ENVIRONMENT)


def _size(written: object) -> object:
    if written is None or isinstance(written, int):  # a default
        return written
    found = re.fullmatch(_SIZE, str(written).strip(), re.IGNORECASE)
    if found is None:
        raise wrong("not a size", "such as 20MB, or 500KB")
    size = int(found[1]) * _UNITS[found[2].upper()]
    if not _LEAST_CAP <= size <= _MOST_CAP:
        raise wrong("too small or too large", "between 100KB and 50MB")
    return size


def _not_through(written: object) -> object:
    if written not in ("off", "false", True):
        raise wrong("neither off nor left out", "off; which proxy there is, HTTPS_PROXY says")
    return written is True


Agent = Annotated[str, AfterValidator(_agent)]
Variable = Annotated[
    str, BeforeValidator(_variable), WithJsonSchema({"type": "string", "pattern": f"^{VARIABLE}$"})
]
Headers = Annotated[
    dict[str, str],
    BeforeValidator(_headers),
    WithJsonSchema({"type": "object", "additionalProperties": {"type": ["string", "number"]}}),
]
Size = Annotated[
    int, BeforeValidator(_size), WithJsonSchema({"type": "string", "pattern": f"^{_SIZE}$"})
]
Through = Annotated[bool, BeforeValidator(_not_through), WithJsonSchema({"enum": ["off", False]})]


class RequestSettings(Schema):
    """How a source is asked where it must be asked otherwise than most."""

    user_agent: Agent = Field(
        default="", alias="user agent", description="What it is told that we are, as a browser is."
    )
    headers: Headers = Field(
        default={},
        description="Headers of its requests; ${NAME} in a value is an environment variable.",
    )
    auth: Variable = Field(
        default="", description="The environment variable with its user:password, or a token."
    )
    cap: Annotated[Size | None, given] = Field(
        default=None, description="How much of it is read, such as 20MB. Without: 5MB."
    )
    timeout: Annotated[Timeout | None, given] = Field(
        default=None, description="How long one look may take, such as 1m. Without: 30s."
    )
    proxy: Through = Field(
        default=True, description="off: it is asked without the proxy of the environment."
    )

    def request_options(self) -> RequestOptions:
        """Return what is written here; a header User-Agent is a user agent."""
        headers = dict(self.headers)
        named = next((name for name in headers if name.lower() == "user-agent"), "")
        return RequestOptions(
            user_agent=headers.pop(named, "") or self.user_agent,
            headers=headers,
            auth=self.auth,
            cap=self.cap,
            timeout=self.timeout,
            proxy=self.proxy,
        )
