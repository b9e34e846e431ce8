"""At which addresses browsers reach the media worker of a demonstration."""

import socket
from ipaddress import IPv4Address

from audiencia.settings.config import Settings

EVERYWHERE = "0.0.0.0"  # noqa: S104 -- a demonstration's media port; it answers nobody without the password of ICE
LOOPBACK = "127.0.0.1"


def for_own_browsers(settings: Settings) -> Settings:
    """A demonstration whose media address nobody chose: it is reached at the machine's own address as well.
    Firefox never pairs a loopback candidate with its own address on the network, so loopback alone would keep it out."""
    if not settings.demo or settings.media_announce or settings.media_host != LOOPBACK:
        return settings
    own = own_address()
    if own == LOOPBACK:
        return settings
    announce = (IPv4Address(own), IPv4Address(LOOPBACK))
    return settings.model_copy(update={"media_host": EVERYWHERE, "media_announce": announce})


def own_address() -> str:
    """This machine's address on its network, loopback when there is none. No packet is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Of the range for documentation (RFC 5737): only the choice of the route matters.
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return LOOPBACK
        return str(probe.getsockname()[0])
