"""What one open socket may say, and in which order; that only news is sent to it, and the newest moment wins."""

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from audiencia.core.ids import QueueId
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.signaling.namespaces.bucket import BURST, KEYS_BURST, Bucket
from audiencia.signaling.namespaces.socket import LastSent, Socket
from audiencia.staff.roles import Role
from tests.support.view_builders import snapshot

NONE = cast(Any, None)
QUEUE = QueueId(1)


def test_what_a_page_says_by_itself_takes_nothing_of_what_a_person_may_say() -> None:
    socket = Socket("a", Role.CITIZEN, "es-MX", {}, Bucket(0.0), NONE, NONE, NONE)
    of_keys = socket.limit_of("call_keys")
    now = time.monotonic()
    assert all(of_keys.take(now) for _ in range(KEYS_BURST))
    assert not of_keys.take(now) and socket.limit_of("call_keys") is of_keys
    assert socket.limit_of("typing") is of_keys and socket.order_of("typing") is socket.order_of("call_keys")
    beside = Socket("b", Role.CITIZEN, "es-MX", {}, socket.bucket, NONE, NONE, NONE)
    assert beside.limit_of("call_keys") is of_keys, "another window of the same person is no way around the limit"
    assert all(socket.limit_of("hang_up").take(0.0) for _ in range(BURST))
    assert not socket.limit_of("hang_up").take(0.0)


def at_version(version: int, queue_id: QueueId = QUEUE) -> Snapshot:
    """That queue at this version."""
    return replace(snapshot(), queue_id=queue_id, version=version)


def test_what_was_seen_is_not_replaced_by_an_earlier_moment() -> None:
    sent: list[Mapping[str, Any]] = []

    def send(event: str, payload: Mapping[str, Any]) -> None:
        sent.append(payload)

    last = LastSent(send)
    last.changed("view", "view", {"version": 5, "now": "a", "place": 1}, at_version(5))
    last.changed("view", "view", {"version": 4, "now": "b", "place": 2}, at_version(4))
    assert [one["place"] for one in sent] == [1]
    last.forget()
    last.changed("view", "view", {"version": 4, "now": "b", "place": 2}, at_version(4))
    assert [one["place"] for one in sent] == [1]
    last.changed("view", "view", {"version": 5, "now": "c", "place": 1}, at_version(5))
    assert [one["place"] for one in sent] == [1, 1]


def test_what_was_sent_within_something_else_is_sent_again_only_when_it_is_another() -> None:
    sent: list[Mapping[str, Any]] = []

    def send(event: str, payload: Mapping[str, Any]) -> None:
        sent.append(payload)

    last = LastSent(send)
    last.sent_within("agua", {"version": 5, "now": "a", "waiting": 1}, at_version(5))
    last.changed("queue", "agua", {"version": 5, "now": "b", "waiting": 1}, at_version(5))
    last.changed("queue", "agua", {"version": 4, "now": "b", "waiting": 2}, at_version(4))
    assert sent == []
    last.changed("queue", "agua", {"version": 6, "now": "c", "waiting": 3}, at_version(6))
    last.sent_within("agua", {"version": 5, "now": "a", "waiting": 1}, at_version(5))
    last.changed("queue", "agua", {"version": 6, "now": "d", "waiting": 3}, at_version(6))
    assert [one["waiting"] for one in sent] == [3]


def test_another_queue_has_versions_of_its_own() -> None:
    sent: list[str] = []

    def send(event: str, payload: Mapping[str, Any]) -> None:
        sent.append(payload["where"])

    last = LastSent(send)
    last.changed("view", "view", {"version": 50, "where": "here"}, at_version(50))
    last.changed("view", "view", {"version": 3, "where": "there"}, at_version(3, QueueId(2)))
    last.changed("queue", "water", {"version": 3, "where": "board"}, at_version(3))
    assert sent == ["here", "there", "board"]


def test_what_differs_in_nothing_but_version_and_clock_is_not_sent_again() -> None:
    sent: list[int] = []

    def send(event: str, payload: Mapping[str, Any]) -> None:
        sent.append(payload["version"])

    last = LastSent(send)
    for version in (1, 2):
        last.changed("view", "view", {"version": version, "now": version, "place": 1}, at_version(version))
    assert sent == [1]


def test_a_view_as_text_is_to_be_sent_when_it_is_another() -> None:
    last = LastSent(lambda event, payload: None)
    assert [last.changed_view(text) for text in ("a", "a", "b", "b", "a")] == [True, False, True, False, True]
