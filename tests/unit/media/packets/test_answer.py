"""The answer to an offer holds what each client needs."""

import pytest
from aiortc.sdp import SessionDescription

from audiencia.media.packets.answer import write_answer
from audiencia.media.packets.offer import ALL, parse_offer
from audiencia.media.worker.routing_table import MEDIA, SLOTS
from tests.unit.media.packets.offers import CLIENTS, RTX_SSRCS, SSRCS, TRANSPORT, offer_of


@pytest.mark.parametrize("client", CLIENTS)
def test_the_answer_fits_the_offer(client: str) -> None:
    offer = parse_offer(offer_of(client))
    text = write_answer(offer, TRANSPORT, SSRCS, RTX_SSRCS)
    answer = SessionDescription.parse(text)
    assert "a=ice-lite\r\n" in text
    assert [(media.kind, media.direction) for media in answer.media] == [
        (section.kind, "recvonly" if slot in MEDIA else "sendonly")
        for slot, section in zip(ALL, offer.sections, strict=True)
    ]
    for section, media in zip(offer.sections, answer.media, strict=True):
        assert media.rtp.muxId == section.mid
        again = [section.rtx] if section.rtx is not None else []
        assert [codec.payloadType for codec in media.rtp.codecs] == [section.payload_type, *again]
        assert bool(again) == (section.kind == "video")
        assert media.dtls is not None
        assert media.dtls.role == "server"
        assert [one.port for one in media.ice_candidates if one.protocol == "udp"] == [7882, 7882]
    for slot, media in zip(SLOTS, answer.media[3:], strict=True):
        again = [RTX_SSRCS[slot]] if media.kind == "video" else []
        assert [one.ssrc for one in media.ssrc] == [SSRCS[slot], *again]
        assert [group.items for group in media.ssrc_group] == ([[SSRCS[slot], *again]] if again else [])
        assert media.msid is not None
        assert media.msid.endswith(slot)
    assert text.split("m=")[2].count("b=TIAS:300000") == 1
    assert text.count(" nack\r\n") == len(ALL)
    assert text.count("x-google-start-bitrate=600") == text.count("m=video")


def test_tcp_is_offered_once_and_below_all_of_udp() -> None:
    text = write_answer(parse_offer(offer_of("chromium")), TRANSPORT, SSRCS, RTX_SSRCS)
    first, *others = SessionDescription.parse(text).media
    ways = [one for one in first.ice_candidates if one.protocol == "tcp"]
    assert [(one.ip, one.port) for one in ways] == [
        ("192.0.2.5", 7882), ("2001:db8::5", 7882), ("192.0.2.5", 443), ("2001:db8::5", 443),
    ]  # fmt: skip
    assert {one.tcpType for one in ways} == {"passive"}
    assert min(one.priority for one in first.ice_candidates if one.protocol == "udp") > max(
        one.priority for one in ways
    )
    assert len({one.priority for one in ways}) == len({one.foundation for one in first.ice_candidates}) - 2 == 4
    assert not any(one.protocol == "tcp" for media in others for one in media.ice_candidates)


def test_the_answer_lets_a_client_send_what_it_may_send_in_any_room() -> None:
    offer = parse_offer(offer_of("chromium"))
    text = write_answer(offer, TRANSPORT, SSRCS, RTX_SSRCS, {"camera": 900_000, "screen": 1_200_000})
    _head, microphone, camera, screen, *slots = text.split("m=")
    assert "b=TIAS:900000\r\n" in camera
    assert "b=TIAS:1200000\r\n" in screen
    assert not any("b=TIAS" in section for section in (microphone, *slots))
