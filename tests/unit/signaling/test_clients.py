"""The list of clients is the library's, but for how long it takes."""

import socketio

from audiencia.signaling.clients import Clients

NAMESPACE, OTHER = "/citizen", "/director"


def made() -> Clients:
    """The list of a server without sockets."""
    found = Clients()
    socketio.AsyncServer(async_mode="aiohttp", client_manager=found)
    return found


async def test_a_client_is_connected_from_the_moment_it_was_let_in_until_it_goes() -> None:
    clients = made()
    sid = await clients.pre_connect("connection", NAMESPACE)
    assert sid is not None
    assert not clients.is_connected(sid, NAMESPACE)
    await clients.connect(sid, NAMESPACE)
    assert clients.is_connected(sid, NAMESPACE)
    assert set(clients.rooms[NAMESPACE]) == {None}, "no room of its own"
    assert clients.eio_sid_from_sid(sid, NAMESPACE) == "connection"
    assert clients.sid_from_eio_sid("connection", NAMESPACE) == sid
    assert clients.pre_disconnect(sid, NAMESPACE) == "connection"
    assert not clients.is_connected(sid, NAMESPACE)
    await clients.disconnect(sid, NAMESPACE)
    assert clients.rooms == clients.pending_connect == clients.pending_disconnect == {}


async def test_a_connection_is_in_a_namespace_once_and_in_another_one_too() -> None:
    clients = made()
    first = await clients.pre_connect("connection", NAMESPACE)
    assert first is not None
    assert await clients.pre_connect("connection", NAMESPACE) is None
    assert await clients.pre_connect("connection", OTHER) is not None
    await clients.disconnect(first, NAMESPACE)
    await clients.disconnect(first, NAMESPACE)
    assert list(clients.get_namespaces()) == [OTHER]
