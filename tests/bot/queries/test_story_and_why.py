import pytest

from bot.model.alerts import Decision, Disposition
from bot.model.reasons import Reason
from bot.queries.story import story_card, told_rows
from bot.queries.why import why_card
from bot.storage import decisions, feedback, mutes
from bot.storage.decisions import Told
from tests.bot.fakes import NOON
from tests.bot.queries.world import DAY, DRILL, GAS, OTHER_GAS, RAIN, World, items, lived, said, url
from tests.bot.storage.filled import by, mute
from watchers.language.passage import read_passage
from watchers.model.names import Cursor, DestinationId, IndicatorId, SourceId, StoryId
from watchers.model.news import Poll
from watchers.model.signals import Signal, StoryFigures
from watchers.pipeline import record
from watchers.rules.load import read_rules
from watchers.storage import signals
from watchers.workbench.failing_clauses import Explainer, failing_clauses

STORY = StoryId(1)


@pytest.fixture
def world(database):
    """A world in which things have happened."""
    return lived(database)


def test_a_story_shows_its_reports_in_order_and_what_was_told(world):
    """And what people did."""
    world.write(lambda c: feedback.acknowledge(c, STORY, by("Anna"), NOON))
    world.write(lambda c: feedback.vote(c, STORY, by("Boris"), NOON, useful=True))
    world.write(lambda c: mutes.add(c, mute(IndicatorId("energy-flows"), story=STORY)))

    card = world.ask(story_card, STORY)
    text = said(card)

    assert (f"Story 1: {GAS}", "2 reports by 2 outlets.") == (card.title, card.text)
    assert [(GAS, "NPR World"), (OTHER_GAS, "TASS")] == [
        (row.lead, row.quiet) for row in card.rows[:2]
    ]
    assert "energy-flows told to desk: first report of this story" in text
    assert "energy-flows told to night: first report of this story" in text
    assert "folded into what was told to desk: another report" in text
    assert "Acknowledged by Anna" in text
    assert "Muted by Anna until" in text
    assert "1 useful, 0 false alarm" in text


def test_an_unknown_story_is_an_answer(world):
    """With what helps."""
    assert "There is no story 99" == world.ask(story_card, StoryId(99)).title


def test_what_is_alike_is_told_in_one_row():
    """Two indicators of one item, told to one place for one reason."""
    told = [
        Told(
            indicator=IndicatorId(name),
            destination=DestinationId("desk"),
            disposition=Disposition.TELL,
            reason=Reason.FIRST_REPORT,
            at=NOON,
        )
        for name in ("energy", "drills", "energy")
    ]

    (row,) = told_rows(told)

    assert "energy, drills" == row.lead


@pytest.mark.parametrize(
    "spelled",
    [
        url("npr", GAS),
        url("npr", GAS).replace("https://", "http://www.") + "/?utm_source=rss",
        GAS.upper(),
        f"  {GAS.replace(' ', '  ')} ",
    ],
)
def test_why_knows_an_item_by_any_spelling_of_its_address_or_headline(world, spelled):
    """Since when, in which story, what was told, what each indicator says."""
    card = world.ask(why_card, spelled.strip())
    text = said(card)

    assert GAS == card.title
    assert "NPR World published it first seen" in text
    assert NOON - 3 * DAY == card.rows[0].when
    assert "Story 1 with 1 further report" in text
    assert "told to desk: first report of this story" in text
    assert "✓ Russian energy flows to China holds: The pipe will carry more gas" in text
    assert "✗ Joint drills not so: drill*" in text


def test_why_says_what_a_second_report_was_folded_into(world):
    """And who told the story first."""
    text = said(world.ask(why_card, url("tass", OTHER_GAS)))

    assert "first: NPR World" in text
    assert "folded into what was told to desk: another report of a story already told" in text


def test_why_says_that_nothing_held(world):
    """Silence has its reason."""
    text = said(world.ask(why_card, RAIN))

    assert "NPR World published it; no indicator held when it was judged" in text
    assert "0 of 3 indicators hold" in text
    assert "no part of it holds" in text


