"""The laws that every channel obeys. A platform's tests inherit ChannelLaws and give a bench."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from bot.errors import PlaceClosed, SendError, SendLater, SendUnclear
from bot.model.alerts import DeliveryKey, Receipt
from bot.model.cards import CardKind, MovedIndicator, Piece
from bot.protocols import Channel
from tests.bot.render.examples import ENERGY, SEEN, alert, one_of_each_kind
from watchers.model.names import IndicatorId, Severity

KEY = DeliveryKey("k7f3q2ab9xyz")
OTHER = DeliveryKey("never-sent")

# Short, so that no platform wraps or cuts them: what acts, acts at any length.
HOSTILE = {
    "an escape sequence": "a\x1b[31;5mred\x1b[0m",
    "a terminal link": "a\x1b]8;;https://evil.example/\x07click\x1b]8;;\x07",
    "a window title": "a\x1b]0;owned\x07",
    "a C1 sequence": "a\x9b2Jb\x9d0;owned\x9c",
    "a bell and backspaces": "a\x07\x08\x08b\x7f",
    "forged lines": "a\nFORGED\r\nFORGED\x85FORGED\u2028FORGED\x0bFORGED",
    "markup of rich": "[bold red]a[/] [link=https://evil.example]b[/link] :smile:",
    "a mention of everyone": "@everyone @here <!channel> <!here> <@U123> <@&99> <#C1>",
    "a masked link": "[bank](https://evil.example) <https://evil.example|bank>",
    "marks of chat": "*a* _b_ ~c~ `d` ||e|| > f # g",
    "entities": "&amp; &lt;!channel&gt; &",
    "reversed text": "a\u202egnp.exe\u202c \u2067b\u2069",
    "invisible text": "a\u200b\u2060\ufeff\U000e0041b",
    "half a character": "a\ud800b",
    "template text": "{key} {0} %s ${PATH} {{x}}",
}

DANGEROUS_ADDRESSES = {
    "script": "javascript:alert(1)",
    "data": "data:text/html,<script>",
    "a user name": "https://bank.example@evil.example/",
    "an escape sequence": "https://example.org/\x1b]8;;https://evil.example/\x07",
    "line ends": "https://example.org/\r\nFORGED",
    "delimiters": "https://example.org/>|<@everyone> )[a](https://evil.example) \"'",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """A channel on its platform, or on something that behaves like it."""

    channel: Channel
    address: str
    shown: Callable[[], str]  # all that was posted so far, as the platform received it
    live: Callable[[], list[str]]  # what of it would act: mentions, links of others, sequences
    fail: Callable[[], None]  # from here on the platform refuses or cannot be reached
    secrets: tuple[str, ...] = ()

    def send(self, card, key=KEY):
        """Post and wait."""
        return asyncio.run(self.channel.send(self.address, card, key=key))

    def find(self, key=KEY):
        """Look and wait."""
        return asyncio.run(self.channel.find(self.address, key=key, since=SEEN))


def laced(text):
    """Give an alert with `text` in every field that anybody outside can write."""
    hostile = MovedIndicator(
        id=IndicatorId("energy-flows"),
        title=text,
        direction=text,
        severity=Severity.SERIOUS,
        quote=text,
    )
    card = alert(title=text, summary=text, moved=(hostile,))
    return replace(card, source_name=text, article=text, text=text)


def laced_lines(text):
    """Give a digest whose lines and own words are `text`."""
    card = one_of_each_kind()[CardKind.DIGEST]
    lines = tuple(replace(line, title=text, source_name=text) for line in card.lines[:2])
    return replace(card, title=text, lines=lines, text=text)


class ChannelLaws:
    """Inherit as Test<Platform> and define the fixture `bench`."""

    @pytest.fixture
    def bench(self) -> Bench:
        """Give the channel under test."""
        raise AssertionError("a platform's tests define their own bench")

    @pytest.mark.parametrize("kind", list(CardKind))
    def test_every_kind_of_card_is_taken_and_shown(self, bench, kind):
        """Its title reaches the reader."""
        card = one_of_each_kind()[kind]
        bench.send(card)

        assert card.title in bench.shown()

    def test_what_was_sent_is_found_by_its_key(self, bench):
        """After an unclear end the outbox learns that the card is there, and where."""
        receipt = bench.send(alert())

        assert receipt == bench.find()
        assert isinstance(receipt, Receipt)

    def test_what_was_not_sent_is_not_found(self, bench):
        """Neither before anything was sent nor after something else was."""
        before = bench.find(OTHER)
        bench.send(alert())

        assert (before, bench.find(OTHER)) == (None, None)

    def test_two_cards_are_two_posts(self, bench):
        """Cards that differ in nothing but their keys are each shown."""
        bench.send(alert())
        once = bench.shown().count(alert().title)
        bench.send(alert(), OTHER)

        assert 2 * once == bench.shown().count(alert().title)

    @pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
    @pytest.mark.parametrize("lace", [laced, laced_lines], ids=["alert", "digest"])
    def test_hostile_text_is_shown_and_does_nothing(self, bench, lace, text):
        """Whoever writes a headline writes words, never commands."""
        bench.send(lace(text))

        assert bench.live() == []
        assert bench.shown()

    @pytest.mark.parametrize("address", DANGEROUS_ADDRESSES.values(), ids=DANGEROUS_ADDRESSES)
    def test_a_dangerous_address_is_no_link(self, bench, address):
        """Only plain http and https can be clicked, and nothing breaks out of the link."""
        bench.send(alert(url=address))

        assert bench.live() == []

    @pytest.mark.parametrize(
        "title", ["bank.example: log in again", "Log in at https://bank.example/ now"]
    )
    @pytest.mark.parametrize("lace", [laced, laced_lines], ids=["alert", "digest"])
    def test_a_headline_that_names_another_site_is_no_link(self, bench, lace, title):
        """It is shown, and leads nowhere; the true site stands beside it."""
        bench.send(lace(title))

        assert bench.live() == []
        assert "bank.example" in bench.shown()

    @pytest.mark.parametrize("unit", ["a", "a ", "я", "中", "👩‍👩‍👧", "e\u0301", "&<>*_`"])
    def test_no_text_is_too_long(self, bench, unit):
        """Cut to the platform's limits, never refused."""
        long = unit * 20_000
        moved = tuple(
            replace(ENERGY, id=IndicatorId(f"i{n}"), title=unit * 300, quote=unit * 3000)
            for n in range(30)
        )
        card = replace(alert(moved=moved), title=long, headline=(Piece(long, highlighted=True),))

        assert bench.send(replace(card, snippet=(Piece(long),), source_name=long))

    def test_no_list_is_too_long(self, bench):
        """A digest of very many long lines is taken."""
        card = one_of_each_kind()[CardKind.DIGEST]
        lines = tuple(replace(card.lines[0], title=f"{n} " * 400) for n in range(200))

        assert bench.send(replace(card, lines=lines))

    def test_a_card_of_nothing_is_taken(self, bench):
        """Empty titles and missing addresses are no reason to refuse."""
        bare = replace(alert(url=None, published=None), title="", headline=(), snippet=())

        assert bench.send(replace(bare, source_name="", indicators=(), reason=None, article=""))

    def test_a_failure_is_a_send_error_that_gives_nothing_away(self, bench):
        """The outbox can act on it, and it may be logged: no secret, no text of the card."""
        bench.fail()

        with pytest.raises(SendError) as failure:
            bench.send(alert())

        told = f"{failure.value!s} {failure.value!r} {failure.value.__cause__!r}"
        assert not [each for each in (*bench.secrets, alert().title) if each in told]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformBench(Bench):
    """A bench whose platform can be made to misbehave. Each fault strikes the next request."""

    limit: Callable[[int], None]  # it asks us to wait so many seconds, and takes nothing
    lose_reply: Callable[[], None]  # it posts, and breaks the connection instead of answering
    refuse: Callable[[], None]  # it will take no card at this place
    count: Callable[[], int]  # how many messages are there

    def edit(self, receipt, card):
        """Edit and wait."""
        asyncio.run(self.channel.edit(self.address, receipt, card))


