"""Secrets that stand in texts and addresses: what is cut out before anybody sees it. Pure."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

HIDDEN = "***"

# Parameters that hold a secret whatever their value; and those that do where it looks like one.
_SURE = (
    r"[\w.-]{0,40}(?:token|secret|passw(?:or)?d|pwd|jwt|credentials?|api[-_]?key|access[-_]?key)"
    r"(?![A-Za-z])[\w.-]{0,40}"
)
_LIKELY = r"[\w.-]{0,40}(?:key|auth|authorization|sig|signature|sid|session(?:[-_]?id)?|hash|hmac)"
_RANDOM = r"(?=[^&#\s]{0,200}[0-9])[A-Za-z0-9_.~%+/=-]{16}"
_NAME = re.compile(rf"{_SURE}|{_LIKELY}", re.IGNORECASE)
# In any name that the two above take: most queries have none, and are done with at one look.
_MAYBE = re.compile(
    r"token|secret|passw|pwd|jwt|credential|key|auth|sig|sid|session|hash|hmac", re.IGNORECASE
)
_SURE_NAME = re.compile(_SURE, re.IGNORECASE)
_RANDOM_VALUE = re.compile(_RANDOM)  # and more of it
_PARAMETER = re.compile(
    rf"(?P<lead>[?&;#](?:{_SURE}=(?=[^&#\s])|{_LIKELY}=(?={_RANDOM})))(?P<secret>[^&#\s\"'<>]+)",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"(?P<lead>\b[A-Za-z][A-Za-z0-9+.-]{0,20}://)(?P<secret>[^\s/@?#]{1,500})(?=@)")
# Tokens of the platforms that watchnext itself has: their own prefixes and forms.
_TOKEN = re.compile(
    r"(?P<lead>)(?P<secret>\bxox[a-z]-[A-Za-z0-9-]{8,}|\bxapp-[A-Za-z0-9-]{8,}"
    r"|\b[A-Za-z0-9_-]{23,28}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}"
    r"|\bgh[pousr]_[A-Za-z0-9]{30,}|\bAKIA[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|(?<=/services/)T[A-Z0-9]+/B[A-Z0-9]+/[A-Za-z0-9]+"
    r"|(?<=/api/webhooks/)[0-9]+/[A-Za-z0-9_-]+"
    r"|(?<=[Bb]earer )[A-Za-z0-9_.~+/=-]{8,}|(?<=[Bb]asic )[A-Za-z0-9+/=]{8,})"
)
# What stands behind such a key in a file, unless it is the name of a variable.
_WRITTEN = re.compile(
    r"(?P<lead>\b[\w-]{0,40}(?:auth(?!or\b)|token|secret|passw|api-?key)[\w-]{0,40}[\"']?\s*:\s+[\"']?)"
    r"(?P<secret>(?!(?-i:[A-Z_][A-Z0-9_]*)(?=[\s\"',}#]|$)|\$\{)[^\s\"',{}\[\]][^\"',}\n]*)",
    re.IGNORECASE,
)
_ALL = (_LOGIN, _PARAMETER, _TOKEN)


def without_secrets(text: str) -> str:
    """Return `text` with *** for each secret in it."""
    for pattern in _ALL:
        text = pattern.sub(lambda found: found["lead"] + HIDDEN, text)
    return text


def hidden_secrets(text: str) -> str:
    """Return a line of a file with a dot for each character of a secret: places stay the same."""
    for pattern in (*_ALL, _WRITTEN):
        text = pattern.sub(lambda found: found["lead"] + "•" * len(found["secret"]), text)
    return text


def secret_places(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each secret in `text` begins and ends."""
    for pattern in _ALL:
        for found in pattern.finditer(text):
            yield found.span("secret")


def holds_secret(text: str) -> bool:
    """Whether a secret stands in `text`."""
    return any(pattern.search(text) for pattern in _ALL)


def without_secret_parameters(query: str) -> str:
    """Return the query of an address without the parameters that hold a secret."""
    if not _MAYBE.search(query):
        return query
    return "&".join(part for part in query.split("&") if not _is_secret(part))


def _is_secret(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    name = unquote(name)
    if not value or not _NAME.fullmatch(name):
        return False
    return _SURE_NAME.fullmatch(name) is not None or _RANDOM_VALUE.match(value) is not None
