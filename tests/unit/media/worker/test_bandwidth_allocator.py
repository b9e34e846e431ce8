"""Who comes into a call is seen for a moment, however weak the viewer's line is, and then as long as there is room; and what sources
are told."""

from audiencia.core.ids import PartyId, PeerId
from audiencia.media.packets import rtcp
from audiencia.media.packets.sdp import parse_offer
from audiencia.media.worker.bandwidth import SOUND
from audiencia.media.worker.bandwidth_allocator import SEEN_SECONDS, Lines
from audiencia.media.worker.connection import Connection
from audiencia.media.worker.peer import Certificate
from audiencia.media.worker.rtcp_sender import Mouth
from tests.unit.media.control.departments_at_home import Kept, quiet_forwarder
from tests.unit.media.packets.offers import offer_of

CERTIFICATE = Certificate()
OFFER = parse_offer(offer_of("chromium"))


class HeardMouth(Mouth):
    """One whose estimates are kept, in bit/s: without keys nothing would be sent."""

    def __init__(self) -> None:
        super().__init__(Kept())
        self.told: list[int] = []

    def say(self, connection: Connection, packet: bytes) -> None:
        self.told += [one.bitrate for one in rtcp.parse(packet) if isinstance(one, rtcp.Estimate)]


def connection(name: str) -> Connection:
    return Connection(PeerId(name), PartyId(name), OFFER, CERTIFICATE, lambda data, address: None)


def test_a_new_picture_passes_its_first_keyframe_on_a_weak_line() -> None:
    forwarder = quiet_forwarder()
    lines = Lines(forwarder, Mouth(Kept()))
    citizen, host, guest = connection("citizen"), connection("host"), connection("guest")
    guest.secondary = True
    citizen.estimate = 150_000
    forwarder.show(citizen.slots["video0"], host.sources["camera"], 0.0)
    forwarder.show(slot := citizen.slots["video1"], guest.sources["camera"], 0.0)
    lines.fit(citizen, 0.1)
    assert slot in guest.sources["camera"].targets
    slot.fresh = slot.waiting_for_keyframe = False  # as the forwarder does with the first one
    lines.fit(citizen, SEEN_SECONDS - 0.01)
    assert slot in guest.sources["camera"].targets
    lines.fit(citizen, SEEN_SECONDS)
    assert guest.sources["camera"].targets == ()
    assert citizen.slots["video0"] in host.sources["camera"].targets
    citizen.estimate = None
    lines.fit(citizen, SEEN_SECONDS + 0.1)
    assert slot in guest.sources["camera"].targets


def test_who_is_seen_no_longer_begins_the_next_call_without_a_limit_from_this_one() -> None:
    forwarder, mouth = quiet_forwarder(), HeardMouth()
    lines = Lines(forwarder, mouth)
    director, citizen = connection("director"), connection("citizen")
    cap, slot = director.caps["camera"], citizen.slots["video0"]
    forwarder.show(slot, director.sources["camera"], 0.0)
    slot.fresh = slot.waiting_for_keyframe = False
    director.received_rate = cap
    lines.tell(director, 0.2)
    assert mouth.told == []
    # The call ends; of its last second more was received than a voice needs.
    forwarder.hide(slot)
    for _ in range(3):
        lines.tell(director, 0.2)
    assert mouth.told == []


def test_a_limit_is_taken_back_when_the_call_ends() -> None:
    forwarder, mouth = quiet_forwarder(), HeardMouth()
    lines = Lines(forwarder, mouth)
    director, citizen = connection("director"), connection("citizen")
    slot = citizen.slots["video0"]
    forwarder.show(slot, director.sources["camera"], 0.0)
    slot.fresh = slot.waiting_for_keyframe = False
    director.received_rate = 2 * director.caps["camera"]
    lines.tell(director, 0.2)
    assert mouth.told.pop() == director.caps["camera"] + SOUND
    forwarder.hide(slot)
    lines.tell(director, 0.2)
    assert mouth.told.pop() == director.caps["camera"] + director.caps["screen"] + SOUND
    lines.tell(director, 0.2)
    assert mouth.told == []


def test_nobody_is_told_a_limit_before_their_first_picture_has_passed() -> None:
    forwarder, mouth = quiet_forwarder(), HeardMouth()
    lines = Lines(forwarder, mouth)
    director, citizen = connection("director"), connection("citizen")
    slot = citizen.slots["video0"]
    citizen.estimate = 150_000
    forwarder.show(slot, director.sources["camera"], 0.0)
    lines.fit(citizen, 0.1)
    lines.tell(director, 0.2)
    assert mouth.told == []
    slot.fresh = slot.waiting_for_keyframe = False
    lines.tell(director, 0.2)
    assert mouth.told == [150_000 + SOUND]


def test_a_closed_camera_keeps_no_limit_from_its_client() -> None:
    forwarder, mouth = quiet_forwarder(), HeardMouth()
    lines = Lines(forwarder, mouth)
    director, citizen = connection("director"), connection("citizen")
    citizen.estimate = 150_000
    forwarder.show(citizen.slots["video0"], director.sources["camera"], 0.0)
    lines.fit(citizen, 0.1)
    lines.tell(director, SEEN_SECONDS - 0.01)
    assert mouth.told == []
    lines.tell(director, SEEN_SECONDS)
    assert mouth.told == [150_000 + SOUND]
