"""What Slack's answers mean for a delivery: every row of the outcome table, over the real wire."""

import asyncio
import random
import socket
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channels.slack.api import SlackRefused
from bot.channels.slack.channel import SlackChannel
from bot.errors import HistoryUnread, PlaceClosed, SendLater, SendRefused, SendUnclear
from bot.model.alerts import DeliveryKey, Receipt
from bot.outbox.attempt import Doubtful, Postponed, Sent, attempt, look_back
from tests.bot.fakes import NOON, card, delivery
from tests.fakes.slack.faults import down, error, html, late, limited, nonsense, reset, text
from tests.fakes.slack.server import fake_slack

KEY = DeliveryKey("k1")
LONG_AGO = NOON - timedelta(days=400)


@pytest.fixture
def slack():
    """A fake Slack."""
    with fake_slack() as one:
        yield one


class Clock:
    """Seconds that pass when told to."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        """Say how late it is."""
        return self.now


@pytest.fixture
def clock():
    """A clock that stands still."""
    return Clock()


@pytest.fixture
def channel(slack, clock):
    """The channel under test; a second is its patience."""
    return SlackChannel(slack.token, base_url=slack.api_url, clock=clock, timeout=1)


def send(channel, address="#geo-desk", key=KEY, **how):
    """Post and wait."""
    return asyncio.run(channel.send(address, card(), key=key, **how))


def find(channel, address="#geo-desk", key=KEY, **how):
    """Look and wait."""
    return asyncio.run(channel.find(address, key=key, since=LONG_AGO, **how))


UNCLEAR = [
    *(error(code) for code in ("fatal_error", "internal_error", "request_timeout")),
    *(down(status) for status in (500, 502, 503, 504)),
    html(),
    html(status=404),
    nonsense(),
    text(),
    reset(stored=False),
    late(1.5),
]


@pytest.mark.parametrize("fault", UNCLEAR, ids=str)
def test_nobody_knows(slack, channel, fault):
    """It may have been posted: look before sending again. One request, no retry of a library."""
    slack.script.add("chat.postMessage", fault)

    with pytest.raises(SendUnclear):
        send(channel)

    assert len(slack.calls("chat.postMessage")) == 1


@pytest.mark.parametrize("stored", [fault for fault in UNCLEAR if not fault.late], ids=str)
def test_what_arrived_after_all_is_found(slack, channel, stored):
    """Its key is in the history."""
    slack.script.add("chat.postMessage", replace(stored, stored=True))
    with pytest.raises(SendUnclear):
        send(channel)

    assert find(channel) == Receipt(f"C0DESK0001:{slack.posted()[0]['ts']}")


def test_what_was_answered_after_our_patience_is_found(slack, channel):
    """It was taken all the while."""
    slack.script.add("chat.postMessage", late(1.5))
    with pytest.raises(SendUnclear):
        send(channel)

    assert find(channel) is not None


@pytest.mark.parametrize(
    ("wished", "after"),
    [
        (7, timedelta(seconds=7)),
        (None, None),
        (0, timedelta(seconds=1)),
        (-5, timedelta(seconds=1)),
        (10**9, timedelta(minutes=15)),
        ("9" * 30, None),
        ("soon", None),
        ("1e3", None),
        ("٣", None),
    ],
)
def test_a_rate_limit_is_obeyed_within_reason(slack, channel, wished, after):
    """At least a second, at most 15 minutes; without a wish the outbox knows how long."""
    fault = limited(wished if wished is None or str(wished).isascii() else "three")
    slack.script.add("chat.postMessage", fault)

    with pytest.raises(SendLater) as later:
        send(channel)

    assert after == later.value.after
    assert [] == slack.posted()


def test_a_rate_limit_holds_up_one_channel_only(slack, channel):
    """Others go on."""
    slack.script.add("chat.postMessage", limited(30), channel="night", forever=True)
    with pytest.raises(SendLater):
        send(channel, "#night")

    assert send(channel)


def test_nobody_there_is_asked_again_later(channel):
    """A refused connection has brought nothing over."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nowhere = SlackChannel("t", base_url=f"http://127.0.0.1:{free.getsockname()[1]}/api/")

        with pytest.raises(SendLater):
            send(nowhere)


def test_a_name_that_does_not_resolve_is_asked_again_later():
    """DNS is down for everybody at times."""
    with pytest.raises(SendLater):
        send(SlackChannel("t", base_url="http://slack.invalid/api/", timeout=5))


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("#nowhere", "channel_not_found"),
        ("#secret", "channel_not_found"),
        ("#elsewhere", "not_in_channel"),
        ("#old", "is_archived"),
    ],
)
def test_a_place_that_takes_nothing_is_closed(slack, channel, address, code):
    """The message says what to do."""
    with pytest.raises(PlaceClosed, match=f"{code}: .*(invite|unarchive)"):
        send(channel, address)

    assert len(slack.calls("chat.postMessage")) == 1


