"""Every way Discord can answer, and what the outbox is told of it."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import SendLater, SendRefused, SendUnclear
from bot.model.alerts import DeliveryKey, Receipt
from bot.model.cards import AlertId
from tests.bot.render.examples import alert
from tests.fakes.discord.bench import Clock, outcome
from tests.fakes.discord.server import fake_discord
from tests.fakes.discord.wire import Fault, banned, broken, late, limited, refused, reset
from watchers.model.names import Severity

KEY = DeliveryKey("4f0c2a91b7d35e6688aa")


@pytest.fixture
def discord():
    """A Discord on loopback."""
    with fake_discord() as fake:
        yield fake


@pytest.fixture
def desk(discord):
    """A channel on it."""
    return discord.add_channel("desk")


def sending(desk, key=KEY, **named):
    """Give the work of sending one alert."""
    return lambda channel: channel.send(desk, alert(), key=key, **named)


def test_after_the_end_nothing_is_sent_and_no_session_is_opened(discord, desk):
    """A late card waits for the next start; a session opened now would never be closed."""

    async def work(channel):
        await channel.aclose()
        await channel.send(desk, alert(), key=KEY)

    assert isinstance(outcome(discord, work), SendLater)
    assert [] == discord.log


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520, 524])
def test_a_broken_answer_is_unclear(discord, desk, status):
    """It may have been posted, so nobody sends it again without looking."""
    discord.script(broken(status))

    assert isinstance(outcome(discord, sending(desk)), SendUnclear)
    assert 1 == len(discord.requests("POST", "/messages"))


@pytest.mark.parametrize("stored", [True, False])
def test_a_reset_connection_is_unclear(discord, desk, stored):
    """And is not tried again behind the outbox's back."""
    discord.script(reset(stored=stored))

    assert isinstance(outcome(discord, sending(desk)), SendUnclear)
    assert 1 == len(discord.requests("POST", "/messages"))


def test_a_late_answer_is_unclear(discord, desk):
    """Our own timeout ends the wait; the message is there all the same."""
    discord.script(late(0.6))

    assert isinstance(outcome(discord, sending(desk), timeout=0.2), SendUnclear)
    assert 1 == len(discord.posted(desk))


def test_html_with_200_is_unclear(discord, desk):
    """Some box in between answered; Discord may have heard it."""
    discord.script(Fault(status=200, body="<html>Welcome</html>"))

    assert isinstance(outcome(discord, sending(desk)), SendUnclear)


def test_no_connection_is_later(discord, desk):
    """Nothing was sent, so it may be sent again without a look."""
    answer = outcome(discord, sending(desk), api_url="http://127.0.0.1:9/api/v10")

    assert isinstance(answer, SendLater)


def test_no_name_is_later(discord, desk):
    """DNS is out."""
    answer = outcome(discord, sending(desk), api_url="http://discord.invalid/api/v10")

    assert isinstance(answer, SendLater)


@pytest.mark.parametrize(
    ("after", "told"),
    [(2.5, 2.5), (0, 1), (-3, 1), (3_600, 3_600), (1e9, 3_600), ("soon", 1), (None, 1)],
)
def test_a_limit_is_obeyed_within_reason(discord, desk, after, told):
    """Retry-After is a float in the body; nonsense is a second, and nothing is over an hour."""
    body = {"message": "You are being rate limited.", "retry_after": after, "global": False}
    discord.script(Fault(status=429, body=body))

    assert timedelta(seconds=told) == outcome(discord, sending(desk)).after


def test_a_limited_channel_waits_and_others_go_on(discord, desk):
    """The limit is its own; until it is over it is not even asked."""
    night = discord.add_channel("night")
    discord.script(limited(60.0))

    async def work(channel):
        ends = []
        for place, key in [(desk, "a"), (desk, "b"), (night, "c")]:
            try:
                ends.append(await channel.send(place, alert(), key=key))
            except SendLater as e:
                ends.append(e.after)
        return ends

    first, second, third = outcome(discord, work)

    assert [60, 60] == [round(after.total_seconds()) for after in (first, second)]
    assert isinstance(third, Receipt)
    assert 2 == len(discord.requests("POST", "/messages"))


def test_a_global_limit_stops_every_channel(discord, desk):
    """It is the bot's, not the channel's."""
    night = discord.add_channel("night")
    discord.script(limited(60.0, scope="global", everywhere=True))

    async def work(channel):
        afters = []
        for place in (desk, night):
            with pytest.raises(SendLater) as failure:
                await channel.send(place, alert(), key=KEY)
            afters.append(failure.value.after)
        return afters

    assert all(after > timedelta(seconds=59) for after in outcome(discord, work))
    assert 1 == len(discord.requests("POST", "/messages"))


