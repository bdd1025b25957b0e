import asyncio
from datetime import datetime, timedelta

from tests.watchers.newsroom import DAY, HOUR, Newsroom, kinds, said
from watchers import moves
from watchers.storage.trigger_states import Key

ONE = "indicators: {{a: {{query: gas, {}}}}}"


def gas(first, count):
    """So many headlines, each a story of its own."""
    names = ["alpha", "beta", "gamma", "delta", "omega", "sigma", "kappa", "theta", "zeta", "iota"]
    return [f"gas {names[n % 10]} {names[n // 10 % 10]} {n}" for n in range(first, first + count)]


def test_a_count_is_told_once_and_again_after_it_calmed_down(database):
    """In the transaction of the poll that brought the last story."""
    room = Newsroom(database, ONE.format("triggers: [{count: {at least: 3, over: 24h}}]"))

    assert [] == room.poll(*gas(0, 2))
    (signal,) = room.poll(*gas(2, 1))
    assert ("count", "wire", "a") == (signal.kind, signal.source, signal.indicator)
    assert "3 stories in 24 hours" == signal.figures.describe()
    assert 3 == len(signal.figures.evidence)
    assert [] == room.poll(*gas(3, 4))
    room.tick(2 * DAY)
    assert ["3 stories in 24 hours"] == said(room.poll(*gas(7, 3)))


def test_an_indicator_without_the_story_trigger_tells_no_stories(database):
    """Its matches are recorded, and count."""
    room = Newsroom(database, ONE.format("triggers: [{count: {at least: 9, over: 24h}}]"))

    assert [] == room.poll(*gas(0, 5))


def test_a_trigger_may_be_more_severe_than_its_indicator(database):
    """The signal says so; a story's as well."""
    room = Newsroom(
        database,
        ONE.format(
            "triggers: [{story: {severity: minor}}, "
            "{count: {at least: 1, over: 1d, severity: critical}}]"
        ),
    )
    caused = room.poll(*gas(0, 1))

    assert {"story": "minor", "count": "critical"} == {
        one.kind: one.figures.severity for one in caused
    }


def test_two_reports_of_one_story_are_one(database):
    """Counts count stories."""
    room = Newsroom(database, ONE.format("triggers: [{count: {at least: 2, over: 24h}}]"))
    headline = "Gas flows again through the northern pipeline after repair"

    assert [] == room.poll(headline)
    assert [] == room.poll(headline, source="tass")


def test_what_a_first_look_or_an_archive_brings_counts_for_nothing(database):
    """It was no news when it came."""
    rules = ONE.format("triggers: [{count: {at least: 3, over: 24h}}]")
    room = Newsroom(database, rules)
    old = room.poll(*gas(0, 20), published=room.now - 30 * DAY)

    assert [] == kinds(old)
    room.use(rules.replace("indicators", "defaults: {severity: minor}\nindicators"))
    assert [] == room.poll(*gas(20, 2))


def test_silence_is_told_by_the_clock_and_ended_by_a_story(database):
    """Once each."""
    room = Newsroom(database, ONE.format("triggers: [silence: 14d]"))
    room.poll(*gas(0, 1))
    quiet = []
    for _ in range(28):
        room.poll(after=12 * HOUR)
        quiet = room.tick()
        if quiet:
            break

    assert ["no story for 14 days; none since 2 March 2026"] == said(quiet)
    assert quiet[0].source is None
    room.poll(after=DAY)
    assert [] == room.tick()
    room.poll(*gas(1, 1))
    room.tick()
    room.poll(after=15 * DAY)
    assert ["silence"] == kinds(room.tick())


def test_silence_is_not_told_while_no_source_is_read(database):
    """The clock alone knows nothing."""
    room = Newsroom(database, ONE.format("triggers: [silence: 14d]"))

    assert [] == room.tick(60 * DAY)


def test_a_spike_says_what_is_usual(database):
    """Ten days of one or two, then nine."""
    room = Newsroom(database, ONE.format("triggers: [spike]"))
    number = 0
    for day in range(12):
        count = 1 + day % 2
        assert [] == room.poll(*gas(number, count), after=DAY)
        number += count

    assert ["9 stories in 24 hours; usual 1 to 2"] == said(room.poll(*gas(number, 9), after=DAY))


def test_a_term_and_a_source_are_told_when_they_are_met_first(database):
    """After the time to learn; the item shows it."""
    room = Newsroom(
        database,
        "vocabulary: {grade: [alpha, beta, gamma]}\n"
        + ONE.format("triggers: [{new: {of: $grade}}, {new: {of: sources}}]"),
    )

    assert [] == room.poll("gas alpha one")
    room.now += 8 * DAY
    (signal,) = room.poll("gas alpha two", "gas beta three")
    assert "for the first time: beta" == signal.figures.describe()
    assert 1 == len(signal.figures.evidence)
    assert [] == room.poll("gas beta four")
    assert ["for the first time from: TASS"] == said(room.poll("gas alpha five", source="tass"))
    assert [] == room.poll("gas alpha six", source="tass")


