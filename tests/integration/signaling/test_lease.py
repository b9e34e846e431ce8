"""A node whose lease had lapsed: its open sockets are there again, however many they are, and nobody's place is another."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import cast
from uuid import uuid4

import pytest

from audiencia.core.errors import Unavailable
from audiencia.db.precedence import Precedence
from audiencia.queue.call import presence
from audiencia.signaling.lease import Lease
from audiencia.signaling.namespaces.base import LiveNamespace
from audiencia.signaling.namespaces.citizen_watcher import CitizenWatcher
from audiencia.signaling.namespaces.socket import Socket
from tests.integration.signaling.node_sockets import Node, count_statements
from tests.support import invariants
from tests.support.precedences import record_precedences
from tests.support.scenery import NODE, Scenery

SEEN = "SELECT (SELECT count(*) FROM event), (SELECT sum(version) FROM queue)"


@pytest.fixture
def scene(make_jornada: Callable[[], str], tmp_path: Path) -> Iterator[Scenery]:
    """An open context. In the end all rules hold."""
    scenery = Scenery(make_jornada(), tmp_path / "keys")
    try:
        yield scenery
        scenery.run(invariants.check(scenery.ask))
    finally:
        scenery.close()


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the database is asked; one entry for each round trip."""
    return count_statements(monkeypatch)


@pytest.mark.parametrize("seen", [False, True])
def test_many_sockets_cost_as_many_round_trips_as_few(scene: Scenery, statements: list[str], seen: bool) -> None:
    node = Node(scene)
    node.opens([scene.join(line) for line in ("agua", "tesoreria")])
    cost = []
    for _ in range(2):
        node.lapses(seen=seen)
        assert all(node.connected()) is not seen
        scene.run(presence.keep_lease(scene.context, NODE))
        statements.clear()
        scene.run(node.namespace.note_again())
        cost.append(len(statements))
        assert all(node.connected())
        node.opens([scene.join("agua") for _ in range(8)])
    assert cost[0] == cost[1]
    assert cost[0] <= (12 if seen else 1)


def test_the_people_of_a_dead_node_are_lost_in_as_many_round_trips_as_one(
    scene: Scenery, statements: list[str]
) -> None:
    node, other = Node(scene), uuid4()
    cost = []
    for many in (1, 9):
        scene.run(presence.keep_lease(scene.context, NODE))
        node.opens([scene.join("agua") for _ in range(many)])
        scene.run(node.namespace.note_again())
        node.lapses(seen=False)
        statements.clear()
        lost = scene.run(presence.lose_dead_nodes(scene.context, other))
        assert lost == len(node.namespace.sockets)
        cost.append(len(statements))
        assert not any(node.connected())
    assert cost[0] == cost[1]
    assert [kind for kind, *_ in scene.events("disconnected")] == ["disconnected"] * 11


def test_the_people_of_a_dead_node_are_lost_one_queue_after_the_other(
    scene: Scenery, monkeypatch: pytest.MonkeyPatch
) -> None:
    node, other = Node(scene), uuid4()
    node.opens([scene.join(line) for _ in range(4) for line in ("agua", "tesoreria")])
    node.lapses(seen=False)
    monkeypatch.setattr(presence, "LOST_AT_ONCE", 4)
    first, second = sorted(scene.queue(line)["id"] for line in ("agua", "tesoreria"))

    async def while_the_second_is_held() -> int:
        async with scene.context.database.begin() as tx:
            await tx.conn.execute("SELECT FROM queue WHERE id = $1 FOR UPDATE", second)
            return await presence._lose_many(scene.context, other)

    assert scene.run(while_the_second_is_held()) == 4
    gone = {row["queue_id"] for row in scene.find("SELECT queue_id FROM ticket WHERE NOT connected")}
    assert gone == {first}
    assert scene.run(presence.lose_dead_nodes(scene.context, other)) == 4
    assert not any(node.connected())


def test_who_has_a_page_at_another_node_stays_connected_when_one_node_dies(scene: Scenery) -> None:
    node, other = Node(scene), uuid4()
    elsewhere, here = scene.join("agua"), scene.join("agua")
    node.opens([elsewhere, here])
    scene.run(presence.keep_lease(scene.context, other))
    scene.run(presence.citizen_came(scene.context, other, "second", elsewhere))
    node.lapses(seen=False)
    assert scene.run(presence.lose_dead_nodes(scene.context, other)) == 2
    assert node.connected() == [True, False]
    assert scene.find("SELECT id FROM connection") == [{"id": "second"}]


