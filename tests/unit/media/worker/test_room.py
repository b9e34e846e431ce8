"""Rooms: epochs never go back, a party is in one room, and routes are live exactly while both parties are connected."""

import contextlib
from collections.abc import Iterable
from unittest.mock import ANY

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from audiencia.core.ids import PartyId, PeerId, RoomId
from audiencia.media.packets.offer import Offer, parse_offer
from audiencia.media.worker.connection import Connection
from audiencia.media.worker.peer import Certificate
from audiencia.media.worker.room import PartyInOtherRoom, Rooms, StaleEpoch
from audiencia.media.worker.routing_table import DesiredRoom, Route
from tests.unit.media.control.departments_at_home import quiet_forwarder
from tests.unit.media.packets.offers import TWO, named, offer_of

CERTIFICATE = Certificate()
OFFER = parse_offer(offer_of("chromium"))


def route(to: str, source: str) -> Route:
    return Route(PartyId(to), "video0", PartyId(source), "camera")


class AppContext:
    """Rooms with connections that come and go."""

    def __init__(self) -> None:
        self.connections: dict[PartyId, Connection] = {}
        self.rooms = Rooms(quiet_forwarder(), self.connections.get, lambda: 0.0)

    def connect(self, party: str, offer: Offer = OFFER) -> Connection:
        one = Connection(PeerId(party), PartyId(party), offer, CERTIFICATE, lambda data, address: None)
        self.connections[PartyId(party)] = one
        self.rooms.refresh(PartyId(party))
        return one

    def leave(self, party: str) -> None:
        self.connections.pop(PartyId(party), None)
        self.rooms.refresh(PartyId(party))

    def live(self, room_id: int) -> Iterable[Route]:
        return next(live for known, _, live in self.rooms.report() if known == room_id)


def test_a_route_becomes_live_once_its_slot_is_offered_and_leaves_the_others_alone() -> None:
    context, more = AppContext(), (*TWO, "video1")
    a = context.connect("a", parse_offer(named(TWO), TWO))
    b, c = context.connect("b"), context.connect("c")
    other = Route(PartyId("a"), "video1", PartyId("c"), "camera")
    context.rooms.put(RoomId(1), DesiredRoom(1, (route("a", "b"), other)))
    assert context.live(1) == (route("a", "b"),)
    a.slots["video0"].waiting_for_keyframe = False
    a.take(parse_offer(named(more), more))
    context.rooms.refresh(PartyId("a"))
    assert context.live(1) == (route("a", "b"), other)
    assert (a.slots["video0"].source, a.slots["video1"].source) == (b.sources["camera"], c.sources["camera"])
    assert (a.slots["video0"].waiting_for_keyframe, a.slots["video1"].waiting_for_keyframe) == (False, True)


def test_who_offers_no_screen_shows_none() -> None:
    context, slots = AppContext(), ("microphone", "camera", "screen0")
    context.connect("a", parse_offer(named(slots), slots))
    context.connect("b")
    shown = Route(PartyId("b"), "screen0", PartyId("a"), "screen")
    context.rooms.put(RoomId(1), DesiredRoom(1, (shown,)))
    assert context.live(1) == ()


def test_routes_become_live_when_both_are_connected() -> None:
    context = AppContext()
    assert context.rooms.put(RoomId(1), DesiredRoom(1, (route("a", "b"), route("b", "a"))))
    a = context.connect("a")
    assert context.live(1) == ()
    b = context.connect("b")
    assert context.live(1) == (route("a", "b"), route("b", "a"))
    assert a.slots["video0"].source is b.sources["camera"]
    context.leave("b")
    assert context.live(1) == ()
    assert a.slots["video0"].source is None
    again = context.connect("b")
    assert a.slots["video0"].source is again.sources["camera"]
    assert a.slots["video0"].waiting_for_keyframe


def test_what_does_not_change_goes_on_undisturbed() -> None:
    context = AppContext()
    a, b = context.connect("a"), context.connect("b")
    context.rooms.put(RoomId(1), DesiredRoom(1, (route("a", "b"),)))
    a.slots["video0"].waiting_for_keyframe = False
    context.connect("c")
    context.rooms.put(RoomId(1), DesiredRoom(2, (route("a", "b"), route("c", "b"))))
    assert not a.slots["video0"].waiting_for_keyframe
    assert len(b.sources["camera"].targets) == 2


