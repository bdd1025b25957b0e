import json

import pytest

from watchers.model.names import StoryId
from watchers.stories.group import Head, same_story

FIRST = Head.of("Russia and China agree a price for Power of Siberia 2 gas", None, story=StoryId(1))


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("Russia and China agree a price for Power of Siberia 2 gas", id="the same"),
        pytest.param(
            "Russia and China agree a price for Power of Siberia 2 gas - BBC News", id="an outlet"
        ),
        pytest.param("Russia and China agree a price for Power of Siberia 2 gas!", id="a mark"),
    ],
)
def test_one_headline_is_one_story(title):
    """Wire copy appears under the same headline in many outlets."""
    assert StoryId(1) == same_story(Head.of(title, None), [FIRST])


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("Russia and China agree a price for Power of Siberia 3 gas", id="a number"),
        pytest.param("Russia and China fail to agree on pipeline gas, Kremlin says", id="a denial"),
        pytest.param("Live updates", id="too short"),
        pytest.param("", id="empty"),
    ],
)
def test_another_headline_is_another_story(title):
    """A wrong join would hide news."""
    assert same_story(Head.of(title, None), [FIRST]) is None


def test_one_address_is_one_story():
    """Two feeds of one outlet carry the same page."""
    there = Head.of("Gas deal", "https://example.org/gas?utm_source=rss", story=StoryId(7))

    assert StoryId(7) == same_story(Head.of("Other words", "http://www.example.org/gas/"), [there])


def test_chinese_headlines_are_compared_by_pairs_of_characters():
    """Where a script has no spaces there are no words to compare."""
    there = Head.of("中俄签署天然气供应协议 普京称具有历史意义", None, story=StoryId(3))

    assert StoryId(3) == same_story(
        Head.of("中俄签署天然气供应协议，普京称具有历史意义", None), [there]
    )
    assert same_story(Head.of("中俄举行联合海上军事演习 普京发表讲话", None), [there]) is None


def test_what_belongs_to_no_story_draws_nothing_into_one():
    """A headline of no story beside one that has a story: only the second counts."""
    title = "Russia and China agree a price for Power of Siberia 2 gas"
    nowhere = Head.of(title, None)

    assert same_story(Head.of(title, None), [nowhere]) is None
    assert StoryId(1) == same_story(Head.of(title, None), [nowhere, FIRST])


def test_the_likest_story_wins():
    """Not merely the first that is alike enough."""
    near = Head.of("one two three four five six seven eight", None, story=StoryId(1))
    same = Head.of("one two three four five six seven nine", None, story=StoryId(2))

    assert StoryId(2) == same_story(
        Head.of("one two three four five six seven nine", None), [near, same]
    )


def test_real_items_that_are_joined_tell_the_same_event(shared):
    """On labelled news a join is right at least 97 times in a hundred."""
    lines = (shared / "stories" / "domain-dev.jsonl").read_text(encoding="utf-8").splitlines()
    news = [json.loads(line) for line in lines]
    heads = [Head.of(one["title"], one["url"], story=StoryId(n)) for n, one in enumerate(news)]
    joined = [
        (one, news[int(found)])
        for n, one in enumerate(news)
        if (found := same_story(heads[n], heads[:n])) is not None
    ]
    right = [a for a, b in joined if a["cluster"] == b["cluster"]]

    assert joined
    assert len(right) >= 0.97 * len(joined)
