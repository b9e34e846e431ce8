"""Datagrams in batches and one by one do the same, over both families."""

import select
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from audiencia.media.worker.address import address_of, endpoint, target
from audiencia.media.worker.batches import (
    BATCHED,
    RECEIVED,
    WAITING,
    BatchInlet,
    BatchOutlet,
    Inlet,
    Outlet,
    PlainInlet,
    PlainOutlet,
)
from audiencia.media.worker.peer import HEADROOM, LARGEST

FORMS = [pytest.param(True, marks=pytest.mark.skipif(not BATCHED, reason="not on this system")), False]
HOSTS = ["127.0.0.1", "::1"]


@contextmanager
def bound(host: str) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM) as made:
        made.setblocking(False)
        made.bind((host, 0))
        yield made


def ends(taken: socket.socket, batched: bool) -> tuple[Inlet, Outlet]:
    return (BatchInlet(taken), BatchOutlet(taken)) if batched else (PlainInlet(taken), PlainOutlet(taken))


def take(inlet: Inlet) -> list[tuple[bytes, bytes]]:
    return [(bytes(buffer.view[HEADROOM : HEADROOM + length]), source) for buffer, length, source in inlet.receive()]


@pytest.mark.parametrize("batched", FORMS)
@pytest.mark.parametrize("host", HOSTS)
def test_what_is_sent_arrives(host: str, batched: bool) -> None:
    with bound(host) as one, bound(host) as other:
        (_, outlet), (inlet, _) = ends(one, batched), ends(other, batched)
        assert take(inlet) == []
        to = address_of(*other.getsockname()[:2])
        for n in range(5):
            buffer = outlet.buffer()
            buffer.view[8 : 20 + n] = bytes([n]) * (12 + n)
            outlet.put(buffer, 8, 20 + n, to)
        outlet.flush()
        select.select([other], [], [], 60)
        sender = address_of(*one.getsockname()[:2])
        assert take(inlet) == [(bytes([n]) * (12 + n), sender) for n in range(5)]
        assert endpoint(sender) == one.getsockname()[:2]
        assert outlet.lost == 0


@pytest.mark.parametrize("batched", FORMS)
def test_more_than_fit_in_a_batch(batched: bool) -> None:
    with bound("127.0.0.1") as one, bound("127.0.0.1") as other:
        (_, outlet), (inlet, _) = ends(one, batched), ends(other, batched)
        to, count = address_of(*other.getsockname()), min(RECEIVED, WAITING) + 10
        for n in range(count):
            buffer = outlet.buffer()
            buffer.view[:2] = n.to_bytes(2, "big")
            outlet.put(buffer, 0, 2, to)
        outlet.flush()
        select.select([other], [], [], 60)
        assert [int.from_bytes(data, "big") for data, _ in take(inlet) + take(inlet)] == list(range(count))


@pytest.mark.parametrize("batched", FORMS)
def test_one_that_cannot_be_sent_does_not_keep_the_others_back(batched: bool) -> None:
    with bound("127.0.0.1") as one, bound("127.0.0.1") as other:
        (_, outlet), (inlet, _) = ends(one, batched), ends(other, batched)
        to, nowhere = address_of(*other.getsockname()), address_of("127.0.0.1", 0)
        for address in (to, nowhere, to):
            outlet.put(outlet.buffer(), 0, 12, address)
        outlet.flush()
        select.select([other], [], [], 60)
        assert len(take(inlet)) == 2
        assert outlet.lost == 1


@pytest.mark.parametrize("batched", FORMS)
def test_a_datagram_that_is_too_long_shows_it(batched: bool) -> None:
    with bound("127.0.0.1") as one, bound("127.0.0.1") as other:
        inlet, _ = ends(other, batched)
        one.sendto(bytes(LARGEST + 500), other.getsockname())
        one.sendto(bytes(LARGEST), other.getsockname())
        select.select([other], [], [], 60)
        long, whole = (length for _, length, _ in inlet.receive())
        assert long > LARGEST
        assert whole == LARGEST


def test_an_address_of_ipv4_inside_ipv6_is_shown_as_ipv4() -> None:
    mapped = address_of("::ffff:192.0.2.7", 5)
    assert endpoint(mapped) == ("192.0.2.7", 5)
    assert target(mapped) == ("::ffff:192.0.2.7", 5, 0, 0)
    assert endpoint(address_of("2001:db8::1", 65535)) == ("2001:db8::1", 65535)
