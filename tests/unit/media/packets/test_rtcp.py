"""RTCP: what we write is what aiortc reads, what it writes we read, and nothing malformed hurts."""

from aiortc import rtp as theirs
from hypothesis import given
from hypothesis import strategies as st

from audiencia.media.packets import rtcp

word = st.integers(0, 2**32 - 1)


@given(word, st.integers(0, 2**64 - 1), word, word, word, st.text("abcdefgh0123", min_size=1, max_size=20))
def test_sender_report(ssrc: int, ntp: int, timestamp: int, packets: int, octets: int, cname: str) -> None:
    data = rtcp.sender_report(ssrc, ntp, timestamp, packets, octets, cname)
    report, names = theirs.RtcpPacket.parse(data)
    assert isinstance(report, theirs.RtcpSrPacket)
    assert (report.ssrc, report.sender_info.ntp_timestamp, report.sender_info.rtp_timestamp) == (ssrc, ntp, timestamp)
    assert (report.sender_info.packet_count, report.sender_info.octet_count) == (packets, octets)
    assert isinstance(names, theirs.RtcpSdesPacket)
    assert names.chunks[0].ssrc == ssrc
    assert names.chunks[0].items == [(1, cname.encode())]
    assert list(rtcp.parse(data)) == [rtcp.SenderReport(ssrc, ntp, timestamp)]


@given(
    st.lists(
        st.tuples(word, st.integers(0, 255), st.integers(-(2**23), 2**23 - 1), word, word, word, word), max_size=11
    )
)
def test_receiver_report(blocks: list[tuple[int, ...]]) -> None:
    data = rtcp.receiver_report([rtcp.ReportBlock(*block) for block in blocks])
    (report,) = theirs.RtcpPacket.parse(data)
    assert isinstance(report, theirs.RtcpRrPacket)
    read = [
        (r.ssrc, r.fraction_lost, r.packets_lost, r.highest_sequence, r.jitter, r.lsr, r.dlsr) for r in report.reports
    ]
    assert read == blocks
    assert list(rtcp.parse(data)) == [rtcp.ReportBlock(*block) for block in blocks]


@given(word)
def test_keyframe_requests(ssrc: int) -> None:
    _, ours = theirs.RtcpPacket.parse(rtcp.picture_loss(ssrc))
    assert isinstance(ours, theirs.RtcpPsfbPacket)
    assert (ours.fmt, ours.media_ssrc) == (theirs.RTCP_PSFB_PLI, ssrc)
    pli = theirs.RtcpPsfbPacket(fmt=theirs.RTCP_PSFB_PLI, ssrc=5, media_ssrc=ssrc)
    fir = theirs.RtcpPsfbPacket(fmt=theirs.RTCP_PSFB_FIR, ssrc=5, media_ssrc=0, fci=ssrc.to_bytes(4, "big") + bytes(4))
    assert list(rtcp.parse(bytes(pli) + bytes(fir))) == [rtcp.KeyframeWish(ssrc)] * 2


@given(word, st.lists(st.integers(0, 0xFFFF), min_size=1, max_size=60, unique=True))
def test_missing_packets(ssrc: int, numbers: list[int]) -> None:
    data = rtcp.nack(ssrc, sorted(numbers))
    (request,) = theirs.RtcpPacket.parse(data)
    assert isinstance(request, theirs.RtcpRtpfbPacket)
    assert (request.fmt, request.media_ssrc, request.lost) == (theirs.RTCP_RTPFB_NACK, ssrc, sorted(numbers))
    assert bytes(request) == data
    assert list(rtcp.parse(data)) == [rtcp.Missing(ssrc, tuple(sorted(numbers)))]


def test_a_request_for_everything_is_cut() -> None:
    (found,) = rtcp.parse(rtcp.nack(1, range(60_000)))
    assert isinstance(found, rtcp.Missing)
    assert found.sequences == tuple(range(rtcp.MOST_ASKED))


@given(st.integers(0, 2**40), st.lists(word, min_size=1, max_size=5))
def test_estimates(bitrate: int, ssrcs: list[int]) -> None:
    data = rtcp.receiver_estimate(bitrate, ssrcs)
    (estimate,) = theirs.RtcpPacket.parse(data)
    assert isinstance(estimate, theirs.RtcpPsfbPacket)
    read, named = theirs.unpack_remb_fci(estimate.fci)
    assert named == ssrcs
    assert bitrate * (1 - 2**-17) <= read <= bitrate
    assert list(rtcp.parse(data)) == [rtcp.Estimate(read)]


@given(st.binary(max_size=100))
def test_any_bytes_are_read_without_an_error(data: bytes) -> None:
    list(rtcp.parse(data))


@given(st.binary(max_size=60), word)
def test_what_follows_something_malformed_is_passed_over(rubbish: bytes, ssrc: int) -> None:
    head = rtcp.picture_loss(ssrc)
    assert rtcp.KeyframeWish(ssrc) in list(rtcp.parse(head + rubbish))
