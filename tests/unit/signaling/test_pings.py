"""Who is pinged when, and who is held for gone."""

import asyncio

import pytest

from audiencia.signaling import pings as pinging
from audiencia.signaling.pings import ANSWER_SECONDS, AT_ONCE, LATE_SECONDS, OFTEN, SELDOM, Pings, Pulse


class Far:
    """The other end of a socket."""

    def __init__(self, interval: float = OFTEN) -> None:
        self.asked, self.ended = 0, 0
        self.pulse = Pulse(0.0, self._ask, self._end, interval)

    def _ask(self) -> None:
        self.asked += 1

    def _end(self) -> None:
        self.ended += 1


@pytest.mark.parametrize("interval", [OFTEN, SELDOM])
def test_a_ping_is_due_when_nothing_was_heard_for_the_interval(interval: float) -> None:
    far = Far(interval)
    assert not far.pulse.tick(interval - 0.1)
    far.pulse.heard(interval - 0.1)
    assert not far.pulse.tick(interval)
    assert far.pulse.tick(2 * interval)
    assert (far.asked, far.ended) == (1, 0)


def test_whoever_matters_soon_is_pinged_at_once_if_it_was_long_ago() -> None:
    far = Far(SELDOM)
    assert not far.pulse.tick(OFTEN + 1)
    far.pulse.interval = OFTEN
    assert far.pulse.tick(OFTEN + 1)


def test_whatever_is_heard_after_a_ping_answers_it() -> None:
    far = Far()
    far.pulse.tick(OFTEN)
    far.pulse.heard(OFTEN + ANSWER_SECONDS - 0.1)
    assert not far.pulse.tick(OFTEN + ANSWER_SECONDS)
    assert far.ended == 0


def test_whoever_is_silent_after_a_ping_is_ended_within_ten_seconds_and_once() -> None:
    far = Far()
    far.pulse.tick(OFTEN)
    assert not far.pulse.tick(OFTEN + ANSWER_SECONDS - 0.1)
    assert far.pulse.tick(OFTEN + ANSWER_SECONDS)
    assert not far.pulse.tick(OFTEN + ANSWER_SECONDS + 0.5)
    assert (far.asked, far.ended) == (1, 1)
    assert OFTEN + ANSWER_SECONDS <= 10


def test_whoever_is_being_let_in_is_pinged_and_not_ended() -> None:
    far = Far(OFTEN)
    far.pulse = Pings(lambda: 0.0).add(far._ask, far._end)
    for second in range(1, 61):
        far.pulse.tick(float(second))
    assert (far.asked, far.ended) == (60 // OFTEN, 0)
    far.pulse.held = False
    far.pulse.heard(60.0)
    assert not far.pulse.tick(60.5)


async def test_many_are_pinged_in_turns_of_the_loop_and_those_that_are_over_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pinging, "TICK_SECONDS", 0.0)
    now, asked, turns = 0.0, list[int](), 0
    pings = Pings(lambda: now)
    everybody = [pings.add(lambda: asked.append(turns), lambda: None) for _ in range(2 * AT_ONCE)]
    pings.remove(everybody.pop())
    now = OFTEN
    running = asyncio.create_task(pings.run())
    while len(asked) < len(everybody):
        turns += 1
        await asyncio.sleep(0)
    running.cancel()
    assert len(asked) == 2 * AT_ONCE - 1
    assert max(asked.count(turn) for turn in asked) <= AT_ONCE


async def test_a_socket_that_cannot_be_pinged_keeps_no_other_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pinging, "TICK_SECONDS", 0.0)
    now, asked = 0.0, asyncio.Event()
    pings = Pings(lambda: now)

    def broken() -> None:
        raise RuntimeError("the handle is closed")

    kept = [pings.add(broken, lambda: None), pings.add(asked.set, lambda: None), pings.add(broken, lambda: None)]
    now = OFTEN
    running = asyncio.create_task(pings.run())
    await asyncio.wait_for(asked.wait(), 60)
    assert not running.done() and len(kept) == 3
    running.cancel()


@pytest.mark.parametrize("answers", [True, False])
async def test_nobody_is_ended_for_the_time_in_which_the_node_stood_still(
    monkeypatch: pytest.MonkeyPatch, answers: bool
) -> None:
    monkeypatch.setattr(pinging, "TICK_SECONDS", 0.0)
    now, ended = 0.0, asyncio.Event()
    pings = Pings(lambda: now)
    pulse = pings.add(lambda: None, ended.set)
    pulse.held, pulse.asked_at = False, 0.0
    running = asyncio.create_task(pings.run())
    await asyncio.sleep(0)  # a tick begins
    now = ANSWER_SECONDS + LATE_SECONDS  # and comes too late
    await asyncio.sleep(0)
    assert not ended.is_set()
    if answers:
        pulse.heard(now)
    for _ in range(5):
        await asyncio.sleep(0)
    assert ended.is_set() is not answers
    running.cancel()


@pytest.mark.parametrize("answers", [True, False])
@pytest.mark.parametrize("stands_still_at", [AT_ONCE // 2, AT_ONCE])
async def test_nobody_is_ended_when_the_node_stood_still_while_it_pinged_many(
    monkeypatch: pytest.MonkeyPatch, stands_still_at: int, answers: bool
) -> None:
    monkeypatch.setattr(pinging, "TICK_SECONDS", 0.0)
    now, asked, ended = 0.0, 0, 0
    pings = Pings(lambda: now)

    def ask() -> None:
        nonlocal now, asked
        asked += 1
        if asked == stands_still_at:
            now += ANSWER_SECONDS + LATE_SECONDS

    def end() -> None:
        nonlocal ended
        ended += 1

    # Alternately: some who have been asked come after the first turn, in whatever order all are gone through.
    due, waiting = zip(*((pings.add(ask, end), pings.add(ask, end)) for _ in range(2 * AT_ONCE)), strict=True)
    now = OFTEN
    for pulse in waiting:
        pulse.held, pulse.asked_at = False, now
    running = asyncio.create_task(pings.run())
    while asked < AT_ONCE:
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert (asked, ended) == (AT_ONCE, 0)
    if answers:
        for pulse in waiting:
            pulse.heard(now)
    while asked < len(due):
        await asyncio.sleep(0)
    for _ in range(5):
        await asyncio.sleep(0)
    assert ended == (0 if answers else len(waiting))
    running.cancel()
