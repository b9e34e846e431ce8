"""Offers: real clients' are accepted, any other layout is refused."""

import re
from collections.abc import Callable

import pytest
from aiortc.sdp import SessionDescription
from hypothesis import given
from hypothesis import strategies as st

from audiencia.media.packets.answer import write_answer
from audiencia.media.packets.offer import ALL, MAX_OFFER, BadOffer, check_added, parse_offer
from audiencia.media.worker.routing_table import SLOTS
from tests.unit.media.packets.offers import CLIENTS, RTX_SSRCS, SSRCS, TRANSPORT, TWO, named, offer_of


@pytest.mark.parametrize("client", CLIENTS)
def test_real_offers_are_accepted(client: str) -> None:
    offer = parse_offer(offer_of(client))
    assert [section.mid for section in offer.sections] == [str(place) for place in range(14)]
    assert set(offer.sending()) == {"microphone", "camera", "screen"}
    assert tuple(offer.receiving()) == SLOTS
    assert all(section.ssrc for section in offer.sending().values())
    assert not any(section.ssrc for section in offer.receiving().values())
    assert all(section.mid_extension for section in offer.sections)
    assert offer.fingerprints[0][0] == "sha-256"


MUTATIONS = {
    "one section less": lambda text: text[: text.rindex("m=video")],
    "one section more": lambda text: text + text[text.rindex("m=video") :],
    "another order": lambda text: text.replace("a=group:BUNDLE 0 1", "a=group:BUNDLE 1 0"),
    "no bundle": lambda text: text.replace("a=group:BUNDLE", "a=x-group:BUNDLE"),
    "not bundled all": lambda text: text.replace("a=group:BUNDLE 0 1 2", "a=group:BUNDLE 0 1"),
    "two alike mids": lambda text: text.replace("a=mid:1\r\n", "a=mid:0\r\n"),
    "both ways": lambda text: text.replace("a=sendonly", "a=sendrecv", 1),
    "no rtcp-mux": lambda text: text.replace("a=rtcp-mux\r\n", "", 1),
    "passive": lambda text: text.replace("a=setup:actpass", "a=setup:passive", 1),
    "no VP8": lambda text: text.replace(" VP8/90000", " VP7/90000"),
    "no Opus": lambda text: text.replace(" opus/48000/2", " opus/48000/1"),
    "not secured": lambda text: text.replace("UDP/TLS/RTP/SAVPF", "RTP/AVPF"),
    "no fingerprint": lambda text: text.replace("a=fingerprint", "a=x-fingerprint"),
    "a weak fingerprint": lambda text: text.replace("a=fingerprint:sha-", "a=fingerprint:md5-"),
    "a mid that writes lines": lambda text: text.replace("a=mid:0\r\n", "a=mid:0\ra=x\r\n"),
    "too long": lambda text: text + "a=x\r\n" * (MAX_OFFER // 5),
    "not ASCII": lambda text: text + "a=ñ\r\n",
    "too many payload types": lambda text: text.replace("SAVPF ", "SAVPF " + "1 " * 130, 1),
    "too many names of them": lambda text: text.replace("a=rtpmap:", "a=rtpmap:1 x\r\n" * 130 + "a=rtpmap:", 1),
    "too many parameters": lambda text: text.replace("a=fmtp:", "a=fmtp:1 x\r\n" * 130 + "a=fmtp:", 1),
    "a payload type of thousands of digits": lambda text: re.sub(
        rf"(?<=[ :]){re.findall(r'a=rtpmap:(.*) opus', text)[0]}(?= )", "1" * 5000, text, count=2),
    "nothing": lambda text: "",
    "no session": lambda text: text.replace("v=0", "v=1", 1),
}  # fmt: skip


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("name", MUTATIONS)
def test_any_other_layout_is_refused(client: str, name: str) -> None:
    with pytest.raises(BadOffer):
        parse_offer(MUTATIONS[name](offer_of(client)))


@given(st.sampled_from(CLIENTS), st.data())
def test_a_damaged_offer_is_refused_or_understood(client: str, data: st.DataObject) -> None:
    lines = offer_of(client).split("\r\n")
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(lines) - 1))
        lines[place] = data.draw(st.sampled_from(["", lines[place][:-1], lines[place] * 2, "m=audio 9", "a=mid:"])
                                 | st.text(max_size=20))  # fmt: skip
    try:
        offer = parse_offer("\r\n".join(lines))
    except BadOffer:
        return
    answer = write_answer(offer, TRANSPORT, SSRCS, RTX_SSRCS)
    assert answer.count("\r\nm=") == len(ALL)
    SessionDescription.parse(answer)


