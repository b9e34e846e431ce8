"""Offers of real clients, as recorded from Chromium 156, Firefox 153 and aiortc 1.16 before candidates were gathered, and our
side of an answer to them."""

from collections.abc import Sequence
from pathlib import Path

from audiencia.media.packets.answer import Place, Transport
from audiencia.media.packets.offer import ALL
from audiencia.media.worker.routing_table import SLOTS

CLIENTS = ("chromium", "firefox", "aiortc")
TWO = ("microphone", "camera", "screen", "audio0", "video0", "screen0", "audio1")
"""The slots of a call of two."""
TRANSPORT = Transport(
    "ufragufrag", "p" * 32, ":".join(["AB"] * 32), Place(("192.0.2.5", "2001:db8::5"), 7882, (7882, 443))
)
SSRCS = {slot: 1000 + place for place, slot in enumerate(SLOTS)}
RTX_SSRCS = {slot: 2000 + place for place, slot in enumerate(SLOTS)}


def offer_of(client: str) -> str:
    """The offer, with the line ends of the wire."""
    return Path(__file__).with_name("offers").joinpath(f"{client}.sdp").read_text().replace("\n", "\r\n")


def named(slots: Sequence[str], client: str = "chromium") -> str:
    """The client's offer with the sections of these slots alone, in this order."""
    head, *sections = offer_of(client).split("\r\nm=")
    of = dict(zip(ALL, (section.rstrip("\r\n") for section in sections), strict=True))
    kept = [of[slot] for slot in slots]
    bundle = "a=group:BUNDLE " + " ".join(section.partition("a=mid:")[2].split("\r\n")[0] for section in kept)
    lines = [bundle if line.startswith("a=group:BUNDLE") else line for line in head.split("\r\n")]
    return "\r\nm=".join(["\r\n".join(lines), *kept]) + "\r\n"
