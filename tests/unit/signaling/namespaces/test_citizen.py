"""Who near the front is told at once, and who with the next batch."""

from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

from audiencia.core.ids import QueueId
from audiencia.queue.domain.connecting import NEAR_PLACES
from audiencia.queue.domain.room import RoomState
from audiencia.queue.domain.ticket import TicketState
from audiencia.queue.snapshot.ticket_facts import TicketFacts
from audiencia.signaling.fanout import AT_ONCE
from audiencia.signaling.last_sent import LastSent
from audiencia.signaling.namespaces.citizen import CitizenWatcher
from audiencia.signaling.namespaces.socket import Live, Socket
from audiencia.signaling.pings import OFTEN, SELDOM, Pulse
from audiencia.signaling.transport import Stay
from tests.support.view_builders import WORDS, facts, holding, snapshot

PEOPLE = [facts(number) for number in range(AT_ONCE + 5)]


def watcher(of: TicketFacts) -> CitizenWatcher:
    """Somebody's open page, of which the cookie holds."""
    live = SimpleNamespace(
        words=WORDS,
        fleet=SimpleNamespace(boot=lambda worker: None),
        context=SimpleNamespace(keyring=SimpleNamespace(pin=lambda attention_id, generation: "123456")),
    )

    async def send(event: str, payload: Mapping[str, Any]) -> None:
        pass

    stay = Stay(0.0, lambda: None, Pulse(0.0, lambda: None, lambda: None, OFTEN))
    socket = SimpleNamespace(lang="en", cookies={}, end=None, last=LastSent(send), stay=stay)
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
    assert far.patient(snapshot(*PEOPLE))
    assert not far.patient(
        snapshot(*PEOPLE[:-1], facts(AT_ONCE + 4, held={"id": far.ticket_id, "state": TicketState.IN_CALL}))
    )


async def test_whoever_waits_far_back_is_pinged_seldom_and_whoever_is_near_or_in_a_call_often() -> None:
    everybody = [facts(number) for number in range(NEAR_PLACES + 1)]
    last = watcher(everybody[-1])
    in_call = facts(NEAR_PLACES, held={"id": last.ticket_id, "state": TicketState.IN_CALL})
    pinged = []
    for seen in (everybody, everybody[1:], everybody, [*everybody[:-1], in_call]):
        await last.show(snapshot(*seen))
        pinged.append(last.socket.stay._pulse.interval)
    assert pinged == [SELDOM, OFTEN, SELDOM, OFTEN]
