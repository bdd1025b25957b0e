"""Names to addresses: the machine's resolver, and the guard that stands behind it."""

import asyncio
import functools
import socket
from concurrent.futures import ThreadPoolExecutor

from aiohttp.abc import AbstractResolver, ResolveResult

from watchers.fetch.guard import is_public, not_public
from watchers.protocols import Resolver

_LOOKUPS = 16  # names resolved at a time


class SystemResolver:
    """The machine's resolver, in threads of its own.

    A name server that never answers keeps a thread busy long after our deadline: it must not
    keep one of those that the rest of the program shares.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_LOOKUPS, thread_name_prefix="resolver")

    async def __call__(self, name: str, port: int) -> list[str]:
        """Return the addresses of `name` in the machine's order of preference, or raise OSError."""
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads,
            functools.partial(
                socket.getaddrinfo, name, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG
            ),
        )
        return [str(sockaddr[0]) for *_, sockaddr in found]

    def close(self) -> None:
        """Drop the lookups that wait; those that run end by themselves."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class GuardedResolver(AbstractResolver):
    """Lets only public addresses through, so that the address checked is the one dialled.

    aiohttp asks once for each connection, and never for an IP literal: those are `check_url`'s.
    `allow` holds the `host:port` strings that may be private; None: all may.
    """

    def __init__(self, resolve: Resolver, allow: frozenset[str] | None) -> None:
        self._resolve = resolve
        self._allow = allow

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002, aiohttp's signature
    ) -> list[ResolveResult]:
        """Resolve for aiohttp's connector.

        Raises AddressForbidden where no public address remains, OSError where there is none.
        """
        found = await self._resolve(host, port)
        if not found:
            raise OSError("the name has no address")
        # What the operator listed is dialled wherever its name leads.
        if self._allow is not None and f"{host}:{port}" not in self._allow:
            found = [address for address in found if is_public(address)]
        if not found:
            raise not_public(host, port)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in found
        ]

    async def close(self) -> None:
        """Nothing is held here."""
