"""Who near the front is told at once, and who with the next batch."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

from audiencia.core.ids import QueueId
from audiencia.queue.domain.connecting import NEAR_PLACES
from audiencia.queue.domain.room import RoomState
from audiencia.queue.domain.ticket import TicketState
from audiencia.queue.snapshot.ticket_facts import HistoryFacts, TicketFacts
from audiencia.runtime.forecast import Expected
from audiencia.signaling.fanout import AT_ONCE
from audiencia.signaling.namespaces.citizen_watcher import CitizenWatcher
from audiencia.signaling.namespaces.socket import Interned, LastSent, Live, Socket
from audiencia.signaling.pings import OFTEN, SELDOM, Pulse
from audiencia.signaling.transport import Stay
from audiencia.signaling.views.queue_news import MINOR_SECONDS
from audiencia.signaling.words import PASSED
from tests.support.queue_builders import OPENS
from tests.support.view_builders import WORDS, facts, holding, snapshot

PEOPLE = [facts(number) for number in range(AT_ONCE + 5)]


class Line:
    """What a page was sent: whole views, and texts of the line."""

    def __init__(self) -> None:
        self.events: list[tuple[str, Mapping[str, Any]]] = []
        self.texts: list[str] = []
        self.backlogged = False

    def emit_json(self, namespace: str, event: str, payload: str) -> None:
        if event == "line":
            self.texts.append(payload)
        else:
            self.events.append((event, json.loads(payload)))


def watcher(of: TicketFacts, sent: Line | None = None) -> CitizenWatcher:
    """Somebody's open page, of which the cookie holds."""
    sent = sent or Line()
    live = SimpleNamespace(
        words=WORDS,
        fleet=SimpleNamespace(boot=lambda worker: None),
        context=SimpleNamespace(keyring=SimpleNamespace(pin=lambda attention_id, generation: "123456")),
        interned=Interned(),
    )
    stay = Stay(0.0, lambda: None, Pulse(0.0, lambda: None, lambda: None, OFTEN))
    socket = SimpleNamespace(
        lang="en", cookies={}, end=None, last=LastSent(lambda event, payload: None), stay=stay, wire=sent
    )
    made = CitizenWatcher(cast(Live, live), cast(Socket, socket), QueueId(1), of.ticket.id)
    made.generation = of.token_generation
    return made


async def test_who_joins_behind_is_told_to_the_front_with_the_next_batch() -> None:
    first = watcher(PEOPLE[0])
    seen = snapshot(*PEOPLE[:5])
    assert not first.patient(seen)
    await first.show(seen)
    assert first.patient(snapshot(*PEOPLE[:6]))


async def test_whose_place_changed_and_what_the_rooms_do_is_told_at_once() -> None:
    second = watcher(PEOPLE[1])
    await second.show(snapshot(*PEOPLE[:5]))
    assert not second.patient(snapshot(*PEOPLE[1:5]))
    assert not second.patient(snapshot(*PEOPLE[:5], rooms=(holding(None, RoomState.AVAILABLE),)))
    assert not second.patient(snapshot(PEOPLE[0], replace(PEOPLE[1], data_mode="low"), *PEOPLE[2:5]))


async def test_whoever_is_far_back_waits_for_the_batch_and_whoever_is_in_no_line_does_not() -> None:
    far = watcher(PEOPLE[-1])
    await far.show(snapshot(*PEOPLE))
    assert far.patient(snapshot(*PEOPLE[1:]))
    assert not far.patient(
        snapshot(*PEOPLE[:-1], facts(AT_ONCE + 4, held={"id": far.ticket_id, "state": TicketState.IN_CALL}))
    )


async def test_what_is_ones_own_is_told_at_once_far_back_too_but_not_that_the_history_grew() -> None:
    held = PEOPLE[-1]
    far = watcher(held)
    await far.show(snapshot(*PEOPLE))
    passed = HistoryFacts(at=OPENS, kind="passed", reason=next(iter(PASSED)), detail={}, id=1)
    read_again = replace(held, ticket=replace(held.ticket))
    for facts_now, waits in (
        (replace(held, history=(passed,)), True),
        (replace(read_again, history=(passed,)), True),
        (replace(read_again, data_mode="low"), False),
        (replace(held, ticket=replace(held.ticket, version=held.ticket.version + 1)), False),
    ):
        assert far.patient(snapshot(*PEOPLE[:-1], facts_now)) is waits
    await far.show(replace(snapshot(*PEOPLE[:-1], replace(read_again, data_mode="low")), version=9))
    assert far.patient(snapshot(*PEOPLE[1:-1], replace(read_again, data_mode="low")))


def soon(minutes: int) -> Expected:
    """A call so many minutes after the hour at the earliest."""
    return Expected(OPENS + timedelta(minutes=minutes), OPENS + timedelta(minutes=minutes + 20))


