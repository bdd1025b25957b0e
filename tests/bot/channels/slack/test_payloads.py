"""What Slack's payloads say, as its documentation shows them."""

import pytest

from bot.channels.slack.payloads import as_line, submitted_command, typed_text
from bot.model.commands import FilledCommand, Param, Verb

VERBS = (
    Verb(name="board", help=""),
    Verb(name="show", help="", params=(Param(name="indicator", kind="indicator", help=""),)),
    Verb(
        name="mute",
        help="",
        params=(
            Param(name="indicator", kind="indicator", help=""),
            Param(name="until", kind="duration", help=""),
        ),
    ),
)


def submission(verb, words):
    """Give the payload of a modal that was submitted."""
    chosen = {"type": "static_select", "selected_option": {"value": verb}}
    typed = {"type": "plain_text_input", "value": words}
    values = {"verb": {"verb": chosen}, "words": {"words": typed}}
    return {"type": "view_submission", "view": {"id": "V1", "state": {"values": values}}}


@pytest.mark.parametrize(
    ("verb", "words", "command"),
    [
        ("board", None, FilledCommand(verb="board", values={})),
        ("show", None, FilledCommand(verb="show", values={})),
        (
            "show",
            " Russia 24h desk ",
            FilledCommand(verb="show", values={"indicator": "Russia 24h desk"}),
        ),
        ("mute", "energy 6h", "mute energy 6h"),
        ("board", "energy", "board energy"),
    ],
    ids=["no words", "none where one may be", "one value", "a line for several", "too many words"],
)
def test_the_fields_of_the_modal_are_fields(verb, words, command):
    """A value is never looked into; a line is read as a typed one."""
    assert command == submitted_command(submission(verb, words), VERBS)


def test_a_filled_command_can_be_asked_again_as_a_line():
    """The button that shares an answer carries one."""
    assert "show energy" == as_line(FilledCommand(verb="show", values={"indicator": "energy"}))
    assert "board" == as_line(FilledCommand(verb="board", values={}))


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("<@U0WATCH001> board", "board"),
        ("<@U0WATCH001|watchnext>  why <@U0ANN00001>", "why <@U0ANN00001>"),
        ("why <https://a.example/?x=1&amp;y=2|a.example>", "why https://a.example/?x=1&y=2"),
        ("search a &lt; b &amp;amp; c", "search a < b &amp; c"),
        ("", ""),
    ],
)
def test_what_slack_adds_to_a_typed_line_is_taken_away(text, typed):
    """A mention in front, brackets around addresses, three entities, once each."""
    assert typed == typed_text(text)
