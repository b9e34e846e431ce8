"""Watchers of staff and relatives end with their socket, without the garbage collector."""

import gc
import weakref
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest

from audiencia.core.ids import DepartmentId, QueueId, RelativeId, RoomId
from audiencia.signaling.namespaces.assistant import AssistantWatcher
from audiencia.signaling.namespaces.bucket import Bucket
from audiencia.signaling.namespaces.director import DirectorWatcher
from audiencia.signaling.namespaces.moderator import BoardWatcher
from audiencia.signaling.namespaces.relative import RelativeWatcher
from audiencia.signaling.namespaces.socket import LastSent, Live, Socket
from audiencia.signaling.watcher import Watcher
from audiencia.staff.roles import Role

LIVE = cast(Live, SimpleNamespace())
WHO = cast(Any, SimpleNamespace())
QUEUE = QueueId(1)
KINDS: dict[str, Callable[[Socket], Watcher]] = {
    "director": lambda socket: DirectorWatcher(LIVE, socket, WHO, QUEUE, RoomId(1)),
    "moderator": lambda socket: BoardWatcher(LIVE, socket, WHO, None),
    "assistant": lambda socket: AssistantWatcher(LIVE, socket, WHO, QUEUE, DepartmentId(1)),
    "relative": lambda socket: RelativeWatcher(LIVE, socket, RelativeId(1), QUEUE),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_socket_that_is_over_leaves_no_cycle(kind: str) -> None:
    parts: Any = SimpleNamespace()
    last = LastSent(lambda event, payload: None)
    socket = Socket("sid", Role.PUBLIC, "es", {}, Bucket(0.0, 1), last, parts, parts)
    socket.watcher = KINDS[kind](socket)
    found = weakref.ref(socket.watcher)
    gc.disable()
    try:
        del socket
        assert found() is None
    finally:
        gc.enable()
