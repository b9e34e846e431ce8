"""Addresses of TURN as RFC 7065 writes them, and credentials that a browser and the server agree on."""

import base64
import hashlib
import hmac

import pytest

from audiencia.core import relay_addresses
from audiencia.core.relay_addresses import Relay, Server


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("turn:turn.example.mx", ("turn.example.mx", 3478, "udp")),
        ("turn:turn.example.mx:80?transport=tcp", ("turn.example.mx", 80, "tcp")),
        ("turn:192.0.2.1:3478?transport=udp", ("192.0.2.1", 3478, "udp")),
        ("turns:turn.example.mx", ("turn.example.mx", 5349, "tls")),
        ("turns:[2001:db8::1]:443?transport=tcp", ("2001:db8::1", 443, "tls")),
    ],
)
def test_an_address_says_where_and_how(url: str, found: tuple[str, int, relay_addresses.Transport]) -> None:
    assert relay_addresses.server(url) == Server(url, *found)


@pytest.mark.parametrize(
    "url",
    ["", "stun:a", "turn:", "turn:a:0", "turn:a:70000", "turn:a?transport=sctp", "turns:a?transport=udp", "turn:a/b"],
)
def test_what_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError):
        relay_addresses.server(url)


def test_what_browsers_get_holds_for_twelve_hours_and_shows_no_secret() -> None:
    relay = Relay(("turn:a", "turns:a"), "s3cret")
    (given,) = relay.given(1_000.9, "f00d")
    assert (
        given["urls"] == ["turn:a", "turns:a"] and given["username"] == f"{1_000 + relay_addresses.HOLDS_SECONDS}:f00d"
    )
    expected = hmac.digest(b"s3cret", given["username"].encode(), hashlib.sha1)
    assert base64.b64decode(given["credential"]) == expected
    assert "s3cret" not in repr(relay) and given["credential"] not in repr(
        relay_addresses.credentials("s3cret", 1, "x")
    )