@pytest.mark.parametrize("code", ["restricted_action", "missing_scope", "ekm_access_denied"])
def test_a_permission_that_lacks_closes_the_place(slack, channel, code):
    """Until somebody gives it."""
    slack.script.add("chat.postMessage", error(code))

    with pytest.raises(PlaceClosed, match=code):
        send(channel)


@pytest.mark.parametrize("code", ["msg_too_long", "invalid_blocks", "no_text", "something_new"])
def test_a_card_that_is_not_taken_is_refused(slack, channel, code):
    """The next card may be, so the place is open."""
    slack.script.add("chat.postMessage", error(code))

    with pytest.raises(SendRefused, match=code) as refused:
        send(channel)

    assert not isinstance(refused.value, PlaceClosed)


@pytest.mark.parametrize("code", ["invalid_auth", "token_revoked", "account_inactive"])
def test_a_wrong_token_stops_all_calls_for_ten_minutes(slack, channel, clock, code):
    """Two calls in ten minutes at most; the queue stays."""
    slack.workspace.refuses_token = code
    for second in range(601):
        clock.now = float(second)
        with pytest.raises(SendLater, match="SLACK_BOT_TOKEN") as later:
            send(channel, "#geo-desk" if second % 2 else "#night")

        assert later.value.after is not None
        assert timedelta(0) < later.value.after <= timedelta(minutes=10)

    assert len(slack.requests) == 2


def test_many_channels_tell_a_wrong_token_once(slack, clock):
    """Also when they all begin together."""
    channel = SlackChannel("xoxb-wrong", base_url=slack.api_url, clock=clock)

    async def together():
        sends = [channel.send(f"#c{n}", card(), key=KEY) for n in range(20)]
        return await asyncio.gather(*sends, return_exceptions=True)

    ends = asyncio.run(together())

    assert {SendLater} == {type(end) for end in ends}
    assert len(slack.requests) == 1


def test_a_token_that_works_again_is_used_again(slack, channel, clock):
    """After the pause, without a restart."""
    slack.workspace.refuses_token = "account_inactive"  # noqa: S105 - an error's name
    with pytest.raises(SendLater):
        send(channel)
    slack.workspace.refuses_token = None
    clock.now = 601.0

    assert send(channel)


def test_history_that_may_not_be_read_is_said(slack, channel):
    """The outbox then prefers a repeat to a miss."""
    slack.workspace.scopes -= {"channels:history"}

    with pytest.raises(HistoryUnread, match="missing_scope"):
        find(channel)


@pytest.mark.parametrize("fault", [down(503), limited(3), reset(), nonsense()], ids=str)
def test_history_that_cannot_be_read_now_is_asked_for_later(slack, channel, fault):
    """Not taken for an empty one."""
    slack.script.add("conversations.history", fault, forever=True)

    with pytest.raises(SendLater):
        find(channel)


def test_a_key_is_found_many_pages_back(slack, channel):
    """In a channel where people talk."""
    receipt = send(channel)
    for n in range(450):
        slack.workspace.call("chat.postMessage", {"channel": "C0DESK0001", "text": f"{n}"})

    assert receipt == find(channel)
    assert len(slack.calls("conversations.history")) == 3


def test_a_history_too_long_to_read_is_no_proof(slack, channel):
    """Not found in the first pages is not the same as not there."""
    for n in range(2100):
        slack.workspace.call("chat.postMessage", {"channel": "C0DESK0001", "text": f"{n}"})

    with pytest.raises(HistoryUnread, match="too many"):
        find(channel)

    assert len(slack.calls("conversations.history")) == 10


def test_only_our_own_keys_count(slack, channel):
    """Somebody else's metadata with the same word is not ours."""
    said = {"event_type": "other", "event_payload": {"key": KEY}}
    slack.workspace.call(
        "chat.postMessage", {"channel": "C0DESK0001", "text": "x", "metadata": said}
    )

    assert find(channel) is None


def test_names_are_looked_up_once(slack, channel):
    """And learnt from the first post, which needs no list at all."""
    send(channel)
    find(channel)
    find(channel)
    find(channel, "#night")

    assert len(slack.calls("conversations.list")) == 1


def test_a_reply_goes_to_the_thread_and_aloud_to_the_channel_too(slack, channel):
    """And is found there, under its key."""
    home = send(channel)
    reply = send(channel, key=DeliveryKey("k2"), thread=home, broadcast=True)
    first, second = slack.posted()

    assert (first["ts"], "thread_broadcast") == (second["thread_ts"], second["subtype"])
    assert reply == find(channel, key=DeliveryKey("k2"), thread=home)