def test_a_sequence_moves_with_the_indicators_it_names(database):
    """Its own indicator needs no query."""
    room = Newsroom(
        database,
        """\
indicators:
  both: {severity: critical, triggers: [{sequence: {of: [drills, words], within: 7d}}]}
  drills: {query: drill}
  words: {title: Words, query: statement}
""",
    )
    assert [] == kinds(room.poll("drill at sea begins"))
    assert [] == kinds(room.poll("statement is made on security", after=8 * DAY))
    caused = room.poll("second drill begins near the coast", after=DAY)

    assert [("both", "“drills” and “Words” within 7 days")] == [
        (one.indicator, one.figures.describe()) for one in caused if one.kind == "sequence"
    ]


def test_what_a_calendar_expects_is_told_missing_once(database):
    """By the clock, after its days."""
    room = Newsroom(database, ONE.format('triggers: [{expected: {days: 5-6, at: "07:00"}}]'))
    told = []
    for _ in range(20):
        room.poll(after=12 * HOUR)
        told += said(room.tick())

    assert ["expected by 6 March 2026, 07:00 UTC, and missing"] == told


def test_a_trial_moves_like_any_other_and_what_is_off_does_not(database):
    """The bot keeps a trial to itself; what is off is not even judged."""
    rules = "status: {}, triggers: [story, {{count: {{at least: 2, over: 24h}}}}]"
    room = Newsroom(database, ONE.format(rules.format("trial")))
    assert ["count"] == kinds(room.poll(*gas(0, 2)))

    room.use(ONE.format(rules.format("live")))
    assert ["story"] == [one.kind for one in room.poll(*gas(2, 1))]

    room.use(ONE.format(rules.format("off")))
    assert [] == room.tick()
    assert [] == room.poll(*gas(3, 2))


def test_a_trigger_written_later_does_not_fire_for_the_past(database):
    """What holds already is its beginning; a changed limit begins anew, the same goes on."""
    room = Newsroom(database, ONE.format("triggers: [story]"))
    room.poll(*gas(0, 5))
    count = "triggers: [{{count: {{at least: {}, over: 24h}}}}]"
    room.use(ONE.format(count.format(3)))
    assert [] == room.tick()
    assert [] == room.poll(*gas(5, 1))

    room.use(ONE.format(count.format(4)))
    assert [] == room.tick()
    assert [] == room.poll(*gas(6, 1))


def test_a_rule_that_is_only_made_more_severe_tells_nothing_again(database):
    """The question is the same, and so is how it stands."""
    count = "triggers: [{{count: {{at least: 3, over: 24h, severity: {}}}}}]"
    room = Newsroom(database, ONE.format(count.format("minor")))
    assert 1 == len(room.poll(*gas(0, 3)))

    room.use(ONE.format(count.format("critical")))
    assert [] == room.tick()
    assert [] == room.poll(*gas(3, 2))


def test_noise_moves_nothing(database):
    """What `never` names is not even recorded."""
    room = Newsroom(database, "never: [football]\n" + ONE.format("triggers: [story]"))

    assert [] == room.poll("gas in football")
    assert 1 == len(room.poll("gas in Europe"))


def test_a_minute_of_the_clock_with_nothing_to_tell_writes_nothing(database):
    """Asked each minute of a day."""
    room = Newsroom(database, ONE.format("triggers: [silence: 3d, spike: {direction: down}]"))
    room.poll(*gas(0, 3))

    assert [] == [signal for _ in range(60) for signal in room.tick(timedelta(minutes=1))]


def test_the_clock_asks_each_trigger_now_and_then_and_new_ones_at_once(database):
    """A minute's tick of a thousand indicators costs little; none waits longer than an hour."""
    room = Newsroom(database, ONE.format("triggers: [silence: 14d]"))
    later: dict[Key, datetime] = {}

    def ticks(minutes):
        def run(connection):
            moves.by_time(connection, room.rules, now=room.now, later=later)

        asked = []
        for _ in range(minutes):
            room.now += timedelta(minutes=1)
            before = dict(later)
            asyncio.run(database.write(run))
            asked += [key for key in later if later[key] != before.get(key)]
        return asked

    assert 1 <= len(ticks(90)) <= 3
    room.use(ONE.format("triggers: [silence: 14d, silence: 7d]"))
    assert ("a", "silence over=604800s") in ticks(1)
