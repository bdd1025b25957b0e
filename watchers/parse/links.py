"""Links: one spelling for comparing, and absolute ones for showing. Pure."""

import re
from urllib.parse import quote, urljoin, urlsplit

MOST_CHARACTERS = 2048

_TRACKING_PREFIXES = ("utm_", "at_", "pk_", "mtm_", "hsa_", "ns_", "wt_", "ref_")
_TRACKING = (
    "__twitter_impression _ga _gl _hsenc _hsmi campaign_id cmp cmpid dclid emc fbclid gaa_at gbraid"
    " gclid guccounter guce_referrer igsh igshid ito mbid mc_cid mc_eid mkt_tok msclkid ncid oc"
    " ocid partner s_cid smid smtyp spm sr_share srnd taid traffic_source twclid wbraid xtor"
    " yclid"
)
_TRACKING_NAMES = frozenset(_TRACKING.split())
# "ref=rss" says where a reader came from; "ref=4711" may name the page itself.
_WORD = re.compile(r"[A-Za-z_.-]*")

_DEFAULT_PORTS = {"http": 80, "https": 443}
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
# What RFC 3986 lets stand, and the percent sign: existing escapes stay as they are.
_STANDS = "%!$&'()*+,;=:@/?-._~[]|"


def clean_link(url: str) -> str:
    """Give the one spelling that all variants of a web address share; not for fetching.

    Scheme (http, https), www, letter case of the host, default port, tracking parameters and
    trailing slashes do not matter; path, other parameters, their order, and fragment do.
    Anything that is not a web address comes back trimmed. Idempotent.
    """
    trimmed = _CONTROLS.sub("", url).strip()
    try:
        parts = urlsplit(trimmed)
        port = parts.port
    except ValueError:
        return trimmed
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        return trimmed
    host = _host(parts.hostname)
    user = parts.netloc.rpartition("@")[0]
    authority = f"{user}@{host}" if user else host
    if port not in {None, *_DEFAULT_PORTS.values()}:
        authority += f":{port}"
    query = _without_tracking(parts.query)
    fragment = _without_tracking(parts.fragment)
    return (
        f"https://{authority}{_quoted(parts.path).rstrip('/')}"
        + (f"?{_quoted(query)}" if query else "")
        + (f"#{_quoted(fragment)}" if fragment else "")
    )


def absolute(link: str | None, *bases: str | None) -> str | None:
    """Join `link` to the bases, nearest first; None unless that gives a usable http(s) address."""
    # "&amp;" survives where a publisher escaped twice; it never means itself in a link.
    joined = _CONTROLS.sub("", link or "").strip().replace("&amp;", "&")
    if not joined:
        return None
    try:
        for base in filter(None, bases):
            joined = urljoin(base.strip(), joined)
        parts = urlsplit(joined)
        usable = parts.scheme in _DEFAULT_PORTS and bool(parts.hostname)
    except ValueError:
        return None
    joined = joined.replace(" ", "%20")
    return joined if usable and len(joined) <= MOST_CHARACTERS else None


def _host(name: str) -> str:
    host = name.lower().rstrip(".")
    while host.startswith("www.") and "." in host[4:]:
        host = host[4:]
    return f"[{host}]" if ":" in host else host


def _quoted(part: str) -> str:
    return _ESCAPE.sub(lambda m: m[0].upper(), quote(part, safe=_STANDS, errors="replace"))


def _without_tracking(query: str) -> str:
    return "&".join(p for p in query.split("&") if p and not _tracks(p))


def _tracks(parameter: str) -> bool:
    name, equals, value = parameter.partition("=")
    name = name.lower()
    if not equals:
        return False
    if name == "ref":
        return _WORD.fullmatch(value) is not None
    return name in _TRACKING_NAMES or name.startswith(_TRACKING_PREFIXES)