def test_who_comes_back_soon_after_the_end_of_their_node_was_never_away(scene: Scenery, statements: list[str]) -> None:
    room, other = next(iter(scene.rooms)), uuid4()
    scene.open(room)
    node = Node(scene)
    node.opens([scene.join("agua")])
    talks = scene.talk(room)
    waits = [scene.join(line) for _ in range(4) for line in ("agua", "tesoreria")]
    node.opens(waits)
    node.lapses(1, seen=False)
    scene.run(presence.keep_lease(scene.context, other))
    assert scene.run(presence.lose_dead_nodes(scene.context, other)) == 1
    assert [scene.ticket(one)["connected"] for one in (talks, *waits)] == [False] + [True] * len(waits)
    *back, away = waits
    before = scene.find(SEEN)
    statements.clear()
    returning = {f"back-{number}": ticket_id for number, ticket_id in enumerate(back)}
    assert scene.run(presence.citizens_returned(scene.context, other, returning)) == set()
    assert len(statements) == 1
    assert scene.find(SEEN) == before
    node.lapses(seen=False)
    assert scene.run(presence.lose_dead_nodes(scene.context, other)) == len(waits)
    assert [scene.ticket(one)["connected"] for one in waits] == [True] * len(back) + [False]
    assert scene.run(presence.citizens_returned(scene.context, other, {"late": away})) == {"late"}


def test_for_who_is_just_being_called_or_lost_no_return_waits(scene: Scenery) -> None:
    node = Node(scene)
    busy, waits = scene.join("agua"), scene.join("agua")
    node.opens([busy, waits])

    async def while_one_is_held() -> set[str]:
        async with scene.context.database.begin() as tx:
            await tx.conn.execute("SELECT FROM ticket WHERE id = $1 FOR NO KEY UPDATE", busy)
            return await presence.citizens_returned(scene.context, NODE, {"busy": busy, "waits": waits})

    assert scene.run(while_one_is_held()) == {"busy"}


def test_who_was_declared_lost_in_a_call_is_back_in_it(scene: Scenery) -> None:
    room = next(iter(scene.rooms))
    scene.open(room)
    node = Node(scene)
    node.opens([scene.join("agua"), scene.join("agua")])
    talks = scene.talk(room)
    node.lapses()
    assert node.connected() == [False, False]
    scene.run(presence.keep_lease(scene.context, NODE))
    scene.run(node.namespace.note_again())
    assert node.connected() == [True, True]
    assert scene.ticket(talks)["state"] == "in_call"
    kinds = [row["kind"] for row in scene.find("SELECT kind FROM event WHERE kind LIKE '%connected' ORDER BY id")]
    assert kinds == ["connected"] * 2 + ["disconnected"] * 2 + ["connected"] * 2


def test_a_socket_that_goes_meanwhile_is_noted_as_gone(scene: Scenery, monkeypatch: pytest.MonkeyPatch) -> None:
    node = Node(scene)
    ticket = scene.join("agua")
    node.opens([ticket])
    node.lapses()
    scene.run(presence.keep_lease(scene.context, NODE))
    before = node.namespace.arrive_again

    async def arrive(sockets: Sequence[Socket]) -> None:
        node.namespace.sockets.clear()
        await before(sockets)

    monkeypatch.setattr(node.namespace, "arrive_again", arrive)
    scene.run(node.namespace.note_again())
    scene.run(node.namespace.look_after())
    assert not scene.ticket(ticket)["connected"]


def test_whoever_another_device_took_the_ticket_from_is_found_in_one_question(
    scene: Scenery, statements: list[str]
) -> None:
    node = Node(scene)
    stays, moves = scene.join("agua"), scene.join("agua")
    node.opens([stays, moves])
    scene.find(
        "UPDATE attention SET device_generation = 1 FROM ticket WHERE ticket.attention_id = attention.id AND ticket.id = $1"
        " RETURNING attention.id",
        moves,
    )
    statements.clear()
    gone = scene.run(node.namespace.no_longer_allowed(list(node.namespace.sockets.values())))
    assert [cast(CitizenWatcher, one.watcher).ticket_id for one in gone] == [moves]
    assert len(statements) == 1


def test_what_could_not_be_noted_is_noted_the_next_time(scene: Scenery) -> None:
    class Failing:
        tries = 0

        async def note_again(self) -> None:
            self.tries += 1
            if self.tries == 1:
                raise Unavailable

    failing = Failing()
    lease = Lease(Node(scene).live, [cast(LiveNamespace, failing)])
    scene.run(lease.keep())
    scene.run(lease.note_again())
    assert failing.tries == 0, "the lease had not lapsed"
    Node(scene).lapses(seen=False)
    scene.run(lease.keep())
    with pytest.raises(Unavailable):
        scene.run(lease.note_again())
    for _ in range(2):
        scene.run(lease.note_again())
    assert failing.tries == 2


def test_the_lease_is_renewed_before_anybody_else_is_served(scene: Scenery, monkeypatch: pytest.MonkeyPatch) -> None:
    lease, asked = Lease(Node(scene).live, []), record_precedences(monkeypatch)
    scene.run(lease.keep())
    assert asked == [Precedence.FIRST]