def test_a_full_bucket_is_waited_out_or_told(discord, desk):
    """Under five seconds are waited; what is longer the outbox keeps. Never is one sent early."""
    discord.limit(2, 1.0)

    async def work(channel):
        for n in range(5):
            await channel.send(desk, alert(), key=f"k{n}")

    assert outcome(discord, work) is None
    assert 5 == len(discord.posted(desk))
    # The fake refuses what comes early; then there would be more requests than messages.
    assert 5 == len(discord.requests("POST", "/messages"))


def test_a_long_bucket_is_later_without_a_request(discord, desk):
    """The sender never sleeps for minutes inside the channel."""
    discord.limit(1, 300.0)

    async def work(channel):
        await channel.send(desk, alert(), key="one")
        return await channel.send(desk, alert(), key="two")

    assert outcome(discord, work).after > timedelta(seconds=290)
    assert 1 == len(discord.requests("POST", "/messages"))


def test_the_page_of_a_ban_stops_all_for_ten_minutes_then_one_tries(discord, desk):
    """No Via header: it is Cloudflare, and every further request makes it worse."""
    clock = Clock()
    night = discord.add_channel("night")
    discord.script(banned(), banned())

    async def work(channel):
        afters = []
        for minutes in (0, 1, 9.9, 10.1, 10.2, 19):
            clock.now = 1_000.0 + 60 * minutes
            for place in (desk, night):
                with pytest.raises(SendLater) as failure:
                    await channel.send(place, alert(), key=KEY)
                afters.append(failure.value.after)
        clock.now += 700
        return afters, await channel.send(desk, alert(), key=KEY)

    afters, receipt = outcome(discord, work, clock=clock)

    assert timedelta(minutes=10) == afters[0]
    assert 3 == len(discord.requests("POST", "/messages"))
    assert isinstance(receipt, Receipt)


def test_a_wrong_token_stops_all_calls_and_keeps_the_queue(discord, desk):
    """One probe in ten minutes; the message says what to do and not what the token was."""
    clock = Clock()

    async def work(channel):
        said = set()
        for _ in range(50):
            with pytest.raises(SendLater) as failure:
                await channel.send(desk, alert(), key=KEY)
            said.add(str(failure.value))
        return said

    answers = outcome(discord, work, token="not-the-token", clock=clock)

    assert 1 == len(discord.requests("POST", "/messages"))
    assert all("DISCORD_TOKEN" in answer for answer in answers)
    assert all("not-the-token" not in answer for answer in answers)


def test_a_channel_that_refuses_is_not_asked_again_for_ten_minutes(discord, desk):
    """500 alerts wait: one request, 500 refusals; after ten minutes one request more."""
    clock = Clock()
    desk = discord.add_channel("closed", denied=["Send Messages"])
    night = discord.add_channel("night")

    async def work(channel):
        for n in range(500):
            with pytest.raises(SendRefused):
                await channel.send(desk, alert(), key=f"k{n}")
        clock.now += 601
        with pytest.raises(SendRefused):
            await channel.send(desk, alert(), key="later")
        return await channel.send(night, alert(), key="other")

    assert isinstance(outcome(discord, work, clock=clock), Receipt)
    assert 2 == discord.invalid


def test_at_most_twenty_invalid_requests_in_ten_minutes(discord):
    """Over many channels too: Discord would ban the address at 10,000."""
    clock = Clock()
    places = [discord.add_channel(f"c{n}", denied=["View Channel"]) for n in range(60)]

    async def work(channel):
        kinds = []
        for place in places:
            try:
                await channel.send(place, alert(), key=KEY)
            except (SendRefused, SendLater) as e:
                kinds.append(type(e).__mro__[1] if isinstance(e, SendRefused) else SendLater)
        return kinds

    kinds = outcome(discord, work, clock=clock)

    assert 20 == discord.invalid
    assert [SendRefused] * 20 + [SendLater] * 40 == kinds


def test_shared_limits_do_not_count_as_ours(discord):
    """They are other people's doing (topics/rate-limits)."""
    places = [discord.add_channel(f"c{n}") for n in range(25)]
    discord.script(limited(60.0, scope="shared", times=24))

    async def work(channel):
        for place in places[:24]:
            with pytest.raises(SendLater):
                await channel.send(place, alert(), key=KEY)
        return await channel.send(places[24], alert(), key=KEY)

    assert isinstance(outcome(discord, work), Receipt)


@pytest.mark.parametrize(
    ("code", "status", "advice"),
    [
        (10003, 404, "check its id"),
        (50001, 403, "View Channel"),
        (50013, 403, "watchnext doctor"),
        (50008, 400, "text channel"),
        (50035, 400, "code 50035"),
        (0, 405, "HTTP 405"),
    ],
)
def test_a_refusal_is_final_and_says_what_to_do(discord, desk, code, status, advice):
    """The outbox parks it; people read why."""
    discord.script(refused(code, status))
    answer = outcome(discord, sending(desk))

    assert isinstance(answer, SendRefused)
    assert advice in str(answer)


