"""Limits count whoever really asks: a stranger's word for it is not taken."""

import pytest

from audiencia.http.limits.proxies import Proxies
from audiencia.settings.config import Settings


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AUDIENCIA_TRUSTED_PROXIES", raising=False)


def proxies(named: str | None = None) -> Proxies:
    given = {} if named is None else {"trusted_proxies": named}
    return Proxies(Settings.model_validate(given).trusted_proxies)


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.7", None, "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),  # a stranger's header is not believed
        ("127.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "127.0.0.1\n198.51.100.1", "198.51.100.1"),  # a proxy that adds a line of its own
        ("::1", "2001:db8::1", "2001:db8::1"),
        ("::ffff:127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "rubbish", "127.0.0.1"),
        ("127.0.0.1", f"fe80::1%{'0' * 64}", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1, rubbish", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", None, "127.0.0.1"),
        ("10.1.0.5", "198.51.100.1", "10.1.0.5"),
        ("fe80::1%eth0", None, "fe80::1"),
        (None, None, ""),
        (None, "198.51.100.1", "198.51.100.1"),  # a proxy at a Unix socket
    ],
)
def test_who_asks(peer: str | None, forwarded: str | None, expected: str) -> None:
    assert proxies().client(peer, forwarded.splitlines() if forwarded is not None else []) == expected


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("10.1.0.5", "198.51.100.1", "198.51.100.1"),
        ("10.1.0.5", "6.6.6.6, 198.51.100.1, 10.1.7.9", "198.51.100.1"),  # two proxies of ours, one behind the other
        ("10.1.0.5", "10.1.0.9", "10.1.0.9"),
        ("2001:db8::5", "198.51.100.1", "198.51.100.1"),
        ("10.2.0.5", "198.51.100.1", "10.2.0.5"),
        ("127.0.0.1", "198.51.100.1", "127.0.0.1"),  # who names proxies names all of them
        (None, "198.51.100.1", ""),
    ],
)
def test_who_asks_behind_proxies_that_are_named(peer: str | None, forwarded: str, expected: str) -> None:
    assert proxies("10.1.0.0/16, 2001:db8::5").client(peer, [forwarded]) == expected


def test_nobody_is_believed_where_no_proxy_is_named() -> None:
    assert proxies("").client("127.0.0.1", ["198.51.100.1"]) == "127.0.0.1"