def test_an_extension_with_a_number_of_thousands_of_digits_is_passed_over() -> None:
    text = re.sub(r"a=extmap:\d+ (?=\S+sdes:mid)", f"a=extmap:{'1' * 5000} ", offer_of("chromium"), count=1)
    assert parse_offer(text).sections[0].mid_extension is None


@given(st.text(max_size=300))
def test_any_text_is_refused(text: str) -> None:
    with pytest.raises(BadOffer):
        parse_offer(text)


@pytest.mark.parametrize("client", CLIENTS)
def test_an_offer_has_the_slots_that_it_names(client: str) -> None:
    offer = parse_offer(named(TWO, client), TWO)
    assert list(offer.sending()) == ["microphone", "camera", "screen"]
    assert list(offer.receiving()) == ["audio0", "video0", "screen0", "audio1"]
    text = write_answer(offer, TRANSPORT, SSRCS, RTX_SSRCS)
    media = SessionDescription.parse(text).media
    assert [one.msid and one.msid.split(" ")[1] for one in media[3:]] == list(TWO[3:])
    assert parse_offer(named(TWO[:2], client), TWO[:2]).receiving() == {}


@pytest.mark.parametrize(
    "slots",
    [(), TWO[1:], ("camera", "microphone", *TWO[2:]), (*TWO, "audio0"), (*TWO, "audio9"), TWO[:-1], (*TWO, "video1"),
     ("microphone", "camera", "screen", "video0", "audio0", "screen0", "audio1")],
)  # fmt: skip
def test_slots_that_are_not_those_of_the_sections_are_refused(slots: tuple[str, ...]) -> None:
    with pytest.raises(BadOffer):
        parse_offer(named(TWO), slots)


@pytest.mark.parametrize("client", CLIENTS)
def test_a_later_offer_adds_what_is_received(client: str) -> None:
    before, slots = parse_offer(named(TWO, client), TWO), (*TWO, "video1", "audio2")
    check_added(before, parse_offer(named(slots, client), slots))


OTHERWISE: dict[str, tuple[tuple[str, ...], Callable[[str], str]]] = {
    "nothing more": (TWO, str),
    "less": (TWO[:-1], str),
    "another order": ((*TWO[:3], "audio1", *TWO[4:6], "audio0", "video1"), str),
    "something sent": (("microphone", "camera", "audio0", "screen"), str),
    "another user name": ((*TWO, "video1"), lambda text: text.replace("a=ice-ufrag:", "a=ice-ufrag:x")),
    "another password": ((*TWO, "video1"), lambda text: text.replace("a=ice-pwd:", "a=ice-pwd:x")),
    "another certificate": ((*TWO, "video1"), lambda text: re.sub("(a=fingerprint:sha-256 )..", r"\g<1>00", text)),
    "another mid": ((*TWO, "video1"), lambda text: text.replace("a=mid:2", "a=mid:x").replace("BUNDLE 0 1 2", "BUNDLE 0 1 x")),
    "another payload type": ((*TWO, "video1"), lambda text: re.sub(r"\b111\b", "119", text)),
    "another SSRC": ((*TWO, "video1"), lambda text: re.sub(r"(a=ssrc:|FID )(\d)(\d+)", r"\g<1>1\3", text)),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERWISE)
def test_a_later_offer_changes_nothing_of_what_was_there(name: str) -> None:
    first = ("microphone", "camera", "audio0") if name == "something sent" else TWO
    slots, change = OTHERWISE[name]
    before, after = parse_offer(named(first), first), parse_offer(change(named(slots)), slots)
    with pytest.raises(BadOffer):
        check_added(before, after)
