import asyncio

from watchers.model.names import SourceId
from watchers.model.news import Alias, Item
from watchers.storage import aliases, items

WIRE = SourceId("wire")


def test_a_guid_that_reads_like_the_title_is_known_as_both(database, noon):
    """One digest, two names: the item was taken for new, and its source failed for ever."""
    names = (Alias("guid", "aa"), Alias("titled", "aa"))
    one = Item(source=WIRE, aliases=names, title="rain")

    def scenario(connection):
        (id_,) = items.add_items(connection, [one], noon)
        aliases.move_aliases(connection, WIRE, dict.fromkeys(names, id_))
        return id_, aliases.known(connection, WIRE, names)

    id_, known = asyncio.run(database.write(scenario))

    assert {names[0]: id_, names[1]: id_} == known
