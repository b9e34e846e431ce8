"""Janus with the load of `benchmarks.forward`: its EchoTest sends each client's packets back to it.

That is the least that Janus does with them: one connection a client and no room between them.
"""

import re

from audiencia.media.packets import rtp, twcc
from audiencia.media.packets.offer import MID_EXTENSION
from benchmarks.forward_stage import Stage
from benchmarks.peers.janus import Janus, Session
from tests.integration.media.raw_peer import AUDIO, MID_ID, PASSWORD, RTX, TIME_ID, TRANSPORT_ID, VIDEO, Answered
from tests.integration.media.workers import own_address


class EchoStage(Stage):
    """A running Janus."""

    def __init__(self, janus: Janus, session: Session) -> None:
        super().__init__(janus.pid)
        self._session = session

    def _host(self, n: int) -> str:
        """All share this machine's own: Janus ties its sockets to the network's interface, and has a port for each client."""
        return own_address()

    async def _answer(self, host: str, ssrcs: dict[str, int]) -> Answered:
        handle = await self._session.attach("janus.plugin.echotest")
        port = self._wire.socket.getsockname()[1]
        sdp = echo_offer(self._certificate.fingerprint, ssrcs, (host, port))
        body = {"audio": True, "video": True}
        event = await self._session.ask(
            janus="message", handle_id=handle, body=body, jsep={"type": "offer", "sdp": sdp, "trickle": False}
        )
        return read_echo_answer(event["jsep"]["sdp"])

    async def _begin(self, call: int) -> None:
        """Each has its own streams already."""


def echo_offer(fingerprint: str, ssrcs: dict[str, int], address: tuple[str, int]) -> str:
    """An offer of one sound and one picture, with the same repairs and feedback as in our own."""
    common = [
        "c=IN IP4 0.0.0.0", "a=ice-ufrag:peer", f"a=ice-pwd:{PASSWORD}", f"a=fingerprint:sha-256 {fingerprint}",
        "a=setup:active", "a=sendrecv", "a=rtcp-mux", f"a=extmap:{MID_ID} {MID_EXTENSION}",
        f"a=extmap:{TRANSPORT_ID} {twcc.URI}", f"a=candidate:1 1 udp 2122260223 {address[0]} {address[1]} typ host",
        "a=end-of-candidates",
    ]  # fmt: skip
    return "\r\n".join([
        "v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0 1",
        f"m=audio 9 UDP/TLS/RTP/SAVPF {AUDIO}", *common, "a=mid:0", f"a=rtpmap:{AUDIO} opus/48000/2",
        f"a=ssrc:{ssrcs['microphone']} cname:peer",
        f"m=video 9 UDP/TLS/RTP/SAVPF {VIDEO} {RTX}", *common, "a=mid:1", f"a=rtpmap:{VIDEO} VP8/90000",
        *(f"a=rtcp-fb:{VIDEO} {kind}" for kind in ("nack", "nack pli", "goog-remb", "transport-cc")),
        f"a=rtpmap:{RTX} rtx/90000", f"a=fmtp:{RTX} apt={VIDEO}", f"a=extmap:{TIME_ID} {rtp.SEND_TIME}",
        f"a=ssrc-group:FID {ssrcs['camera']} {ssrcs['camera-rtx']}",
        *(f"a=ssrc:{ssrcs[name]} cname:peer" for name in ("camera", "camera-rtx")), "",
    ])  # fmt: skip


def read_echo_answer(sdp: str) -> Answered:
    """Reads Janus' answer; its slots are named like ours. Raises `ValueError` when something is missing."""

    def one(pattern: str, text: str = sdp) -> str:
        found = re.search(pattern, text)
        if found is None:
            raise ValueError(f"{pattern} is not in Janus' answer")
        return found[1]

    _, sound, picture = re.split(r"^(?=m=)", sdp.replace("\r\n", "\n"), flags=re.MULTILINE)
    candidate = r"a=candidate:\S+ 1 udp \d+ "
    return Answered(
        one(r"a=ice-ufrag:(\S+)"), one(r"a=ice-pwd:(\S+)"), one(r"a=fingerprint:sha-256 (\S+)"),
        (one(rf"{candidate}(\d+\.\S+)"), int(one(rf"{candidate}\d+\.\S+ (\d+)"))),
        {"audio0": int(one(r"a=ssrc:(\d+)", sound)), "video0": int(one(r"a=ssrc:(\d+)", picture))}, {},
    )  # fmt: skip