class PlatformLaws(ChannelLaws):
    """What channels with a server behind them obey besides."""

    def test_an_edit_replaces_what_is_shown_and_twice_does_no_harm(self, bench):
        """The message stays one, and stays findable by its key."""
        receipt = bench.send(alert())
        for _ in range(2):
            bench.edit(receipt, alert(title="What it says now"))

        assert ("What it says now" in bench.shown(), bench.count()) == (True, 1)
        assert receipt == bench.find()

    def test_a_hostile_edit_does_nothing_either(self, bench):
        """An edit is no way round the escapes."""
        receipt = bench.send(alert())
        for text in HOSTILE.values():
            bench.edit(receipt, laced(text))

        assert bench.live() == []

    def test_a_reply_goes_to_its_thread_and_is_found_there(self, bench):
        """Whoever reads the channel is not disturbed."""
        home = bench.send(alert())
        sent = bench.channel.send(bench.address, alert(), key=OTHER, thread=home)
        reply = asyncio.run(sent)
        looked = bench.channel.find(bench.address, key=OTHER, since=SEEN, thread=home)

        assert reply == asyncio.run(looked)
        assert reply != home

    def test_a_rate_limit_is_obeyed(self, bench):
        """The platform's own wish reaches the outbox, and nothing was posted."""
        bench.limit(7)

        with pytest.raises(SendLater) as later:
            bench.send(alert())

        assert (timedelta(seconds=7), 0) == (later.value.after, bench.count())

    def test_a_lost_reply_is_unclear_and_then_found(self, bench):
        """One message, whatever the library would like to repeat."""
        bench.lose_reply()

        with pytest.raises(SendUnclear):
            bench.send(alert())

        assert bench.count() == 1
        assert bench.find() is not None

    def test_a_closed_place_is_told_as_such(self, bench):
        """The outbox parks it there instead of trying on and on."""
        bench.refuse()

        with pytest.raises(PlaceClosed):
            bench.send(alert())

    def test_no_secret_is_logged_even_at_debug(self, bench, caplog):
        """Neither by us nor by the libraries, whether it goes well or not."""
        with caplog.at_level("DEBUG"):
            receipt = bench.send(alert())
            bench.edit(receipt, alert())
            bench.find(OTHER)
            asyncio.run(bench.channel.problems(bench.address))
            bench.fail()
            with pytest.raises(SendError):
                bench.send(alert())

        assert not [secret for secret in bench.secrets if secret in caplog.text]

    def test_a_place_that_is_well_has_no_problems(self, bench):
        """Doctor is silent where there is nothing to do."""
        assert [] == list(asyncio.run(bench.channel.problems(bench.address)))
