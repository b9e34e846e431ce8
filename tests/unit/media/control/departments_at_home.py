"""Parts of a media worker without a network, for tests of what decides and forwards."""

from dataclasses import dataclass, field

from audiencia.media.worker.address import Address
from audiencia.media.worker.forwarder import Forwarder
from audiencia.media.worker.peer import PacketBuffer
from audiencia.media.worker.rtcp_sender import RtcpSender


@dataclass
class Kept:
    """An outlet that keeps what is put into it."""

    given: int = 0
    lost: int = 0
    sent: list[tuple[bytes, Address]] = field(default_factory=list)

    def buffer(self) -> PacketBuffer:
        return PacketBuffer()

    def put(self, buffer: PacketBuffer, start: int, end: int, to: Address) -> None:
        self.sent.append((bytes(buffer.view[start:end]), to))

    def flush(self) -> None:
        pass


def quiet_forwarder() -> Forwarder:
    """A forwarder whose packets go nowhere."""
    outlet = Kept()
    return Forwarder(outlet, RtcpSender(outlet))