def test_why_says_that_a_first_look_tells_nothing_old(database):
    """What a new source already held."""
    world = World(database)
    world.publish("npr", GAS)

    text = said(world.ask(why_card, GAS))

    assert "energy-flows held: first look at its source: nothing old is told" in text


def test_why_says_that_it_is_not_decided_yet(world):
    """Between the watchers and the bot lies a moment."""
    found = Poll(
        source=SourceId("npr"),
        items=tuple(items("npr", ["Moscow sells Beijing oil again"], "", NOON)),
        cursor=Cursor("{}"),
    )
    source = world.rules.sources[SourceId("npr")]
    world.write(lambda c: record(c, source, found, world.rules, NOON))

    assert "not decided yet" in said(world.ask(why_card, "Moscow sells Beijing oil again"))


def test_why_says_what_kept_it_silent(world):
    """A mute, for one."""
    found = world.read(lambda c: signals.latest_moves(c, [IndicatorId("joint-drills")], limit=1))[0]
    again = Signal(
        figures=StoryFigures(),
        source=found.signal.source,
        at=NOON,
        indicator=found.signal.indicator,
        item=found.signal.item,
        story=found.signal.story,
    )

    def silent(connection):
        signals.append(connection, [again])
        (one,) = decisions.undecided(connection, limit=5)
        disposition = Decision(
            signal=one.id,
            destination=DestinationId("desk"),
            disposition=Disposition.DROP,
            reason=Reason.MUTED,
        )
        decisions.add(connection, [disposition], NOON)

    world.write(silent)

    assert "not told to desk: its indicator is muted" in said(world.ask(why_card, DRILL))


def test_why_judges_a_text_that_nobody_published(world):
    """What holds comes first."""
    card = world.ask(why_card, "Moscow sells oil to Beijing")

    assert "1 of 3 indicators holds" == card.title
    assert [
        "✓ Russian energy flows to China",
        "✗ Joint drills",
        "✗ Sanctions on Chinese firms",
    ] == [row.lead for row in card.rows]
    assert "not so: sanction*" in said(card)


def test_why_does_not_say_an_address_back(world):
    """It may hold a password; the host is enough."""
    for text in ("https://joe:pw@x.example/?key=pw", "see https://joe:pw@x.example/ now"):
        assert "pw" not in said(world.ask(why_card, text))


@pytest.mark.parametrize(
    ("title", "said_of_drills"),
    [
        ("Moscow drills alone", "not so: $china"),
        ("Xi opens a bridge", "not so: $russia AND drill*"),
        ("Rain in Paris", "no part of it holds"),
    ],
    ids=["one part is missing", "two are", "all are"],
)
def test_why_names_the_clauses_that_explain_names(world, title, said_of_drills):
    """The same ones as `watchnext explain`: all that would have to be so."""
    card = world.ask(why_card, title)
    (row,) = (row for row in card.rows if row.lead == "✗ Joint drills")
    query = world.rules.queries["joint-drills"]
    whole = Explainer(world.rules.vocabulary).explain(query, read_passage({"title": title}))
    failing = " AND ".join(part.text for part in failing_clauses(whole))

    assert said_of_drills == row.pieces[0].text
    assert said_of_drills in {f"not so: {failing}", "no part of it holds"}


def test_why_shows_no_more_rows_than_fit(world):
    """And says how many are left."""
    indicators = "".join(f"  i{n}: {{query: 'drill* AND w{n}'}}\n" for n in range(30))
    source = "sources: {npr: https://npr.example/rss}\n"
    rules = read_rules(f"{source}indicators:\n{indicators}", "rules.yaml")

    card = world.read(lambda c: why_card(c, rules, "Moscow sells oil to Beijing", NOON))

    assert (15, 15) == (len(card.rows), card.more)
    assert "0 of 30 indicators hold" == card.title
