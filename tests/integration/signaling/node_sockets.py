"""The citizens' namespace of a web node with open sockets and no network, and what it asks of the database."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast
from uuid import uuid4

import pytest

from audiencia.core.ids import TicketId
from audiencia.db.connection import PooledConnection
from audiencia.queue.call import presence
from audiencia.signaling.namespaces.bucket import Bucket
from audiencia.signaling.namespaces.citizen import CitizenNamespace
from audiencia.signaling.namespaces.citizen_watcher import CitizenWatcher
from audiencia.signaling.namespaces.socket import LastSent, Live, Socket
from audiencia.signaling.transport import Stay
from audiencia.signaling.wire import Wire
from audiencia.staff.roles import Role
from tests.support.scenery import NODE, Scenery


def count_statements(monkeypatch: pytest.MonkeyPatch, counts: Callable[[], bool] = lambda: True) -> list[str]:
    """What the database is asked, where it `counts`; one entry for each round trip."""
    asked: list[str] = []
    for name in ("execute", "fetch", "fetchrow", "fetchval"):
        plain = getattr(PooledConnection, name)

        async def counted(self: Any, query: str, *args: Any, plain: Any = plain, **options: Any) -> Any:
            if counts():
                asked.append(query)
            return await plain(self, query, *args, **options)

        monkeypatch.setattr(PooledConnection, name, counted)
    return asked


class Node:
    """The citizens' namespace of a node, with open sockets."""

    def __init__(self, scene: Scenery) -> None:
        self.scene = scene
        self.live = cast(Live, _Live(scene.context, NODE))
        self.namespace = CitizenNamespace("/citizen", self.live)

    def opens(self, tickets: Sequence[TicketId]) -> None:
        """A page of each of these is open, and noted."""
        for ticket_id in tickets:
            socket = self.socket(self.scene.connect(ticket_id), ticket_id)
            self.namespace.sockets[socket.sid] = socket

    def socket(self, sid: str, ticket_id: TicketId) -> Socket:
        """One that is open and not noted yet."""
        socket = cast(Socket, _Socket(sid))
        queue_id = self.scene.ticket(ticket_id)["queue_id"]
        socket.watcher = CitizenWatcher(self.live, socket, queue_id, ticket_id)
        return socket

    def said_by(self, sid: str, ticket_id: TicketId, cookies: Mapping[str, str]) -> Socket:
        """One that is open and may say something."""

        def send(event: str, payload: Mapping[str, Any]) -> None:
            pass

        bucket = Bucket(time.monotonic())
        socket = Socket(sid, Role.CITIZEN, "en", cookies, bucket, LastSent(send), cast(Stay, None), cast(Wire, None))
        queue_id = self.scene.ticket(ticket_id)["queue_id"]
        socket.watcher = CitizenWatcher(self.live, socket, queue_id, ticket_id)
        self.namespace.sockets[sid] = socket
        return socket

    def lapses(self, seconds: int = presence.PATIENCE_SECONDS + 1, *, seen: bool = True) -> None:
        """The lease ended so many seconds ago, and other nodes have seen it."""
        ended = "UPDATE node SET lease_until = app_now() - make_interval(secs => $2) WHERE id = $1 RETURNING id"
        self.scene.find(ended, NODE, float(seconds))
        if seen:
            self.scene.run(presence.lose_dead_nodes(self.scene.context, uuid4()))

    def connected(self) -> list[bool]:
        """The flag of each ticket whose page is open here."""
        tickets = [cast(CitizenWatcher, one.watcher).ticket_id for one in self.namespace.sockets.values()]
        return [self.scene.ticket(one)["connected"] for one in tickets]


class _Live:
    def __init__(self, context: object, node_id: object) -> None:
        self.context, self.node_id = context, node_id


class _Socket:
    watcher: CitizenWatcher
    lang, last, stay, wire, end = "en", None, None, None, None

    def __init__(self, sid: str) -> None:
        self.sid = sid
