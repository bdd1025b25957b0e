"""What this machine has no room for is no fault of a source's."""

import asyncio
import os

import pytest

from tests.flow.site import site
from watchers.errors import OwnLimit
from watchers.fetch.client import HttpFetcher
from watchers.protocols import Validators

resource = pytest.importorskip("resource", reason="this system knows no limits")


def test_too_many_open_files_are_a_limit_of_our_own():
    """It says what helps."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)

    async def fetch(web):
        async with HttpFetcher(allow=frozenset({web.host}), version="1") as fetcher:
            await fetcher.fetch(web.url("feed"), Validators())
            # The next file would have this number.
            free = os.dup(0)
            os.close(free)
            resource.setrlimit(resource.RLIMIT_NOFILE, (free, hard))
            try:
                await fetcher.fetch(web.url("feed"), Validators())
            finally:
                resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    with site() as web:
        web.pages["feed"] = b"x"
        with pytest.raises(OwnLimit, match=r"too many files are open here; .*ulimit -n"):
            asyncio.run(fetch(web))
