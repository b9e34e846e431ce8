"""Coturn's file for an installation: the same secret, and nobody inside but the media workers."""

from ipaddress import ip_address

import pytest

from audiencia.operations.turn_config import usual_urls, write

URLS = usual_urls("turn.example.mx")


def values(text: str, name: str) -> list[str]:
    return [line.partition("=")[2] for line in text.splitlines() if line.partition("=")[0] == name]


def denies(text: str, address: str) -> bool:
    ranges = [one.split("-") for one in values(text, "denied-peer-ip")]
    pairs = [(ip_address(first), ip_address(last)) for first, last in ranges]
    wanted = ip_address(address)
    return any(first.version == wanted.version and first <= wanted <= last for first, last in pairs)  # type: ignore[operator]


def test_it_has_what_the_pages_have_and_passes_on_to_the_internet_alone() -> None:
    text = write(URLS, "hush", ["203.0.114.7", "2001:4860::7", "0.0.0.0", "::"], "/etc/a.pem", "/etc/b.pem", None)
    assert values(text, "static-auth-secret") == ["hush"]
    assert values(text, "realm") == ["turn.example.mx"]
    assert (values(text, "listening-port"), values(text, "tls-listening-port")) == (["3478"], ["5349"])
    assert (values(text, "cert"), values(text, "pkey")) == (["/etc/a.pem"], ["/etc/b.pem"])
    assert values(text, "external-ip") == values(text, "allowed-peer-ip") == []
    inside = (
        "10.1.2.3",
        "127.0.0.1",
        "192.168.0.9",
        "169.254.169.254",
        "172.31.0.1",
        "::1",
        "fd00::2",
        "fe80::1",
        "::ffff:10.0.0.1",
    )
    assert all(denies(text, one) for one in inside)
    assert not any(denies(text, one) for one in ("203.0.114.7", "8.8.8.8", "2001:4860::7"))


def test_a_worker_of_an_inner_network_is_let_through_and_no_certificate_is_asked_for_without_tls() -> None:
    text = write(["turn:10.0.0.9:3479"], "hush", ["10.0.0.5", "127.0.0.1"], "/a", "/b", "203.0.114.9/10.0.0.9")
    assert values(text, "allowed-peer-ip") == ["10.0.0.5"]
    assert values(text, "external-ip") == ["203.0.114.9/10.0.0.9"]
    assert "no-tls" in text.splitlines() and values(text, "cert") == []
    assert values(text, "listening-port") == ["3479"]


def test_an_address_of_ipv6_stands_in_brackets_and_a_name_of_this_machine_is_passed_on_to_by_nobody() -> None:
    urls = usual_urls("2001:db8::1")
    assert urls[0] == usual_urls("[2001:db8::1]")[0] == "turn:[2001:db8::1]:3478"
    text = write(urls, "hush", ["localhost", "10.1.2.3"], "/etc/a.pem", "/etc/b.pem", None)
    assert values(text, "allowed-peer-ip") == ["10.1.2.3"]


@pytest.mark.parametrize("host", ["https://turn.example.mx", "turn.example.mx:443"])
def test_what_is_no_host_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match="turn:host"):
        usual_urls(host)
