"""Browsers and systems by their names."""

import pytest

from audiencia.staff.devices import UNKNOWN, Device, device_of

MOZILLA = "Mozilla/5.0"
KIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
SAMSUNG = f"{MOZILLA} (Linux; Android 15; SM-S911B) {KIT} SamsungBrowser/29.0 Chrome/136.0 Mobile Safari/537.36"


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (f"{MOZILLA} (Windows NT 10.0; Win64; x64) {KIT} Chrome/156.0 Safari/537.36 Edg/156.0", Device("Edge", "Windows")),
        (SAMSUNG, Device("Samsung Internet", "Android")),
        (f"{MOZILLA} (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0", Device("Firefox", "Linux")),
        (f"{MOZILLA} (iPhone; CPU iPhone OS 26_0 like Mac OS X) {KIT} Version/26.0 Mobile Safari/604.1", Device("Safari", "iPhone")),
        (f"{MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) {KIT} Chrome/156.0 Safari/537.36", Device("Chrome", "macOS")),
        ("Python/3.11 aiohttp/3.14", UNKNOWN),
        ("", UNKNOWN),
    ],
)  # fmt: skip
def test_browser_and_system_are_named(user_agent: str, device: Device) -> None:
    assert device_of(user_agent) == device
