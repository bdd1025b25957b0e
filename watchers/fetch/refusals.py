"""What a server's refusal means, and what helps. Pure: header fields are the wire's bytes."""

from datetime import timedelta
from http import HTTPStatus

from watchers.errors import SourceAway, SourceBusy, SourceError, SourceGone, SourceRefused
from watchers.fetch.response_headers import Fields, first_value
from watchers.model.rules import RequestOptions

_USUAL = RequestOptions()
_BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
# Who stands before a site and sends programs away: a field that each adds, and a part of its
# value. Of the fields that they add to all answers none says that they refused; the status does.
_WALLS = (
    (b"server", "cloudflare", "Cloudflare"),
    (b"cf-ray", "", "Cloudflare"),
    (b"server", "cloudfront", "CloudFront"),
    (b"x-amz-cf-id", "", "CloudFront"),
    (b"x-amzn-waf-action", "", "AWS WAF"),
    (b"server", "akamai", "Akamai"),
    (b"server", "ddos-guard", "DDoS-Guard"),
    (b"server", "qrator", "Qrator"),
    (b"server", "datadome", "DataDome"),
    (b"x-datadome", "", "DataDome"),
    (b"x-iinfo", "", "Imperva"),
    (b"x-sucuri-id", "", "Sucuri"),
)


def error_for_status(
    status: int,
    host: str,
    fields: Fields = (),
    *,
    after: timedelta | None = None,
    options: RequestOptions = _USUAL,
) -> SourceError:
    """Return the error for a status without a body for us; its message says what helps.

    `after` is the pause that it asks for.
    """
    wall = _wall(fields)
    # Whether a pause is asked for or not, the whole host is to be left alone for a while.
    if status in _BUSY:
        wait = f" for {after.total_seconds():.0f} s" if after else ""
        said = f"{host} asks for a pause{wait} (HTTP {status})"
        if wall and not after and status == HTTPStatus.SERVICE_UNAVAILABLE:
            said = _walled(host, wall, status)
        return SourceBusy(said, http_status=status, after=after)
    if status == HTTPStatus.GONE:
        return SourceGone(
            f"{host} says the page is gone for good (HTTP 410); remove the source or move it",
            http_status=status,
        )
    # Asking again soon will not help, but somebody may mend it: unlike 410 it is not for good.
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return SourceRefused(_refused(status, host, wall, options), http_status=status)
    return SourceAway(
        f"{host} gave no page (HTTP {status}); it will be asked again", http_status=status
    )


def _wall(fields: Fields) -> str:
    for name, part, wall in _WALLS:
        value = first_value(fields, name)
        if value is not None and part in value.lower():
            return wall
    return ""


def _refused(status: int, host: str, wall: str, options: RequestOptions) -> str:
    if status == HTTPStatus.UNAUTHORIZED:
        if options.auth:
            return f"{host} does not take what {options.auth} holds (HTTP 401); correct it there"
        return (
            f"{host} wants a password or a token (HTTP 401); put user:password into an environment "
            "variable, and `auth: ITS_NAME` into the source"
        )
    if status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        return (
            f"the proxy before {host} wants a password (HTTP 407); write it into the variable that "
            "names the proxy: http://user:password@proxy.example.org:3128"
        )
    if status == HTTPStatus.FORBIDDEN:
        if wall:
            return _walled(host, wall, status)
        return (
            f"{host} refuses the page (HTTP 403); if a browser shows it, give the source a "
            "`user agent`"
        )
    if status == HTTPStatus.NOT_FOUND:
        return f"{host} has no such page (HTTP 404); check its address in a browser"
    return f"{host} refuses the page (HTTP {status}); check its address in a browser"


def _walled(host: str, wall: str, status: int) -> str:
    return (
        f"{wall} keeps programs away from {host} (HTTP {status}); give the source a `user agent`, "
        "or ask the publisher to let watchnext in"
    )
