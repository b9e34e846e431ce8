"""A browser names where it takes messages: nothing there leads into the municipality's own network."""

import socket

import pytest

from audiencia.notifications.guard import Guard, is_outside
from audiencia.notifications.outside import Outside
from audiencia.notifications.rules import Failure, NotTaken

OUTSIDE = [
    "https://fcm.googleapis.com/fcm/send/abc", "https://web.push.apple.com/Q",
    "https://updates.push.services.mozilla.com:443/w",
]  # fmt: skip
INSIDE = [
    "http://fcm.googleapis.com/x", "https://fcm.googleapis.com:8443/x", "https://user@fcm.googleapis.com/x",
    "https://127.0.0.1/x", "https://10.0.0.7/x", "https://[::1]/x", "https://[::ffff:10.0.0.1]/x", "https://8.8.8.8/x",
    "https://127.1/x", "https://0x7f.1/x", "https://0177.0.0.1/x", "https://2130706433/x", "https://localhost/x",
    "https://database/x", "ftp://a.example/x", "file:///etc/passwd", "https://", "", "//a.example", "https://[::1", "https:///x",
    "https://a.example:99999/x", "gopher://a.example:70/",
]  # fmt: skip


@pytest.mark.parametrize("endpoint", OUTSIDE)
def test_push_services_are_let_through(endpoint: str) -> None:
    assert Guard().check(endpoint).host == endpoint.split("/")[2].partition(":")[0]


@pytest.mark.parametrize("endpoint", INSIDE)
def test_everything_else_is_refused_for_good(endpoint: str) -> None:
    with pytest.raises(NotTaken) as caught:
        Guard().check(endpoint)
    assert (caught.value.failure, caught.value.final) == (Failure.FORBIDDEN_ADDRESS, True)


def test_this_machine_only_where_tests_say_so() -> None:
    assert Guard(loopback=True).check("http://127.0.0.1:8000/push/1").port == 8000
    with pytest.raises(NotTaken):
        Guard(loopback=True).check("http://10.0.0.1/push/1")


@pytest.mark.parametrize(
    "address",
    ["10.1.2.3", "127.0.0.1", "169.254.169.254", "192.168.1.1", "172.16.0.1", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
     "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:192.168.0.1", "64:ff9b::a00:1", "2002:a00:1::", "2001:0:a00:1::", "ff02::1",
     "fec0::1", "::10.0.0.1", "::142.250.1.1", "::ffff:0:10.0.0.1", "64:ff9b:1::a00:1", "3fff::1", "5f00::1", "4000::1"],
)  # fmt: skip
def test_addresses_inside(address: str) -> None:
    assert not is_outside(address)


@pytest.mark.parametrize("address", ["142.250.1.1", "2a00:1450:4001::1", "::ffff:142.250.1.1"])
def test_addresses_outside(address: str) -> None:
    assert is_outside(address)


async def test_a_name_that_leads_inside_is_not_connected_to() -> None:
    resolver = Outside(Guard())
    with pytest.raises(OSError, match="public"):
        await resolver.resolve("localhost", 443, socket.AF_UNSPEC)
    await resolver.close()
