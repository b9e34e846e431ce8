"""Offers of real clients, as recorded from Chromium 156, Firefox 153 and aiortc 1.16 before candidates were gathered."""

from pathlib import Path

CLIENTS = ("chromium", "firefox", "aiortc")


def offer_of(client: str) -> str:
    """The offer, with the line ends of the wire."""
    return Path(__file__).with_name("offers").joinpath(f"{client}.sdp").read_text().replace("\n", "\r\n")
