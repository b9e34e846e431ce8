"""The least that any forwarder of ours must do: take datagrams and send them on, with or without SRTP. Nothing else.

    python -m benchmarks.forward_floor bare|srtp PORT CORE

It has the worker's socket and event loop, and sends each packet back to where it came from.
"""

import asyncio
import sys
import time
from types import SimpleNamespace
from typing import Any, cast

import uvloop
from aiortc.rtcdtlstransport import RTCDtlsTransport
from pylibsrtp import Policy, Session

from audiencia.media.worker.peer import HEADROOM, PacketBuffer, Srtp
from audiencia.media.worker.socket import MediaSocket
from benchmarks.forward_load import pin

KEY = b"k" * 28


def fixed_keys() -> Srtp:
    """Keys that both ends know without a handshake."""

    def session(direction: int) -> Session:
        policy = Policy(key=KEY, ssrc_type=direction, srtp_profile=Policy.SRTP_PROFILE_AEAD_AES_128_GCM)
        policy.allow_repeat_tx, policy.window_size = True, 1024
        return Session(policy)

    pair = SimpleNamespace(_rx_srtp=session(Policy.SSRC_ANY_INBOUND), _tx_srtp=session(Policy.SSRC_ANY_OUTBOUND))
    return Srtp(cast(RTCDtlsTransport, pair))


class Echo:
    """Takes the place of the worker's parts."""

    def __init__(self, media_socket: MediaSocket, with_srtp: bool) -> None:
        self._outlet = media_socket.outlet
        self._keys: dict[bytes, Srtp] = {}
        self._with_srtp = with_srtp
        self._address = b""

    def at(self, address: bytes) -> Any:
        self._address = address
        return self

    def on_stun(self, datagram: bytes, address: bytes, now: float) -> None: ...
    def on_dtls(self, connection: Any, datagram: bytes) -> None: ...
    def on_rtcp(self, connection: Any, buffer: PacketBuffer, end: int, now: float) -> None: ...
    def tick(self, now: float) -> None: ...

    def on_rtp(self, connection: Any, buffer: PacketBuffer, end: int, now: float) -> None:
        if self._with_srtp:
            keys = self._keys.get(self._address)
            if keys is None:
                keys = self._keys[self._address] = fixed_keys()
            end = keys.unprotect(buffer, end)
            end = keys.protect(buffer, HEADROOM, end) if end else 0
        if end:
            self._outlet.put(buffer, HEADROOM, end, self._address)


async def main() -> None:
    """Runs until killed."""
    media_socket = MediaSocket("127.0.0.1", int(sys.argv[2]), time.monotonic)
    media_socket.attach(asyncio.get_running_loop(), Echo(media_socket, sys.argv[1] == "srtp"))
    print("ready", flush=True)
    await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    pin(int(sys.argv[3]))
    uvloop.run(main())
