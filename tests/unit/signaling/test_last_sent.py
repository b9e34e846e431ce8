"""Only news is sent, the newest moment wins, and of a view in which only the line moved on only the line is sent."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from audiencia.core.ids import QueueId
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.signaling.last_sent import LastSent
from tests.support.view_builders import snapshot

QUEUE = QueueId(1)


def at_version(version: int, queue_id: QueueId = QUEUE) -> Snapshot:
    """That queue at this version."""
    return replace(snapshot(), queue_id=queue_id, version=version)


async def test_what_was_seen_is_not_replaced_by_an_earlier_moment() -> None:
    sent: list[Mapping[str, Any]] = []

    async def send(event: str, payload: Mapping[str, Any]) -> None:
        sent.append(payload)

    last = LastSent(send)
    await last.changed("view", "view", {"version": 5, "now": "a", "place": 1}, at_version(5))
    await last.changed("view", "view", {"version": 4, "now": "b", "place": 2}, at_version(4))
    assert [one["place"] for one in sent] == [1]
    last.forget()
    await last.changed("view", "view", {"version": 4, "now": "b", "place": 2}, at_version(4))
    assert [one["place"] for one in sent] == [1]
    await last.changed("view", "view", {"version": 5, "now": "c", "place": 1}, at_version(5))
    assert [one["place"] for one in sent] == [1, 1]


async def test_what_was_sent_within_something_else_is_sent_again_only_when_it_is_another() -> None:
    sent: list[Mapping[str, Any]] = []

    async def send(event: str, payload: Mapping[str, Any]) -> None:
        sent.append(payload)

    last = LastSent(send)
    last.sent_within("agua", {"version": 5, "now": "a", "waiting": 1}, at_version(5))
    await last.changed("queue", "agua", {"version": 5, "now": "b", "waiting": 1}, at_version(5))
    await last.changed("queue", "agua", {"version": 4, "now": "b", "waiting": 2}, at_version(4))
    assert sent == []
    await last.changed("queue", "agua", {"version": 6, "now": "c", "waiting": 3}, at_version(6))
    last.sent_within("agua", {"version": 5, "now": "a", "waiting": 1}, at_version(5))
    await last.changed("queue", "agua", {"version": 6, "now": "d", "waiting": 3}, at_version(6))
    assert [one["waiting"] for one in sent] == [3]


async def test_another_queue_has_versions_of_its_own() -> None:
    sent: list[str] = []

    async def send(event: str, payload: Mapping[str, Any]) -> None:
        sent.append(payload["where"])

    last = LastSent(send)
    await last.changed("view", "view", {"version": 50, "where": "here"}, at_version(50))
    await last.changed("view", "view", {"version": 3, "where": "there"}, at_version(3, QueueId(2)))
    await last.changed("queue", "water", {"version": 3, "where": "board"}, at_version(3))
    assert sent == ["here", "there", "board"]


async def test_what_differs_in_nothing_but_version_and_clock_is_not_sent_again() -> None:
    sent: list[int] = []

    async def send(event: str, payload: Mapping[str, Any]) -> None:
        sent.append(payload["version"])

    last = LastSent(send)
    for version in (1, 2):
        await last.changed("view", "view", {"version": version, "now": version, "place": 1}, at_version(version))
    assert sent == [1]


async def test_where_only_the_line_moved_on_the_line_alone_is_sent() -> None:
    sent: list[tuple[str, Mapping[str, Any]]] = []

    async def send(event: str, payload: Mapping[str, Any]) -> None:
        sent.append((event, payload))

    last = LastSent(send)
    for version, place, said in [(1, 5, "a"), (2, 5, "a"), (3, 4, "a"), (4, 4, "b"), (5, 4, "b"), (6, 3, "b")]:
        view = {"version": version, "now": version, "line": {"place": place}, "history": said}
        await last.changed_view(view, at_version(version))
    assert [(event, one["version"]) for event, one in sent] == [("view", 1), ("line", 3), ("view", 4), ("line", 6)]
    assert sent[1][1] == {"version": 3, "now": 3, "line": {"place": 4}}
    await last.changed_line({"version": 7, "now": 7, "line": {"place": 3}}, at_version(7))
    await last.changed_line({"version": 8, "now": 8, "line": {"place": 2}}, at_version(8))
    await last.changed_line({"version": 7, "now": 7, "line": {"place": 9}}, at_version(7))
    assert [one["version"] for _, one in sent[4:]] == [8]


async def test_what_is_on_its_way_is_not_sent_a_second_time_and_what_failed_is() -> None:
    sent: list[int] = []
    may_go, fails = asyncio.Event(), [True]

    async def send(event: str, payload: Mapping[str, Any]) -> None:
        await may_go.wait()
        if fails[0]:
            raise ConnectionError
        sent.append(payload["version"])

    last = LastSent(send)
    view = {"version": 1, "now": 1, "line": {"place": 5}, "history": "a"}
    may_go.set()
    with pytest.raises(ConnectionError):
        await last.changed_view(view, at_version(1))
    fails[0] = False
    may_go.clear()
    first, second = (asyncio.create_task(last.changed_view(view, at_version(1))) for _ in range(2))
    await asyncio.sleep(0)
    may_go.set()
    await asyncio.gather(first, second)
    assert sent == [1]
