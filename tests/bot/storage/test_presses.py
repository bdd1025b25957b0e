import asyncio
from dataclasses import replace

from bot.model.cards import AlertId
from bot.model.commands import Action, Member, Place, Press
from bot.storage import presses
from tests.bot.fakes import NOON, card

PRESS = Press(
    key="1234.5678",
    action=Action.ACKNOWLEDGE,
    alert=AlertId(7),
    member=Member(platform="slack", id="U1"),
    place=Place(platform="slack", workspace="T1", channel="C1"),
)


def test_a_press_is_new_once_and_keeps_its_answer(database):
    """The same key again is an echo, and another platform's key is another's."""
    elsewhere = replace(PRESS, place=replace(PRESS.place, platform="discord"))

    def work(connection):
        first = presses.is_new(connection, PRESS, NOON)
        presses.settle(connection, PRESS, card("done"))
        again = presses.is_new(connection, PRESS, NOON)
        return first, again, presses.is_new(connection, elsewhere, NOON)

    assert (True, False, True) == asyncio.run(database.write(work))
    assert card("done") == asyncio.run(database.read(lambda c: presses.answer_to(c, PRESS)))
    assert asyncio.run(database.read(lambda c: presses.answer_to(c, elsewhere))) is None