def test_a_quiet_reply_is_in_no_channel(slack, channel):
    """It is found in the thread all the same."""
    home = send(channel)
    reply = send(channel, key=DeliveryKey("k2"), thread=home)

    assert "subtype" not in slack.posted()[1]
    assert find(channel, key=DeliveryKey("k2")) is None
    assert reply == find(channel, key=DeliveryKey("k2"), thread=home)


def test_where_the_first_message_is_gone_a_reply_goes_to_the_channel(slack, channel):
    """Nothing is lost with it."""
    gone = Receipt("C0DESK0001:1.000001")
    reply = send(channel, thread=gone)

    assert "thread_ts" not in slack.posted()[0]
    assert reply == find(channel, thread=gone)


def test_an_unknown_refusal_of_a_reply_does_not_move_it_into_the_channel(slack, channel):
    """A code is compared as a whole; another that begins like it is another."""
    home = send(channel)
    slack.script.add("chat.postMessage", error("thread_not_found_in_plan"))

    with pytest.raises(SlackRefused) as refused:
        send(channel, key=DeliveryKey("k2"), thread=home)

    assert ("thread_not_found_in_plan", 1) == (refused.value.code, len(slack.posted()))


def test_a_thread_of_another_channel_is_none(slack, channel):
    """The destination was given another address since."""
    home = send(channel, "C0NIGHT001")
    send(channel, "C0DESK0001", key=DeliveryKey("k2"), thread=home)

    assert "thread_ts" not in slack.posted()[0]


def test_an_edit_keeps_the_key_and_needs_no_name(slack, channel):
    """A message that was edited is still found."""
    receipt = send(channel)
    asyncio.run(channel.edit("#renamed-since", receipt, card("Another title")))

    assert "Another title" in slack.shown()
    assert receipt == find(channel)


@pytest.mark.parametrize("code", ["message_not_found", "cant_update_message"])
def test_an_edit_of_what_is_gone_is_refused(slack, channel, code):
    """It will never succeed."""
    receipt = send(channel)
    slack.script.add("chat.update", error(code))

    with pytest.raises(SendRefused, match=code):
        asyncio.run(channel.edit("#geo-desk", receipt, card()))


@pytest.mark.parametrize("fault", [reset(), down(503, stored=True)], ids=str)
def test_two_hundred_lost_answers_are_two_hundred_messages(slack, channel, fault):
    """Driven as the outbox drives it: unclear, looked for, found."""
    slack.script.add("chat.postMessage", fault, forever=True)
    rng = random.Random(7)

    async def deliver(one):
        outcome = await attempt(one, channel, now=NOON, rng=rng)
        assert isinstance(outcome, Doubtful)
        return await look_back(one, channel, now=NOON + channel.settles, rng=rng)

    async def all_of_them():
        return [await deliver(one) for one in ours]

    ours = [
        delivery(n, platform="slack", address="#geo-desk", created=LONG_AGO) for n in range(200)
    ]
    ends = asyncio.run(all_of_them())
    keys = [one["metadata"]["event_payload"]["key"] for one in slack.posted()]

    assert {Sent} == {type(end) for end in ends}
    assert [one.key for one in ours] == keys
    assert [one["ts"] for one in slack.posted()] == [
        end.receipt.message.partition(":")[2] for end in ends
    ]


def test_nothing_is_lost_or_doubled_whatever_goes_wrong(slack, channel):
    """Faults of every kind by chance, before and after the message is stored."""
    rng = random.Random(11)
    kinds = [
        None,
        limited(1),
        reset(),
        reset(stored=False),
        html(stored=True),
        down(502),
        nonsense(),
    ]
    slack.script.add("chat.postMessage", *rng.choices(kinds, k=150))
    slack.script.add(
        "conversations.history", *rng.choices([None, None, limited(1), down(500)], k=80)
    )

    async def deliver(one):
        step, now = attempt, NOON
        for _ in range(60):
            outcome = await step(one, channel, now=now, rng=rng)
            if isinstance(outcome, Sent):
                return
            assert isinstance(outcome, Doubtful | Postponed)
            step = look_back if isinstance(outcome, Doubtful) else attempt
            now = max(outcome.until, now + channel.settles)

    async def all_of_them():
        for n in range(60):
            await deliver(delivery(n, platform="slack", address="#geo-desk", tried=NOON))

    asyncio.run(all_of_them())
    keys = Counter(one["metadata"]["event_payload"]["key"] for one in slack.posted())

    assert Counter(f"key{n}" for n in range(60)) == keys
