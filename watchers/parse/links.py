"""Links: one spelling for comparing, and absolute ones for showing. Pure."""

import re
from dataclasses import replace
from urllib.parse import urljoin

from watchers.web_address import DEFAULT_PORTS, parse_link

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

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")


def clean_link(url: str) -> str:
    """Return the one spelling that all variants of a web address share; not for fetching.

    Scheme (http, https), www, letter case and script of the host, default port, tracking
    parameters, quoting and trailing slashes do not matter; path, other parameters, their order,
    and fragment do. Anything that is not a web address comes back trimmed. Idempotent.
    """
    trimmed = _CONTROLS.sub("", url).strip()
    address = parse_link(trimmed)
    if address is None:
        return trimmed
    same = replace(
        address,
        scheme="https",
        host=address.site,
        # Either scheme's own port: the scheme does not matter, so its port must not.
        port=443 if address.port in DEFAULT_PORTS.values() else address.port,
        path=address.path.rstrip("/"),
        query=_without_tracking(address.query),
        fragment=_without_tracking(address.fragment),
    )
    return _ESCAPE.sub(lambda escape: escape[0].upper(), same.link)


def join_link(link: str | None, *bases: str | None) -> str | None:
    """Join `link` to the bases, nearest first; None unless that gives a usable http(s) address."""
    # "&amp;" survives where a publisher escaped twice; it never means itself in a link.
    joined = _CONTROLS.sub("", link or "").strip().replace("&amp;", "&")
    if not joined:
        return None
    try:
        for base in filter(None, bases):
            joined = urljoin(base.strip(), joined)
    except ValueError:
        return None
    joined = joined.replace(" ", "%20")
    return joined if parse_link(joined) else None


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
