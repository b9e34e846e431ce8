"""Ticks come with datagrams, as often as without: each connection is reported to once in a second, and told once in a tenth."""

from collections.abc import Iterable
from itertools import pairwise

import pytest

from audiencia.core.ids import PartyId, PeerId
from audiencia.media.packets.offer import parse_offer
from audiencia.media.worker.bandwidth_allocator import Lines
from audiencia.media.worker.connection import Connection
from audiencia.media.worker.peer import Certificate, Srtp
from audiencia.media.worker.periodic import CLOCK_SECONDS, FEEDBACK_SECONDS, SECOND, TICK_SECONDS, Rounds
from audiencia.media.worker.rtcp_sender import RtcpSender
from tests.unit.media.control.departments_at_home import Kept, quiet_forwarder
from tests.unit.media.packets.offers import offer_of

BEGAN = 5_000.0
MANY = 25


class Told(Rounds):
    """Notes at what time whom it told what had come, and reported to."""

    def __init__(self, clients: Iterable[Connection]) -> None:
        forwarder, rtcp_sender = quiet_forwarder(), RtcpSender(Kept())
        super().__init__(clients, forwarder, rtcp_sender, Lines(forwarder, rtcp_sender), Kept())
        self.told: list[tuple[Connection, float]] = []
        self.reported: list[tuple[Connection, float]] = []
        self.breaks = False

    def _feed_back(self, client: Connection, now: float) -> None:
        if self.breaks:
            raise IndexError
        self.told.append((client, now))

    def _report(self, client: Connection, now: float) -> None:
        self.reported.append((client, now))

    def run(self, pause: float, seconds: float) -> int:
        """Calls it for so long, with such pauses; gives how often it ticked."""
        return sum(self.tick(BEGAN + n * pause) for n in range(round(seconds / pause)))


def clients() -> list[Connection]:
    certificate, offer = Certificate(), parse_offer(offer_of("chromium"))
    made = [
        Connection(PeerId(str(n)), PartyId(str(n)), offer, certificate, lambda data, address: None) for n in range(MANY)
    ]
    for one in made:
        one.srtp = Srtp.__new__(Srtp)
    return made


@pytest.mark.parametrize("pause", [0.0004, 0.0037, 0.013, CLOCK_SECONDS])
def test_everybody_has_each_turn_however_often_datagrams_come(pause: float) -> None:
    present = clients()
    rounds = Told(present)
    ticked = rounds.run(pause, 10.0)
    assert ticked == pytest.approx(min(10.0 / TICK_SECONDS, 10.0 / pause), abs=1)
    for turns, times in ((rounds.told, 10 / FEEDBACK_SECONDS), (rounds.reported, 10 / SECOND)):
        for client in present:
            own = [now for one, now in turns if one is client]
            assert len(own) == pytest.approx(times, abs=2), client.peer_id
            apart = [later - earlier for earlier, later in pairwise(own[1:])]
            assert max(apart) <= 10 / times + max(pause, TICK_SECONDS) + 1e-6


def test_after_a_long_pause_everybody_is_told_once() -> None:
    present = clients()
    rounds = Told(present)
    rounds.tick(BEGAN)
    rounds.told.clear()
    assert rounds.tick(BEGAN + 7)
    assert [one for one, _ in rounds.told] == present
    assert not rounds.tick(BEGAN + 7)


def test_a_tick_that_breaks_something_is_due_again_for_the_clock_to_end_the_worker() -> None:
    rounds = Told(clients())
    rounds.breaks = True
    for _ in range(2):
        with pytest.raises(IndexError):
            rounds.tick(BEGAN)
    rounds.breaks = False
    assert rounds.tick(BEGAN)
