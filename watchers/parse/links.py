"""Links: one spelling for comparing, and absolute ones for showing. Pure."""

import re
from dataclasses import replace
from urllib.parse import urljoin

from watchers.secrets import without_secret_parameters
from watchers.web_address import DEFAULT_PORTS, LONGEST_ADDRESS, parse_link

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

# "m.": the pages for telephones. Only before a name that could stand alone.
_DOOR = re.compile(r"^(?:(?:www|m|mobile)\.)+(?=[^.]+\.)")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# Addresses as most publishers write them: nothing to quote, resolve or refuse. Where this matches,
# the long way gives the same.
_SIGNS = r"\w.~!$()*+,;:=@&-"
_PLAIN = re.compile(
    r"https?://(?P<host>(?:[a-z0-9]+(?:-[a-z0-9]+)*+\.)++[a-z]{2,24})"
    rf"(?P<path>(?:/(?!\.)[{_SIGNS}]*+)*+)(?:\?(?P<query>[{_SIGNS}/?]+))?(?:#(?P<fragment>[{_SIGNS}/?]+))?",
    re.ASCII,
)
_LONGEST_PLAIN_HOST = 63  # no part of it can be longer than a part may be
_LOGIN = re.compile(r"^(https?://)[^/?#@\\\s]*@", re.IGNORECASE)
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")


def clean_link(url: str) -> str:
    """Return the one spelling that all variants of a web address share; not for fetching.

    Scheme (http, https), www and m, letter case and script of the host, default port, tracking
    parameters, secrets, quoting and trailing slashes do not matter; path, other parameters, their
    order, and fragment do. Anything that is not a web address comes back trimmed. Idempotent.
    """
    if (plain := _plain(url)) is not None:
        return _clean_plain(plain)
    trimmed = _CONTROLS.sub("", url).strip()
    address = parse_link(trimmed)
    if address is None:
        return trimmed
    same = replace(
        address,
        scheme="https",
        host=_DOOR.sub("", address.host),
        # Either scheme's own port: the scheme does not matter, so its port must not.
        port=443 if address.port in DEFAULT_PORTS.values() else address.port,
        path=address.path.rstrip("/"),
        query=without_secret_parameters(_without_tracking(address.query)),
        fragment=_without_tracking(address.fragment),
    )
    return _ESCAPE.sub(lambda escape: escape[0].upper(), same.link)


def join_link(link: str | None, *bases: str | None) -> str | None:
    """Join `link` to the bases, nearest first; None unless that gives a usable http(s) address.

    What is a secret of the subscriber's, a login or a token, is left out: links are kept and shown.
    """
    if link and "&amp;" not in link and (plain := _plain(link)) is not None:
        query = plain["query"]
        if not query or without_secret_parameters(query) == query:
            return link
    # "&amp;" survives where a publisher escaped twice; it never means itself in a link.
    joined = _CONTROLS.sub("", link or "").strip().replace("&amp;", "&")
    if not joined:
        return None
    try:
        for base in filter(None, bases):
            joined = urljoin(base.strip(), joined)
    except ValueError:
        return None
    joined = _LOGIN.sub(r"\1", joined.replace(" ", "%20"), count=1)
    head, mark, query = joined.partition("?")
    if mark:
        query, hash_, fragment = query.partition("#")
        kept = without_secret_parameters(query)
        joined = head + (mark if kept or not query else "") + kept + hash_ + fragment
    return joined if parse_link(joined) else None


def _plain(link: str) -> re.Match[str] | None:
    plain = _PLAIN.fullmatch(link)
    if plain is None or len(link) > LONGEST_ADDRESS or len(plain["host"]) > _LONGEST_PLAIN_HOST:
        return None
    return plain


def _clean_plain(plain: re.Match[str]) -> str:
    host, path, query, fragment = plain.groups()
    cleaned = f"https://{_DOOR.sub('', host)}{path.rstrip('/')}"
    if query and (query := without_secret_parameters(_without_tracking(query))):
        cleaned += "?" + query
    if fragment and (fragment := _without_tracking(fragment)):
        cleaned += "#" + fragment
    return cleaned


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