def test_a_poison_message_names_the_field_and_not_its_text(discord, desk):
    """Discord's own sentences may quote the text, so they are left out."""
    errors = {"embeds": {"0": {"title": {"_errors": [{"code": "BAD", "message": "Russia"}]}}}}
    discord.script(
        Fault(status=400, body={"code": 50035, "message": "Invalid Form Body", "errors": errors})
    )
    answer = outcome(discord, sending(desk))

    assert "embeds.0.title BAD" in str(answer)
    assert "Russia" not in str(answer)


def test_another_server_under_the_address_is_named(discord, desk):
    """A 404 that is no JSON is not Discord's."""
    discord.script(Fault(status=404, body="<html>nginx</html>"))

    assert "DISCORD_API_URL" in str(outcome(discord, sending(desk)))


def test_what_is_no_channel_id_is_refused_without_a_request(discord):
    """With the way to find the id."""
    answer = outcome(discord, sending("#geo-desk"))

    assert "Copy Channel ID" in str(answer)
    assert [] == discord.log


def test_a_message_that_a_moderator_removed_is_not_sent_again(discord, desk):
    """Its nonce is known, so it was delivered."""
    discord.script(broken())

    async def work(channel):
        with pytest.raises(SendUnclear):
            await channel.send(desk, alert(), key=KEY)
        discord.delete(desk, discord.posted(desk)[0]["id"])
        receipt = await channel.send(desk, alert(), key=KEY)
        with pytest.raises(SendRefused):
            await channel.edit(desk, receipt, alert())
        return receipt

    assert isinstance(outcome(discord, work), Receipt)
    assert [] == discord.posted(desk)


def test_only_minor_cards_are_silent(discord, desk):
    """SUPPRESS_NOTIFICATIONS; and embeds are never suppressed."""

    async def work(channel):
        for n, severity in enumerate(Severity):
            await channel.send(desk, replace(alert(), severity=severity), key=f"k{n}")

    discord.limit(50, 1.0)
    outcome(discord, work)
    flags = {
        severity: one["flags"] for severity, one in zip(Severity, discord.posted(desk), strict=True)
    }

    assert {Severity.MINOR: 1 << 12} == {key: value for key, value in flags.items() if value}


@pytest.mark.parametrize(
    ("mention", "content", "allowed"),
    [
        ("", "", {"parse": []}),
        ("<@&123456789012345678>", "<@&123456789012345678>", {"roles": ["123456789012345678"]}),
        ("123456789012345678", "", {"parse": []}),
        ("<@123456789012345678>", "<@123456789012345678>", {"users": ["123456789012345678"]}),
        ("@here", "@here", {"parse": ["everyone"]}),
        ("somebody", "", {"parse": []}),
    ],
)
def test_only_whom_the_rules_name_is_pinged(discord, desk, mention, content, allowed):
    """By id, and nobody else along with them."""
    outcome(discord, sending(desk, mention=mention))
    body = discord.requests("POST", "/messages")[0].body

    assert content == body.get("content", "")
    assert {"parse": []} | allowed == body["allowed_mentions"]
    assert [] == discord.live()


def test_every_call_carries_the_key_and_pings_nobody(discord, desk):
    """Create, edit and reply."""

    async def work(channel):
        card = replace(alert(), alert=AlertId(7))
        first = await channel.send(desk, card, key=KEY)
        await channel.edit(desk, first, card)
        await channel.send(desk, card, key="k2", thread=first)
        await channel.send(desk, card, key="k3", thread=first, broadcast=True)

    outcome(discord, work)
    writes = [one.body for one in discord.log if "/messages" in one.path and one.body]
    writes = [one for one in writes if "embeds" in one]

    assert [{"parse": []}] * 5 == [one["allowed_mentions"] for one in writes]
    assert [KEY, None, "k2", "k2", "k3"] == [one.get("nonce") for one in writes]
    assert [] == discord.live()


def test_no_secret_reaches_an_error_or_the_log(discord, desk, caplog):
    """At DEBUG, for whatever goes wrong."""
    caplog.set_level(logging.DEBUG)
    faults = [broken(), reset(), late(0.5), limited(0.1), banned(), refused(50013), refused(0, 401)]
    for fault in faults:
        discord.script(fault)
        answer = outcome(discord, sending(desk), timeout=0.2)
        told = f"{answer!s} {answer!r} {answer.__cause__!r} {answer.__context__!r}"

        assert discord.token not in told
    assert discord.token not in caplog.text
