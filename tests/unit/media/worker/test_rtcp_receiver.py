"""What one client may say in RTCP, and ask for again, within a second."""

from collections.abc import Sequence
from typing import cast

from audiencia.core.ids import PartyId, PeerId
from audiencia.media.packets import rtcp
from audiencia.media.packets.offer import parse_offer
from audiencia.media.worker.bandwidth_allocator import Lines
from audiencia.media.worker.connection import ASKED_OCTETS, HEARD_PER_SECOND, Connection, Slot
from audiencia.media.worker.peer import HEADROOM, Certificate, PacketBuffer, Srtp
from audiencia.media.worker.repairs import Repairs
from audiencia.media.worker.rtcp_receiver import RtcpReceiver
from audiencia.media.worker.rtcp_sender import RtcpSender
from tests.unit.media.packets.offers import offer_of

ASKED = 400


class _Keys:
    def unprotect_rtcp(self, buffer: PacketBuffer, end: int) -> int:
        return end


class _Repairs:
    asked = 0

    def resend(self, slot: Slot, sequences: Sequence[int], now: float) -> None:
        self.asked += len(sequences)


def test_who_asks_for_thousands_of_packets_is_not_heard_for_the_rest_of_the_second() -> None:
    repairs = _Repairs()
    rtcp_receiver = RtcpReceiver(cast(RtcpSender, None), cast(Repairs, repairs), cast(Lines, None), lambda: 0.0)
    offer = parse_offer(offer_of("chromium"))
    viewer = Connection(PeerId("one"), PartyId("a"), offer, Certificate(), lambda data, address: None)
    viewer.srtp = cast(Srtp, _Keys())
    said = rtcp.receiver_report(()) + rtcp.nack(viewer.slots["video0"].ssrc, range(ASKED))
    buffer = PacketBuffer()
    buffer.view[HEADROOM : HEADROOM + len(said)] = said

    def ask_often() -> int:
        before = repairs.asked
        for _ in range(1000):
            rtcp_receiver.on_rtcp(viewer, buffer, HEADROOM + len(said), 1.0)
        return repairs.asked - before

    most = HEARD_PER_SECOND // ASKED_OCTETS + ASKED
    assert 0 < ask_often() <= most
    assert ask_often() == 0
    viewer.measure(1.0)
    assert 0 < ask_often() <= most
