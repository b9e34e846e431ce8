"""Connections are counted for each sender; a proxy on this machine is none."""

from ipaddress import IPv4Network

import pytest

from audiencia.core.errors import TooMany
from audiencia.http.limits.proxies import Proxies
from audiencia.http.serving.connections import Connections


def test_a_sender_holds_so_many_and_others_are_not_concerned() -> None:
    held = Connections(2)
    assert [held.take("203.0.113.7") for _ in range(3)] == [True, True, False]
    assert held.take("203.0.113.8")
    held.give_back("203.0.113.7")
    assert [held.take("203.0.113.7") for _ in range(2)] == [True, False]


def test_one_subscriber_of_ipv6_is_one_sender() -> None:
    held = Connections(1)
    assert held.take("2001:db8:1:2::1")
    assert not held.take("2001:db8:1:2:ffff::9")
    assert held.take("2001:db8:1:3::1")


def test_this_machine_is_not_counted() -> None:
    held = Connections(1)
    assert all(held.take("127.0.0.1") and held.take("::1") for _ in range(3))
    held.give_back("127.0.0.1")


def test_what_is_held_ends_with_the_block_also_by_an_error() -> None:
    held = Connections(1)
    with pytest.raises(ValueError, match="broken"), held.hold("203.0.113.7"):
        with pytest.raises(TooMany), held.hold("203.0.113.7"):
            raise AssertionError
        raise ValueError("broken")
    assert held.take("203.0.113.7")


def test_a_proxy_of_ours_is_not_counted() -> None:
    held = Connections(1, Proxies([IPv4Network("10.1.0.0/24")]))
    assert all(held.take("10.1.0.5") for _ in range(3))
    assert [held.take("10.2.0.5") for _ in range(2)] == [True, False]
