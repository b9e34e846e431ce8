"""Which media addresses a demonstration announces."""

from ipaddress import IPv4Address

import pytest

from audiencia.operations import addresses
from audiencia.settings.config import Settings


@pytest.fixture(autouse=True)
def on_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "own_address", lambda: "192.0.2.7")


def test_a_demonstration_is_reached_at_the_own_address_too() -> None:
    settings = addresses.for_own_browsers(Settings(profile="demo"))
    assert settings.announced == ("192.0.2.7", "127.0.0.1")
    assert settings.media_host == "0.0.0.0"


@pytest.mark.parametrize(
    "chosen",
    [
        Settings(profile="production"),
        Settings(profile="demo", media_host="192.0.2.1"),
        Settings(profile="demo", media_announce=(IPv4Address("192.0.2.9"),)),
    ],
)
def test_what_somebody_chose_stays(chosen: Settings) -> None:
    assert addresses.for_own_browsers(chosen) is chosen
