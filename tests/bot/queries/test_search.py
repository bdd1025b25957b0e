import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.queries.search import NEWEST, SECONDS, mistake_card, search_card
from tests.bot.fakes import NOON
from tests.bot.queries.world import DRILL, GAS, OTHER_GAS, World, lived, said
from watchers.errors import QueryMistake
from watchers.model.names import SourceId
from watchers.model.news import Item
from watchers.storage import items


@pytest.fixture
def world(database):
    """A world in which things have happened."""
    return lived(database)


def marked(row):
    """The marked words of a row."""
    return [piece.text for piece in row.pieces if piece.highlighted]


def test_a_search_finds_the_newest_first_and_marks_why(world):
    """With the file's own vocabulary."""
    card = world.ask(search_card, "$russia AND $china AND (gas OR drill)")

    assert "3 items of the newest 6 hold this" == card.title
    assert [DRILL, OTHER_GAS, GAS] == [row.lead for row in card.rows]
    assert ["China", "Russia", "drill"] == marked(card.rows[0])


def test_words_of_the_body_are_shown_in_their_sentence(world):
    """The headline alone does not say why."""
    row = world.ask(search_card, "pipe").rows[0]

    assert "The pipe will carry more gas than ever." == "".join(p.text for p in row.pieces)
    assert ["pipe"] == marked(row)


def test_what_is_not_found_is_said_with_how_much_was_looked_through(world):
    """Zero of six."""
    card = world.ask(search_card, "xyzzy")

    assert ("0 items of the newest 6 hold this", ()) == (card.title, card.rows)


@pytest.mark.parametrize(
    ("query", "at", "hint"),
    [
        ("gas AND $chna", "gas AND ‸$chna", "Did you mean $china?"),
        ("gas OR", "gas ‸OR", "quote it"),
        ("(gas OR oil", "‸(gas OR oil", "Add a )"),
    ],
)
def test_a_mistake_is_answered_with_its_place_and_a_hint(world, query, at, hint):
    """A caret before it, the word there marked."""
    card = world.ask(search_card, query)

    assert card.title.startswith("This query has a mistake: ")
    assert at == "".join(piece.text for piece in card.rows[0].pieces)
    assert hint in card.text


@settings(max_examples=100)
@given(st.text(alphabet='ab $()"/\\\n', max_size=200), st.integers(0, 250))
def test_any_mistake_can_be_shown(text, offset):
    """Wherever it is, also behind the end."""
    card = mistake_card(text, QueryMistake("wrong", offset=offset, hint="mend it"), NOON)

    assert "‸" in card.rows[0].pieces[0].text
    assert sum(len(piece.text) for piece in card.rows[0].pieces) <= 200


def test_a_search_ends_in_time_and_says_how_far_it_came(world):
    """A query that is dear sees fewer items."""
    seconds = iter([0.0, 0.0, SECONDS])

    card = world.ask(search_card, "gas OR drill", clock=lambda: next(seconds))

    assert "2 items of the newest 2 hold this" == card.title


def test_a_search_looks_through_the_newest_only(database):
    """Bounded, however much is kept."""
    kept = [Item(source=SourceId("npr"), aliases=(), title=f"gas {n}") for n in range(NEWEST + 10)]
    world = World(database)
    world.write(lambda c: items.add_items(c, kept, NOON))

    card = world.ask(search_card, "gas", clock=lambda: 0.0)

    assert f"{NEWEST:,} items of the newest {NEWEST:,} hold this" == card.title
    assert f"gas {NEWEST + 9}" == card.rows[0].lead
    assert (8, NEWEST - 8) == (len(card.rows), card.more)


def test_an_address_in_a_query_is_not_said_back(world):
    """It may hold a password."""
    for query in ("url:https://joe:pw@npr.example/", '"https://joe:pw@npr.example/x'):
        assert "pw" not in said(world.ask(search_card, query))


def test_every_built_in_word_may_be_asked_for(world):
    """Whether the rules mention it or not."""
    card = world.ask(search_card, "$country.france")

    assert "3 items of the newest 6 hold this" == card.title  # rain in Paris, thrice
