"""Asks one trigger how things stand: fires once until it resets, never for what was so before."""

from dataclasses import fields, replace
from datetime import timedelta
from functools import cache

from watchers.model.news import TriggerState
from watchers.model.triggers import (
    OnChange,
    OnCount,
    OnExpected,
    OnNew,
    OnNumber,
    OnSequence,
    OnSilence,
    OnSpike,
    OnStory,
    Trigger,
)
from watchers.triggers.count import count
from watchers.triggers.expected import expected
from watchers.triggers.facts import Evaluation, Facts, Fired
from watchers.triggers.new import new
from watchers.triggers.number import change, number
from watchers.triggers.sequence import sequence
from watchers.triggers.silence import silence
from watchers.triggers.spike import spike


@cache
def state_key(trigger: Trigger) -> str:
    """Give the text that a trigger is remembered by: its kind and settings, but not its severity.

    Two triggers that ask the same thing have the same text; one whose limit is changed is a new
    trigger, which is not told of what holds already.
    """
    settings = {one.name: getattr(trigger, one.name) for one in fields(trigger)}
    del settings["severity"]
    written = [f"{name}={_short(value)}" for name, value in settings.items()]
    return " ".join([type(trigger).__name__.removeprefix("On").lower(), *written])


def moves_by_time(trigger: Trigger) -> bool:
    """Whether it may fire with no news at all: because time has passed."""
    return isinstance(trigger, OnSilence | OnExpected) or (
        isinstance(trigger, OnSpike) and trigger.down
    )


def ask_again_after(trigger: Trigger) -> timedelta:
    """Say how long the clock may wait until it asks a trigger again; news asks it at once."""
    match trigger:
        case OnExpected():
            return timedelta(minutes=5)
        case OnSequence(within=length):
            return _part_of(length)
        case OnCount(over=length) | OnSpike(over=length) | OnSilence(over=length):
            return _part_of(length)
        case _:
            return timedelta(hours=1)  # time changes nothing about them


def _part_of(length: timedelta) -> timedelta:
    return min(max(length / 50, timedelta(minutes=1)), timedelta(hours=1))


def looks_back(trigger: Trigger) -> timedelta:
    """Say how far back a trigger needs to know stories."""
    match trigger:
        case OnCount(over=over) | OnSilence(over=over):
            return over
        case OnSpike(baseline=baseline, over=over):
            return baseline + over
        case OnSequence(within=within):
            return within
        case OnExpected():
            return timedelta(days=62)  # this month and the one before
        case _:
            return timedelta(0)


def ask(
    trigger: Trigger, state: TriggerState | None, facts: Facts
) -> tuple[TriggerState, Fired | None]:
    """Give how the trigger stands now, and what to signal if it fires.

    Without a state it is asked for the first time: what holds without this moment's news is
    taken as the state of things, and only what the news adds can fire.
    """
    if isinstance(trigger, OnNew | OnExpected):
        state = state or TriggerState(began=facts.now)
        if isinstance(trigger, OnNew):
            return new(trigger, state, facts)
        return expected(trigger, state, facts)
    if state is None:
        state = TriggerState(began=facts.now)
        held = _evaluation(trigger, state, facts.before()).fired is not None
        state = replace(state, active=held)
    evaluation = _evaluation(trigger, state, facts)
    if evaluation.fired is not None:
        return replace(state, active=True), None if state.active else evaluation.fired
    return (replace(state, active=False) if evaluation.reset else state), None


def _evaluation(trigger: Trigger, state: TriggerState, facts: Facts) -> Evaluation:
    match trigger:
        case OnCount():
            return count(trigger, facts)
        case OnSpike():
            return spike(trigger, facts, state.began)
        case OnSilence():
            return silence(trigger, facts, state.began)
        case OnNumber():
            return number(trigger, facts)
        case OnChange():
            return change(trigger, facts)
        case OnSequence():
            return sequence(trigger, facts)
        case OnStory() | OnNew() | OnExpected():
            return Evaluation()


def _short(value: object) -> str:
    if isinstance(value, timedelta):
        return f"{value.total_seconds():g}s"
    return ",".join(value) if isinstance(value, tuple) else str(value)
