import asyncio
import re
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.commands.grammar import VERBS, example_of
from bot.commands.service import CommandService
from bot.model.cards import CardKind
from bot.model.commands import Choice, FilledCommand
from bot.protocols import Commands
from bot.queries import wording
from bot.storage import mutes
from bot.storage.migrate import MIGRATIONS
from tests.bot.commands.team import ANNA, BORIS, HERE, THERE, Team
from tests.bot.fakes import NOON
from tests.bot.queries.world import GAS, lived, said
from watchers.storage import sqlite
from watchers.storage.database import Database


@pytest.fixture
def team(database):
    """A command service over a world in which things have happened."""
    return Team(database)


@pytest.fixture
def impatient(tmp_path, monkeypatch):
    """A service whose database waits 50 ms for a lock, and whose people half a second."""
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_MS", 50)
    with Database(f"sqlite:///{tmp_path / 'busy.sqlite3'}") as opened:
        opened.open(MIGRATIONS)
        yield Team(opened, patience=timedelta(seconds=0.5))


def locked_by_another(tmp_path):
    """Another connection that holds the lock of the database."""
    other = sqlite3.connect(
        tmp_path / "busy.sqlite3", isolation_level=None, check_same_thread=False
    )
    other.execute("BEGIN IMMEDIATE")
    return closing(other)


def lines(entries, event):
    """The log lines of an event."""
    return [one for one in entries if one["event"] == event]


def commands(service: CommandService) -> Commands:
    """Take a service for what it claims to be; mypy looks."""
    return service


def test_every_verb_is_answered_with_a_card_a_phone_can_show(team):
    """Its example, and the word alone; rows and their parts keep their lengths."""
    for verb in commands(team.service).verbs:
        for text in (verb.name, example_of(verb)):
            card = team.ask(text)

            assert CardKind.ANSWER is card.kind
            assert card.title
            assert len(card.title) <= 150
            assert len(card.text) <= 300
            assert len(card.rows) <= 25
            for row in card.rows:
                assert len(row.lead) <= wording.MOST_LEAD + 10
                assert sum(len(piece.text) for piece in row.pieces) <= 250
                assert len(row.quiet) <= 80
                assert row.when is None or row.when.tzinfo


@settings(
    max_examples=60,
    suppress_health_check=[
        *settings().suppress_health_check,
        HealthCheck.function_scoped_fixture,
    ],
)
@given(
    verb=st.sampled_from([*(verb.name for verb in VERBS), ""]),
    rest=st.text(max_size=60) | st.sampled_from(["energy 1h", '"', "$russia NEAR/3 (", "1" * 18]),
)
def test_nothing_that_is_typed_is_a_failure(team, verb, rest):
    """Every text is answered, and none of our exceptions is shown."""
    card = team.ask(f"{verb} {rest}")

    assert CardKind.ANSWER is card.kind
    assert "failure" not in card.title


def test_each_command_is_one_log_line_without_what_was_typed(team):
    """Who, where, what, what came of it, how long it took."""
    with structlog.testing.capture_logs() as entries:
        team.ask("search s3cret")
        team.ask("bord")
        team.press("useful")

    assert [
        ("asked", "search", "answered"),
        ("asked", "-", "mistaken"),
        ("pressed", "useful", "done"),
    ] == [(one["event"], one["verb"], one["outcome"]) for one in entries]
    assert {("slack", "T1", "C1", "UANNA")} == {
        (one["platform"], one["workspace"], one["channel"], one["member"]) for one in entries
    }
    assert "s3cret" not in str(entries)


def test_a_failure_of_ours_is_a_line_with_a_number_and_is_logged(team):
    """Whoever asked sees no traceback; whoever operates finds it by the number."""
    broken = Team(team.service._database, world=team.world, failure_id=lambda: "1a2b3c")
    broken.world = replace_rules(broken.world)

    with structlog.testing.capture_logs() as entries:
        card = broken.ask("board")

    assert "That went wrong here, as failure 1a2b3c." == card.title
    assert ["1a2b3c"] == [one["failure"] for one in lines(entries, "failed")]
    assert lines(entries, "failed")[0]["exc_info"]
    assert "failed 1a2b3c" == lines(entries, "asked")[0]["outcome"]


