"""Who is connected: connections from the offer to their end, found by id, by ICE user name, by address and by party."""

import asyncio
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import structlog

from audiencia.core.ids import PartyId, PeerId
from audiencia.media.packets.answer import BITRATES, Place, Transport, write_answer
from audiencia.media.packets.offer import ALL, BadOffer, check_added, parse_offer
from audiencia.media.worker.address import Address, endpoint
from audiencia.media.worker.admission import ANYWHERE, Elsewhere, Urgency, Whence, gives_way
from audiencia.media.worker.connection import CHECKS_PER_SECOND, MAX_ADDRESSES, Connection, Send
from audiencia.media.worker.peer import Certificate, binding_response, binding_username, nominates
from audiencia.media.worker.routing_table import Media

log = structlog.get_logger()
HANDSHAKE_SECONDS = 10.0
UNCHECKED_SECONDS = 15.0  # How long an answer may wait for the client's first check.
SILENT_SECONDS = 30.0
OWNED_SECONDS = 10.0
"""Browsers check their path about every five seconds; one who has not for twice that has left its address."""


@dataclass(frozen=True, slots=True)
class _Known:
    connection: Connection
    digest: bytes
    answer: str
    version: int = 1


class Registry:
    """Owns all connections. `changed` is called when another connection is used for a party, or has more slots, and `in_call` tells
    who is in a call; `clock` is monotonic."""

    def __init__(self, place: Place, send: Send, clock: Callable[[], float], tasks: asyncio.TaskGroup) -> None:
        self._certificate = Certificate()
        self._place = place
        self._send = send
        self._clock = clock
        self._tasks = tasks
        self._known: dict[PeerId, _Known] = {}
        self._by_ufrag: dict[str, Connection] = {}
        self.by_address: dict[Address, Connection] = {}
        """Who has validated an address. The socket looks here for each datagram."""
        self._by_party: dict[PartyId, list[Connection]] = {}
        self.changed: Callable[[PartyId], None] = lambda party: None
        self.in_call: Callable[[PartyId], bool] = lambda party: False
        self._sent_to_others = 0

    def __iter__(self) -> Iterator[Connection]:
        return iter([known.connection for known in self._known.values()])

    @property
    def packets_out(self) -> int:
        """Packets of media that were sent, to those who are gone too."""
        return self._sent_to_others + sum(connection.packets_out for connection in self)

    def of_party(self, party: PartyId) -> Connection | None:
        """The connection that is used for a party: the newest one that is up."""
        up = [connection for connection in self._by_party.get(party, ()) if connection.state == "connected"]
        return up[-1] if up else None

    def offer(
        self, peer_id: PeerId, party: PartyId, sdp: str, bitrates: Mapping[Media, int] = BITRATES,
        urgency: Urgency = Urgency.NEAR, whence: Whence = ANYWHERE, slots: Sequence[str] = ALL, *, adds: bool = False,
    ) -> str:  # fmt: skip
        """Answers an offer with these `slots`; the same one again gets the same answer. `adds`: it adds slots to the connection of this
        id. `bitrates`: what this party may send at the most, over all rooms that it may come to. Raises `BadOffer`, `Elsewhere`
        or `Full`."""
        digest = hashlib.sha256("\n".join((party, *slots, sdp)).encode("utf-8", "surrogatepass")).digest()
        known = self._known.get(peer_id)
        if known is not None and known.digest == digest:
            return known.answer
        if adds:
            return self._add(known, party, sdp, bitrates, slots, digest)
        if known is not None:
            raise BadOffer("another offer under the same peer id")
        offer = parse_offer(sdp, slots)
        if self._is_elsewhere(party, whence):
            raise Elsewhere
        self._make_place(party, urgency)
        connection = Connection(peer_id, party, offer, self._certificate, self._send)
        connection.urgency = urgency
        connection.whence = whence
        connection.heard = self._clock()
        answer = self._answer(connection, digest, bitrates, 1)
        self._by_ufrag[connection.ufrag] = connection
        self._by_party.setdefault(party, []).append(connection)
        return answer

    def _add(
        self, known: _Known | None, party: PartyId, sdp: str, bitrates: Mapping[Media, int], slots: Sequence[str],
        digest: bytes,
    ) -> str:  # fmt: skip
        # Of a connection of somebody else it says no more than of one that is not there.
        if known is None or known.connection.party != party:
            raise BadOffer("there is no connection to add slots to")
        offer = parse_offer(sdp, slots)
        check_added(known.connection.offer, offer)
        known.connection.take(offer)
        answer = self._answer(known.connection, digest, bitrates, known.version + 1)
        log.info("media_slots_added", peer_id=known.connection.peer_id, slots=len(offer.slots))
        self.changed(party)
        return answer

    def _answer(self, connection: Connection, digest: bytes, bitrates: Mapping[Media, int], version: int) -> str:
        transport = Transport(connection.ufrag, connection.password, self._certificate.fingerprint, self._place)
        ssrcs = {name: slot.ssrc for name, slot in connection.slots.items()}
        rtx_ssrcs = {name: slot.rtx_ssrc for name, slot in connection.slots.items()}
        answer = write_answer(connection.offer, transport, ssrcs, rtx_ssrcs, bitrates, version)
        self._known[connection.peer_id] = _Known(connection, digest, answer, version)
        return answer

    def _is_elsewhere(self, party: PartyId, whence: Whence) -> bool:
        """Pages that offer by themselves would else take the party's place from each other again and again."""
        present = self.of_party(party)
        return present is not None and not whence.takes and present.whence.browser != whence.browser

    def _make_place(self, party: PartyId, urgency: Urgency) -> None:
        """Of one party's attempts the last two stay, the direct one and that by a relay; where there are too many, one of others
        gives way."""
        attempts = [one for one in self._by_party.get(party, ()) if one.is_half_open]
        for earlier in attempts[:-1]:
            self.close(earlier, "replaced")
        ends = gives_way(self, Urgency.IN_CALL if self.in_call(party) else urgency, self._urgency_of)
        if ends is not None:
            self.close(ends, "gave_way")

    def _urgency_of(self, connection: Connection) -> Urgency:
        return Urgency.IN_CALL if self.in_call(connection.party) else connection.urgency

    def on_stun(self, datagram: bytes, address: Address, now: float) -> None:
        """A datagram that looks like STUN, from anybody: a binding request with our password validates its address."""
        ufrag = binding_username(datagram)
        connection = self._by_ufrag.get(ufrag) if ufrag is not None else None
        if connection is None:
            return
        nominated = nominates(datagram, connection.password)
        if nominated is None or connection.checks_left <= 0 or not self._validate(connection, address):
            return
        connection.checks_left -= 1
        connection.heard = now
        if nominated or connection.address is None:
            connection.address = address
        self._send(binding_response(datagram, endpoint(address), connection.password), address)
        if connection.state == "new":
            connection.state = "connecting"
            self._tasks.create_task(self._shake_hands(connection), name="media_handshake")

    def _validate(self, connection: Connection, address: Address) -> bool:
        owner = self.by_address.get(address)
        if owner is connection:
            return True
        if owner is not None:
            # A socket belongs to one connection: the old one is gone and a router gave its port to another. While the
            # owner is heard, the request comes from somebody who forges the owner's address.
            if self._clock() - owner.last_seen < OWNED_SECONDS:
                return False
            self.close(owner, "address_taken")
        if len(connection.addresses) >= MAX_ADDRESSES:
            oldest = next(known for known in connection.addresses if known != connection.address)
            connection.addresses.remove(oldest)
            del self.by_address[oldest]
        connection.addresses.append(address)
        self.by_address[address] = connection
        return True

    def left(self, address: Address) -> None:
        """An address over TCP is over: what goes to its connection waits for another of its addresses."""
        connection = self.by_address.pop(address, None)
        if connection is None:
            return
        connection.addresses.remove(address)
        if connection.address == address:
            connection.address = connection.addresses[-1] if connection.addresses else None

    async def _shake_hands(self, connection: Connection) -> None:
        try:
            async with asyncio.timeout(HANDSHAKE_SECONDS):
                srtp = await connection.handshake.run(connection.offer.fingerprints)
        except TimeoutError:
            self.close(connection, "handshake_timeout")
            return
        except Exception:
            # One client's broken handshake must not end the task group that all others live in.
            log.exception("media_handshake_error", peer_id=connection.peer_id)
            self.close(connection, "handshake_error")
            return
        if srtp is None or connection.state == "closed":
            self.close(connection, "handshake_failed")
            return
        if self._is_elsewhere(connection.party, connection.whence):
            self.close(connection, "elsewhere")
            return
        connection.srtp = srtp
        connection.state = "connected"
        connection.handshake.on_closed(lambda: self.close(connection, "closed_by_client"))
        self._supersede(connection)
        log.info("media_connected", peer_id=connection.peer_id)
        self.changed(connection.party)

    def _supersede(self, connection: Connection) -> None:
        """Closes all connected connections of a party but the newest."""
        up = [one for one in self._by_party[connection.party] if one.state == "connected"]
        for older in up[:-1]:
            self.close(older, "replaced")

    def close_peer(self, peer_id: PeerId) -> None:
        """Ends a connection; without effect when there is none."""
        known = self._known.get(peer_id)
        if known is not None:
            self.close(known.connection, "deleted")

    def close_silent(self, now: float) -> None:
        """Ends the connections of clients that have said nothing authentic for too long. Call it once a second."""
        for connection in self:
            connection.checks_left = CHECKS_PER_SECOND
            limit = UNCHECKED_SECONDS if connection.state == "new" else SILENT_SECONDS
            if now - connection.last_seen > limit:
                self.close(connection, "silent")

    async def say_goodbye(self) -> None:
        """Tells all clients that the worker ends, so that they offer again at once."""
        for connection in self:
            connection.state = "closed"
            await connection.handshake.close()

    def close(self, connection: Connection, reason: str) -> None:
        """Ends a connection: at once for all packets, while goodbyes are said in the background."""
        if connection.state == "closed":
            return
        was_up = connection.state == "connected"
        connection.state = "closed"
        self._known.pop(connection.peer_id, None)
        self._sent_to_others += connection.packets_out
        self._by_ufrag.pop(connection.ufrag, None)
        for address in connection.addresses:
            if self.by_address.get(address) is connection:
                del self.by_address[address]
        own = self._by_party[connection.party]
        own.remove(connection)
        if not own:
            del self._by_party[connection.party]
        log.info("media_closed", peer_id=connection.peer_id, reason=reason)
        if was_up:
            self.changed(connection.party)
        connection.srtp = None
        self._tasks.create_task(connection.handshake.close(), name="media_goodbye")
