"""What a request says of us, and what a source's own settings add to it. Pure."""

import base64
import re
from collections.abc import Mapping

from watchers.errors import SourceRefused
from watchers.model.rules import RequestOptions

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)
Field = tuple[bytes, bytes]

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_SPELT_OUT = re.compile(r"(?:Basic|Bearer|Token) \S", re.IGNORECASE)


def fields_for(
    options: RequestOptions,
    environment: Mapping[str, str],
    *,
    product: str,
    own_host: bool,
) -> list[Field]:
    """Return the fields of a request, but for those that make it conditional.

    What may be a secret, `auth` and `headers`, goes only to the source's `own_host`.
    Raises SourceRefused where a variable that is named is not set.
    """
    fields = {"User-Agent": options.user_agent or product, "Accept": options.accept or ACCEPT}
    if own_host:
        for name, value in options.headers.items():
            fields = {key: kept for key, kept in fields.items() if key.lower() != name.lower()}
            fields[name] = _filled(value, environment)
        if options.auth:
            fields["Authorization"] = _authorization(options.auth, environment)
    # Ours alone to say: what comes back must be something that we can inflate.
    fields["Accept-Encoding"] = "gzip"
    return [(name.encode(), value.encode()) for name, value in fields.items()]


def variables_of(options: RequestOptions) -> set[str]:
    """Return the names of the environment variables that a source's requests need."""
    named = {name for value in options.headers.values() for name in _VARIABLE.findall(value)}
    return named | ({options.auth} if options.auth else set())


def _filled(value: str, environment: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda found: _variable(found[1], environment), value)


def _authorization(name: str, environment: Mapping[str, str]) -> str:
    """Spell what a variable holds: user:password, a token, or the field's whole value."""
    value = _variable(name, environment)
    if _SPELT_OUT.match(value):
        return value
    if ":" in value:
        return f"Basic {base64.b64encode(value.encode()).decode()}"
    return f"Bearer {value}"


def _variable(name: str, environment: Mapping[str, str]) -> str:
    value = environment.get(name, "").strip()
    if not value or not value.isprintable():
        raise SourceRefused(
            f"the environment variable {name} is not set; put it into the environment or into "
            ".env, then start again"
        )
    return value