async def test_of_a_line_that_moved_on_a_small_message_tells_and_of_all_else_the_view() -> None:
    sent, last = Line(), PEOPLE[-1]
    page = watcher(last, sent)
    await page.show(replace(snapshot(*PEOPLE), version=1))
    await page.show(replace(snapshot(*PEOPLE), version=2))
    await page.show(replace(snapshot(*PEOPLE[1:]), version=3))
    await page.show(replace(snapshot(*PEOPLE), version=2))
    assert [event for event, _ in sent.events] == ["view"]
    assert [json.loads(one)["version"] for one in sent.texts] == [3]
    await page.show(replace(snapshot(*PEOPLE[1:-1], replace(last, data_mode="low")), version=4))
    assert [event for event, _ in sent.events] == ["view", "view"]
    await page.show(replace(snapshot(*PEOPLE[2:-1], replace(last, data_mode="low")), version=5))
    assert len(sent.texts) == 2


async def test_by_what_the_history_alone_grew_is_told_with_the_line() -> None:
    sent = Line()
    page = watcher(PEOPLE[-1], sent)
    entries = [HistoryFacts(at=OPENS, kind="passed", reason=why, detail={}, id=n) for n, why in enumerate(PASSED)]
    told = [replace(PEOPLE[-1], history=tuple(entries[:count])) for count in (1, 3, 2, 4)]
    for version, one in zip((1, 3, 2, 4), told, strict=True):
        await page.show(replace(snapshot(*PEOPLE[:-1], one), version=version))
    await page.show(replace(snapshot(*PEOPLE[1:-1], told[-1]), version=5))
    await page.show(replace(snapshot(*PEOPLE[1:-1], replace(told[-1], history=told[-1].history[1:])), version=6))
    (_, first), (_, last) = sent.events
    news = [json.loads(one) for one in sent.texts]
    assert [one["version"] for one in news] == [3, 4, 5]
    whole = [first["history"], *(one.get("history", []) for one in news)]
    assert [[entry["text"] for entry in part] for part in whole] == [
        [WORDS.translate("en", text) for text in list(PASSED.values())[part]]
        for part in (slice(0, 1), slice(1, 3), slice(3, 4), slice(0, 0))
    ]
    assert last["history"] == [entry for part in whole for entry in part][1:]


async def test_another_estimate_alone_is_told_at_once_near_the_front_and_later_far_back() -> None:
    lines = Line(), Line()
    near, far = (watcher(one, line) for one, line in zip((PEOPLE[0], PEOPLE[-1]), lines, strict=True))
    seen = replace(snapshot(*PEOPLE), estimates={one.ticket.id: soon(30) for one in PEOPLE})
    busy = (holding(PEOPLE[1], RoomState.IN_CALL), holding(None, RoomState.AVAILABLE))
    free = tuple(replace(one, room=replace(one.room, state=RoomState.AVAILABLE)) for one in busy)
    seen = replace(seen, rooms=free)
    for one in (near, far):
        await one.show(seen)
    other = replace(seen, version=8, rooms=busy, estimates={one.ticket.id: soon(40) for one in PEOPLE})
    for one in (near, far):
        await one.show(other)
    assert ([len(one.texts) for one in lines], near.deferred, far.deferred) == ([1, 0], False, True)
    await far.show(replace(other, now=seen.now + timedelta(seconds=MINOR_SECONDS)))
    assert (len(lines[1].texts), far.deferred) == (1, False)


async def test_that_a_room_opened_or_an_estimate_is_there_is_told_far_back_too() -> None:
    for other in (
        replace(snapshot(*PEOPLE, rooms=(holding(None, RoomState.AVAILABLE),)), version=8),
        replace(snapshot(*PEOPLE), version=8, estimates={PEOPLE[-1].ticket.id: soon(30)}),
    ):
        line = Line()
        far = watcher(PEOPLE[-1], line)
        await far.show(snapshot(*PEOPLE))
        await far.show(other)
        assert (len(line.texts), far.deferred) == (1, False)


async def test_whoever_waits_far_back_is_pinged_seldom_and_whoever_is_near_or_in_a_call_often() -> None:
    everybody = [facts(number) for number in range(NEAR_PLACES + 1)]
    last = watcher(everybody[-1])
    in_call = facts(NEAR_PLACES, held={"id": last.ticket_id, "state": TicketState.IN_CALL})
    pinged = []
    for seen in (everybody, everybody[1:], everybody, [*everybody[:-1], in_call]):
        await last.show(snapshot(*seen))
        pinged.append(last.stay._pulse.interval)
    assert pinged == [SELDOM, OFTEN, SELDOM, OFTEN]
