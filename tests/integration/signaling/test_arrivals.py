"""Sockets of one line that come together are noted together, and each as it would be alone."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import pytest

from audiencia.core.errors import Code, Forbidden, NotFound, Unavailable
from audiencia.core.ids import TicketId
from audiencia.db.precedence import Precedence
from audiencia.media.worker.admission import Urgency
from audiencia.queue.call import presence
from audiencia.runtime.identity import TICKET_COOKIE
from audiencia.signaling.namespaces.citizen_watcher import CitizenWatcher
from audiencia.signaling.namespaces.socket import Socket
from audiencia.signaling.namespaces.turns import AT_ONCE
from audiencia.signaling.wire import Wire
from tests.integration.signaling.node_sockets import Node, count_statements
from tests.support import invariants
from tests.support.precedences import record_precedences
from tests.support.scenery import NODE, Scenery


@pytest.fixture
def scene(make_jornada: Callable[[], str], tmp_path: Path) -> Iterator[Scenery]:
    """An open context with a living node. In the end all rules hold."""
    scenery = Scenery(make_jornada(), tmp_path / "keys")
    try:
        scenery.run(presence.keep_lease(scenery.context, NODE))
        yield scenery
        scenery.run(invariants.check(scenery.ask))
    finally:
        scenery.close()


def page_of(node: Node, ticket_id: TicketId) -> Socket:
    """An open page of this ticket, with its cookie."""
    attention_id = node.scene.ticket(ticket_id)["attention_id"]
    token = node.scene.context.keyring.ticket_token(attention_id, 1)
    return node.said_by(str(ticket_id), ticket_id, {TICKET_COOKIE: token})


async def arrive(node: Node, sockets: list[Socket]) -> list[BaseException | None]:
    """All at once; what each was refused with."""
    return await asyncio.gather(*(node.namespace.arrive(one) for one in sockets), return_exceptions=True)


def noted(scene: Scenery) -> set[str]:
    return {row["id"] for row in scene.find("SELECT id FROM connection")}


def test_a_line_that_comes_back_at_once_costs_few_transactions(scene: Scenery, monkeypatch: pytest.MonkeyPatch) -> None:
    node, statements = Node(scene), count_statements(monkeypatch)
    cost = []
    for many in (1, 17):  # the first goes alone, and the others together while it is under way
        sockets = [node.socket(f"{many}-{number}", scene.join("agua")) for number in range(many)]
        statements.clear()
        assert scene.run(arrive(node, sockets)) == [None] * many
        cost.append(len(statements))
        assert {one.sid for one in sockets} <= noted(scene)
    assert cost[1] <= 2 * cost[0]
    assert [kind for kind, *_ in scene.events("connected")] == ["connected"] * 18


def test_lines_that_come_back_from_a_dead_node_together_are_noted_by_few_statements(
    scene: Scenery, monkeypatch: pytest.MonkeyPatch
) -> None:
    node, statements = Node(scene), count_statements(monkeypatch)
    tickets = [scene.join(line) for _ in range(6) for line in ("agua", "tesoreria")]
    node.opens(tickets[:-1])  # the last one was never noted, and is noted as one who comes
    pages = [node.said_by(f"back-{one}", one, page_of(node, one).cookies) for one in tickets]

    async def come(socket: Socket) -> None:
        await node.namespace.enter(socket)
        await node.namespace.arrive(socket)

    async def all_come() -> None:
        await asyncio.gather(*map(come, pages))

    statements.clear()
    scene.run(all_come())
    assert {one.sid for one in pages} <= noted(scene)
    assert len(statements) <= 5  # cookies and returns, each of the first one and of the others; and who comes anew
    assert [kind for kind, *_ in scene.events("connected")] == ["connected"] * len(tickets)


def test_who_comes_back_to_a_call_is_in_it_again_beside_those_who_wait(scene: Scenery) -> None:
    room = next(iter(scene.rooms))
    scene.open(room)
    node = Node(scene)
    tickets = [scene.join("agua"), scene.join("agua")]
    talks = scene.talk(room)
    sid = scene.connect(talks)
    scene.disconnect(talks, sid)
    sockets = [node.socket(str(ticket_id), ticket_id) for ticket_id in tickets]
    assert scene.run(arrive(node, sockets)) == [None, None]
    assert all(scene.ticket(one)["connected"] for one in tickets)
    assert scene.ticket(talks)["state"] == "in_call"


def test_one_that_is_refused_refuses_nobody_else(scene: Scenery, monkeypatch: pytest.MonkeyPatch) -> None:
    node = Node(scene)
    sockets = [node.socket(f"socket-{number}", scene.join("agua")) for number in range(3)]
    gone = sockets[1].sid
    plain = presence.citizens_came

    async def without_one(context: object, node_id: object, arriving: dict[str, TicketId]) -> set[str]:
        here = {sid: ticket_id for sid, ticket_id in arriving.items() if sid != gone}
        await plain(scene.context, NODE, here)
        return set(arriving) - set(here)

    async def refuses(*_: object) -> None:
        raise NotFound(Code.NOT_FOUND)

    monkeypatch.setattr(presence, "citizens_came", without_one)
    monkeypatch.setattr(presence, "citizen_came", refuses)
    refused = scene.run(arrive(node, sockets))
    assert [type(one) for one in refused] == [type(None), NotFound, type(None)]
    assert noted(scene) == {sockets[0].sid, sockets[2].sid}


def test_a_socket_that_goes_while_it_is_being_noted_is_noted_as_gone(scene: Scenery) -> None:
    node = Node(scene)
    ticket_id = scene.join("agua")
    socket = node.socket("leaves", ticket_id)

    async def leave() -> None:
        coming = asyncio.create_task(node.namespace.arrive(socket))
        while not node.namespace._arrivals._groups:
            await asyncio.sleep(0)
        coming.cancel()
        with pytest.raises(asyncio.CancelledError):
            await coming
        while not node.namespace._gone:
            await asyncio.sleep(0.01)
        await node.namespace.look_after()

    scene.run(leave())
    assert noted(scene) == set()
    assert not scene.ticket(ticket_id)["connected"]


def test_whoever_is_called_is_noted_without_waiting_for_those_who_wait(
    scene: Scenery, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = Node(scene)
    called, waits = (node.socket(sid, scene.join("agua")) for sid in ("called", "waits"))
    cast(CitizenWatcher, called.watcher).urgency = Urgency.CALLED
    go_on = asyncio.Event()
    plain = presence.citizens_came

    async def held_up(*given: Any) -> set[str]:
        await go_on.wait()
        return await plain(*given)

    monkeypatch.setattr(presence, "citizens_came", held_up)

    async def come() -> None:
        waiting = asyncio.create_task(node.namespace.arrive(waits))
        await asyncio.wait_for(node.namespace.arrive(called), 60)
        assert not waiting.done()
        go_on.set()
        await waiting

    scene.run(come())
    assert noted(scene) == {"called", "waits"}


@pytest.mark.parametrize(
    ("urgency", "expected"),
    [(Urgency.WAITING, Precedence.USUAL), (Urgency.CALLED, Precedence.FIRST), (Urgency.IN_CALL, Precedence.FIRST)],
)
def test_what_is_said_in_a_call_is_asked_for_first(
    scene: Scenery, monkeypatch: pytest.MonkeyPatch, urgency: Urgency, expected: Precedence
) -> None:
    node = Node(scene)
    ticket_id = scene.join("agua")
    socket = page_of(node, ticket_id)
    cast(CitizenWatcher, socket.watcher).urgency = urgency
    asked = record_precedences(monkeypatch)
    answer = scene.run(
        node.namespace._event(socket.sid, "devices", ({"command_id": str(uuid4()), "devices": "microphone"},))
    )
    assert answer["ok"], answer
    assert set(asked) == {expected}


def test_at_a_node_that_is_full_whoever_is_called_takes_no_turn(scene: Scenery) -> None:
    room = next(iter(scene.rooms))
    scene.open(room)
    node = Node(scene)
    scene.join("agua")
    called = page_of(node, scene.call(room))
    waits = page_of(node, scene.join("agua"))

    async def come() -> None:
        async with AsyncExitStack() as full:
            for _ in range(AT_ONCE):
                await full.enter_async_context(node.namespace.turn(waits))
            one_more = asyncio.create_task(full.enter_async_context(node.namespace.turn(waits)))
            async with asyncio.timeout(60), node.namespace.turn(called):
                for _ in range(10):
                    await asyncio.sleep(0)
                assert not one_more.done()
            one_more.cancel()

    scene.run(come())


def test_cookies_that_come_at_once_are_read_together_and_each_opens_its_own_ticket(
    scene: Scenery, monkeypatch: pytest.MonkeyPatch
) -> None:
    node, tickets = Node(scene), [scene.join("agua") for _ in range(30)]
    pages = [page_of(node, one) for one in tickets]
    stranger = node.said_by("stranger", tickets[0], {TICKET_COOKIE: "another's"})
    statements = count_statements(monkeypatch)

    async def enter() -> list[BaseException | None]:
        return await asyncio.gather(*(node.namespace.enter(one) for one in (*pages, stranger)), return_exceptions=True)

    *entered, refused = scene.run(enter())
    assert entered == [None] * len(pages)
    assert isinstance(refused, Forbidden)
    assert [cast(CitizenWatcher, one.watcher).ticket_id for one in pages] == tickets
    assert sum("ANY($1::uuid[])" in one for one in statements) <= 2


def test_of_a_socket_that_went_while_it_waited_nothing_is_asked(
    scene: Scenery, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = Node(scene)
    socket = page_of(node, scene.join("agua"))
    socket.wire = cast(Wire, SimpleNamespace(is_over=True))
    statements = count_statements(monkeypatch)
    with pytest.raises(Unavailable):
        scene.run(node.namespace._let_in(socket))
    assert statements == []