def replace_rules(world):
    """A world whose rules are no rules."""
    from tests.bot.queries.world import World

    return World(world.database, rules=None)


def test_a_locked_database_is_said_in_words_and_nothing_is_done(impatient, tmp_path):
    """While the lock is still held; reading goes on meanwhile."""
    with locked_by_another(tmp_path):
        muted = impatient.ask("mute energy 1h")
        pressed = impatient.press("ack", key="one")
        board = impatient.ask("board")

    busy = "The database is busy: nothing was changed. Try again in a minute."
    assert [busy, busy] == [muted.title, pressed.title]
    assert board.title.startswith("Board: ")
    assert {} == impatient.world.read(lambda c: mutes.active(c, NOON))
    assert "Acknowledged" == impatient.press("ack", key="one").title


def test_a_lock_that_is_let_go_in_time_is_never_noticed(impatient, tmp_path):
    """The change waits and is made."""
    with locked_by_another(tmp_path) as other:
        release = threading.Timer(0.2, lambda: other.execute("ROLLBACK"))
        release.start()
        card = impatient.ask("mute energy 1h")
        release.join()

    assert "Muted: Russian energy flows to China" == card.title


def test_what_was_called_busy_is_not_done_later(impatient):
    """The writer is held up by other work; when it is free again nothing comes after."""
    held = threading.Event()

    async def scenario():
        other = asyncio.create_task(impatient.service._database.write(lambda _c: held.wait(5)))
        await asyncio.sleep(0.05)
        card = await impatient.service.answer(ask_of("mute energy 1h"))
        held.set()
        await other
        return card

    card = asyncio.run(scenario())

    assert card.title.startswith("The database is busy")
    assert {} == impatient.world.read(lambda c: mutes.active(c, NOON))


def ask_of(text):
    """Anna asks."""
    from bot.model.commands import Ask

    return Ask(command=text, member=ANNA, place=HERE)


def test_two_at_once_have_one_vote_each(team):
    """A hundred presses of two people, all under way together."""
    from bot.model.commands import Action, Press

    (alert, *_) = team.alerts()

    async def scenario():
        presses = [
            Press(
                key=str(n),
                action=Action.USEFUL if n % 4 < 2 else Action.FALSE_ALARM,
                alert=alert,
                member=(ANNA, BORIS)[n % 2],
                place=(HERE, THERE)[n % 2],
            )
            for n in range(100)
        ]
        await asyncio.gather(*map(team.service.press, presses))

    asyncio.run(scenario())

    assert {2} == {feedback.useful + feedback.false_alarms for feedback in team.feedback()}


@pytest.mark.parametrize(
    ("kind", "typed", "values"),
    [
        ("indicator", "", ["energy-flows", "joint-drills", "sanctions"]),
        ("indicator", "joi", ["joint-drills"]),
        ("indicator", "chin", ["energy-flows", "sanctions"]),
        ("indicator", "snctns", ["sanctions"]),
        ("source", "ta", ["tass"]),
        ("duration", "", ["1h", "6h", "1d", "1w", "tomorrow"]),
        ("story", "", ["2", "1"]),
        ("story", "gas", ["1"]),
        ("query", "oil", []),
        ("text", "x", []),
    ],
)
def test_words_are_completed(team, kind, typed, values):
    """The likeliest first; where nothing fits, what looks alike."""
    found = asyncio.run(team.service.suggest(kind, typed))

    assert values == [choice.value for choice in found][: max(len(values), 1)]
    assert all(isinstance(choice, Choice) for choice in found)