def test_without_a_web_node_nothing_is_shown_until_one_says_again_who_is_where() -> None:
    context = AppContext()
    a, b = context.connect("a"), context.connect("b")
    before, wanted = DesiredRoom(4, (route("b", "a"),)), DesiredRoom(5, (route("a", "b"),))
    context.rooms.put(RoomId(1), wanted)
    context.rooms.lapse()
    assert a.slots["video0"].source is None
    assert list(context.rooms.report()) == []
    with pytest.raises(StaleEpoch):
        context.rooms.put(RoomId(1), before)
    assert context.rooms.put(RoomId(1), wanted)
    assert a.slots["video0"].source is b.sources["camera"]


def test_epochs() -> None:
    context = AppContext()
    wanted = DesiredRoom(5, (route("a", "b"),))
    assert context.rooms.put(RoomId(1), wanted)
    assert not context.rooms.put(RoomId(1), wanted)
    for stale in (DesiredRoom(4, ()), DesiredRoom(5, ())):
        with pytest.raises(StaleEpoch) as refused:
            context.rooms.put(RoomId(1), stale)
        assert refused.value.epoch == 5
    with pytest.raises(StaleEpoch):
        context.rooms.forget(RoomId(1), 4)
    context.rooms.forget(RoomId(1), 5)
    context.rooms.forget(RoomId(1), 5)
    assert list(context.rooms.report()) == []
    with pytest.raises(StaleEpoch):
        context.rooms.put(RoomId(1), wanted)
    assert context.rooms.put(RoomId(1), DesiredRoom(6, wanted.routes))


def test_a_party_is_in_one_room() -> None:
    context = AppContext()
    context.rooms.put(RoomId(1), DesiredRoom(1, (route("a", "b"),)))
    with pytest.raises(PartyInOtherRoom):
        context.rooms.put(RoomId(2), DesiredRoom(1, (route("b", "c"),)))
    assert list(context.rooms.report()) == [(1, ANY, ())]
    context.rooms.put(RoomId(1), DesiredRoom(2, ()))
    assert context.rooms.put(RoomId(2), DesiredRoom(1, (route("b", "c"),)))


NAMES = ["a", "b", "c", "d"]


class AnyOrder(RuleBasedStateMachine):
    """Whatever comes in whatever order: each slot shows what a room says, or nothing."""

    @initialize()
    def begin(self) -> None:
        self.context = AppContext()
        self.epoch = 0

    @rule(room=st.integers(1, 2), pairs=st.lists(st.permutations(NAMES), max_size=2), back=st.integers(-2, 1))
    def put(self, room: int, pairs: list[list[str]], back: int) -> None:
        routes = {pair[0]: route(pair[0], pair[1]) for pair in pairs}
        self.epoch += 1
        with contextlib.suppress(StaleEpoch, PartyInOtherRoom):
            self.context.rooms.put(RoomId(room), DesiredRoom(max(0, self.epoch + back), tuple(sorted(routes.values()))))

    @rule(room=st.integers(1, 2))
    def forget(self, room: int) -> None:
        self.context.rooms.forget(RoomId(room), self.epoch + 1)

    @rule(name=st.sampled_from(NAMES))
    def connect(self, name: str) -> None:
        self.context.connect(name)

    @rule(name=st.sampled_from(NAMES))
    def leave(self, name: str) -> None:
        self.context.leave(name)

    @invariant()
    def slots_show_what_rooms_say(self) -> None:
        expected = {}
        for _, desired, live in self.context.rooms.report():
            both = [one for one in desired.routes if {one.to, one.source} <= set(self.context.connections)]
            assert list(live) == both
            expected.update({one.to: one.source for one in both})
        for party, connection in self.context.connections.items():
            source = connection.slots["video0"].source
            assert (source.connection.party if source else None) == expected.get(party)
            targets = {slot.connection.party for slot in connection.sources["camera"].targets}
            assert targets == {to for to, sender in expected.items() if sender == party}


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
