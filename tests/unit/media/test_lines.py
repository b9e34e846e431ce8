"""Who comes into a call is seen once, however weak the viewer's line is, and then as long as there is room."""

from audiencia.ids import PartyId, PeerId
from audiencia.media.connection import Connection
from audiencia.media.lines import Lines
from audiencia.media.mouth import Mouth
from audiencia.media.peer import Certificate
from audiencia.media.sdp import parse_offer
from tests.unit.media.house import Kept, quiet_forwarder
from tests.unit.media.offers import offer_of

CERTIFICATE = Certificate()
OFFER = parse_offer(offer_of("chromium"))


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
    lines.fit(citizen, 0.2)
    assert guest.sources["camera"].targets == ()
    assert citizen.slots["video0"] in host.sources["camera"].targets
    citizen.estimate = None
    lines.fit(citizen, 0.3)
    assert slot in guest.sources["camera"].targets