@settings(
    max_examples=40,
    suppress_health_check=[
        *settings().suppress_health_check,
        HealthCheck.function_scoped_fixture,
    ],
)
@given(
    kind=st.sampled_from(["indicator", "source", "query", "story", "duration", "text", "x"]),
    typed=st.text(max_size=120),
)
def test_suggestions_fit_discord_whatever_is_typed(team, kind, typed):
    """At most 25, labels and values of at most 100 characters."""
    found = asyncio.run(team.service.suggest(kind, typed))

    assert len(found) <= 25
    assert all(0 < len(one.label) <= 100 and 0 < len(one.value) <= 100 for one in found)


def test_suggestions_of_a_database_in_trouble_are_none(team):
    """Typing goes on."""
    broken = Team(team.service._database, world=replace_rules(team.world))

    assert () == asyncio.run(broken.service.suggest("indicator", "e"))


def test_home_shows_the_board_the_mutes_and_the_feeds(team):
    """In this order; and words if that fails."""
    cards = asyncio.run(team.service.home(ANNA))
    broken = Team(team.service._database, world=replace_rules(team.world))

    assert ["Board", "Nothing", "3"] == [re.split(r"\W", card.title)[0] for card in cards]
    (card,) = asyncio.run(broken.service.home(ANNA))
    assert "went wrong" in card.title


def test_rules_that_change_are_asked_anew(team):
    """A reload needs no new service."""
    team.world.rules = replace(team.world.rules, version="another")

    assert "Rules another" == team.ask("rules").title


def test_rules_say_since_when_they_are_in_force(database):
    """If the app knows."""
    team = Team(database, since=lambda: NOON)

    assert NOON == team.ask("rules").rows[0].when


def test_no_answer_names_a_secret(team):
    """The key in a source's address, the channel of a destination, a password somebody types."""
    texts = [example_of(verb) for verb in VERBS] + [
        "why https://joe:pw@x.example/",
        "https://a:pw@b",
    ]

    everything = "\n".join(said(team.ask(text)) for text in texts)

    for secret in ("s3cret", "geo-desk", "123456789012345678", "pw@"):
        assert secret not in everything


def test_help_of_an_unknown_word_names_the_nearest(team):
    """As an unknown word itself does."""
    for text in ("bord", "help bord"):
        card = team.ask(text)

        assert ("There is no “bord”", "Try: board") == (card.title, card.text)


def test_help_says_how_each_word_is_used(team):
    """All of them, and all about one."""
    every = team.ask("help")
    one = team.ask("help mute")

    assert len(VERBS) == len(every.rows)
    assert "/watch mute <indicator> <until> [why]" == one.title
    assert "/watch mute energy-flows 6h because of the summit" in said(one)


def test_a_mute_by_command_is_shown_where_people_ask(team):
    """Board, show and mutes agree."""
    team.ask("mute energy 6h because of the summit")

    for text in ("board", "show energy", "mutes"):
        assert "by Anna" in said(team.ask(text))
    assert "of the summit" in said(team.ask("mutes"))


def test_the_desk_answers_for_a_world_that_is_lived_in(database):
    """From bytes to answer: the headline is what the source published."""
    world = lived(database)

    assert GAS in said(Team(database, world=world).ask("latest"))


def test_a_filled_form_is_carried_out(team):
    """As the line with the same words is; each change is audited alike."""
    values = {"indicator": "Russian energy flows to China", "until": "6h", "why": "2 weeks of it"}
    card = team.ask(FilledCommand(verb="mute", values=values))

    assert "Muted: Russian energy flows to China" == card.title
    assert "2 weeks of it" in said(team.ask("mutes"))


def test_a_change_is_made_known_and_a_question_is_not(database):
    """Once it is committed: the cards that were posted are edited then."""
    changes = []
    team = Team(database, changed=lambda: changes.append("changed"))

    team.ask("board")
    team.press("why")
    assert [] == changes

    team.press("ack")
    assert ["changed"] == changes
