import asyncio

import pytest

from bot.storage import decisions
from tests.bot.queries.world import lived
from watchers.errors import StorageError
from watchers.storage.items import newest_items


@pytest.mark.parametrize("column", ["disposition", "reason"])
def test_a_code_of_a_later_release_is_said_so(database, column):
    """Who went back one release reads which one to run, not a traceback."""
    world = lived(database)
    (item,) = world.read(lambda c: newest_items(c, limit=1))
    later = decisions.decisions.update().values({column: "elsewhere"})
    asyncio.run(database.write(lambda c: c.execute(later)))

    with pytest.raises(StorageError, match="'elsewhere', which this release"):
        world.read(lambda c: decisions.of_item(c, item.id))
