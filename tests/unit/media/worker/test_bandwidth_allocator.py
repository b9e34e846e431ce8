"""Who comes into a call is seen for a moment, however weak the viewer's line is, and then as long as there is room; and what sources
are told."""

from audiencia.core.ids import PartyId, PeerId
from audiencia.media.packets import rtcp
from audiencia.media.packets.offer import parse_offer
from audiencia.media.worker.bandwidth import SOUND
from audiencia.media.worker.bandwidth_allocator import OPENED_SECONDS, SEEN_SECONDS, Lines
from audiencia.media.worker.connection import Connection
from audiencia.media.worker.peer import Certificate
from audiencia.media.worker.rtcp_sender import RtcpSender
from tests.unit.media.control.departments_at_home import Kept, quiet_forwarder
from tests.unit.media.packets.offers import offer_of

CERTIFICATE = Certificate()
OFFER = parse_offer(offer_of("chromium"))


class HeardSender(RtcpSender):
    """One whose estimates are kept, in bit/s: without keys nothing would be sent."""

    def __init__(self) -> None:
        super().__init__(Kept())
        self.told: list[int] = []

    def say(self, connection: Connection, packet: bytes) -> None:
        self.told += [one.bitrate for one in rtcp.parse(packet) if isinstance(one, rtcp.Estimate)]


def connection(name: str) -> Connection:
    return Connection(PeerId(name), PartyId(name), OFFER, CERTIFICATE, lambda data, address: None)


class OfThree:
    """A citizen on a weak line who sees the host, and a guest from 0 on, whose first keyframe has passed."""

    def __init__(self) -> None:
        forwarder = quiet_forwarder()
        self.lines = Lines(forwarder, RtcpSender(Kept()))
        self.citizen, self.host, self.guest = connection("citizen"), connection("host"), connection("guest")
        self.guest.secondary = True
        self.citizen.estimate = 150_000
        forwarder.show(self.citizen.slots["video0"], self.host.sources["camera"], 0.0)
        forwarder.show(self.citizen.slots["video1"], self.guest.sources["camera"], 0.0)
        self.slot = self.citizen.slots["video1"]

    def shown(self, now: float) -> bool:
        """Whether the guest is shown to the citizen once the line was divided at this time."""
        self.lines.fit(self.citizen, now)
        return self.slot in self.guest.sources["camera"].targets


def test_a_new_picture_passes_its_first_keyframe_on_a_weak_line() -> None:
    three = OfThree()
    assert three.shown(0.1)
    three.slot.fresh = three.slot.waiting_for_keyframe = False  # as the forwarder does with the first one
    assert three.shown(SEEN_SECONDS - 0.01)
    assert not three.shown(SEEN_SECONDS)
    assert three.guest.sources["camera"].targets == ()
    assert three.citizen.slots["video0"] in three.host.sources["camera"].targets
    three.citizen.estimate = None
    assert three.shown(SEEN_SECONDS + 0.1)


def test_a_new_picture_that_cannot_be_opened_yet_stays_until_it_was_seen() -> None:
    three = OfThree()
    three.slot.fresh = three.slot.waiting_for_keyframe = False
    three.lines.wished(three.slot, 5.0)
    assert three.shown(5.0 + SEEN_SECONDS - 0.01)
    assert not three.shown(5.0 + SEEN_SECONDS)


def test_a_picture_that_is_never_opened_goes_in_the_end() -> None:
    three = OfThree()
    three.slot.fresh = three.slot.waiting_for_keyframe = False
    three.lines.wished(three.slot, OPENED_SECONDS + 5)
    assert three.shown(OPENED_SECONDS + SEEN_SECONDS - 0.01)
    assert not three.shown(OPENED_SECONDS + SEEN_SECONDS)


def test_a_picture_that_is_away_costs_its_source_no_keyframes() -> None:
    three = OfThree()
    three.slot.fresh = three.slot.waiting_for_keyframe = False
    requests = three.guest.sources["camera"].keyframes
    requests.arrived()
    assert not three.shown(SEEN_SECONDS)
    three.lines.wished(three.slot, SEEN_SECONDS + 1)
    assert not requests.wanted
    three.citizen.estimate = None
    assert three.shown(SEEN_SECONDS + 2)
    assert requests.wanted
    requests.arrived()
    three.lines.wished(three.slot, SEEN_SECONDS + 3)
    assert requests.wanted


def test_who_is_seen_no_longer_begins_the_next_call_without_a_limit_from_this_one() -> None:
    forwarder, rtcp_sender = quiet_forwarder(), HeardSender()
    lines = Lines(forwarder, rtcp_sender)
    director, citizen = connection("director"), connection("citizen")
    cap, slot = director.caps["camera"], citizen.slots["video0"]
    forwarder.show(slot, director.sources["camera"], 0.0)
    slot.fresh = slot.waiting_for_keyframe = False
    director.received_rate = cap
    lines.tell(director, 0.2)
    assert rtcp_sender.told == []
    # The call ends; of its last second more was received than a voice needs.
    forwarder.hide(slot)
    for _ in range(3):
        lines.tell(director, 0.2)
    assert rtcp_sender.told == []


def test_a_limit_is_taken_back_when_the_call_ends() -> None:
    forwarder, rtcp_sender = quiet_forwarder(), HeardSender()
    lines = Lines(forwarder, rtcp_sender)
    director, citizen = connection("director"), connection("citizen")
    slot = citizen.slots["video0"]
    forwarder.show(slot, director.sources["camera"], 0.0)
    slot.fresh = slot.waiting_for_keyframe = False
    director.received_rate = 2 * director.caps["camera"]
    lines.tell(director, 0.2)
    assert rtcp_sender.told.pop() == director.caps["camera"] + SOUND
    forwarder.hide(slot)
    lines.tell(director, 0.2)
    assert rtcp_sender.told.pop() == director.caps["camera"] + director.caps["screen"] + SOUND
    lines.tell(director, 0.2)
    assert rtcp_sender.told == []


def test_nobody_is_told_a_limit_before_their_first_picture_has_passed() -> None:
    forwarder, rtcp_sender = quiet_forwarder(), HeardSender()
    lines = Lines(forwarder, rtcp_sender)
    director, citizen = connection("director"), connection("citizen")
    slot = citizen.slots["video0"]
    citizen.estimate = 150_000
    forwarder.show(slot, director.sources["camera"], 0.0)
    lines.fit(citizen, 0.1)
    lines.tell(director, 0.2)
    assert rtcp_sender.told == []
    slot.fresh = slot.waiting_for_keyframe = False
    lines.tell(director, 0.2)
    assert rtcp_sender.told == [150_000 + SOUND]


def test_a_closed_camera_keeps_no_limit_from_its_client() -> None:
    forwarder, rtcp_sender = quiet_forwarder(), HeardSender()
    lines = Lines(forwarder, rtcp_sender)
    director, citizen = connection("director"), connection("citizen")
    citizen.estimate = 150_000
    forwarder.show(citizen.slots["video0"], director.sources["camera"], 0.0)
    lines.fit(citizen, 0.1)
    lines.tell(director, SEEN_SECONDS - 0.01)
    assert rtcp_sender.told == []
    lines.tell(director, SEEN_SECONDS)
    assert rtcp_sender.told == [150_000 + SOUND]
