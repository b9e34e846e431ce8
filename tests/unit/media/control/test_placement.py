"""Homes stay, rooms go where there is a place, and calls are moved from dead workers alone."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from audiencia.core.ids import DepartmentId, RoomId
from audiencia.media.control.capacity import BUSY_PCT, Cost, growth
from audiencia.media.control.placement import Candidate, Placed, admits_guest, for_new_room, home, move, plan

FREE, OTHER = Candidate("a", 10), Candidate("b", 10)
FULL = replace(FREE, rooms=10)
BUSY = replace(FREE, busy_pct=BUSY_PCT)
DRAINING = replace(FREE, draining=True)
DEAD = replace(FREE, alive=False)
AGUA = DepartmentId(1)


def room(worker: str | None, *, busy: bool = False, number: int = 1) -> Placed:
    return Placed(RoomId(number), AGUA, worker, busy)


def test_a_home_stays_while_its_worker_answers_and_does_not_drain() -> None:
    for stays in (FREE, FULL, BUSY):
        assert home("a", [stays, OTHER]) == "a"
    for goes in (DRAINING, DEAD):
        assert home("a", [goes, OTHER]) == "b"
        assert home("a", [goes]) == "a", "nowhere to go"
    assert home("gone", [FREE]) == home(None, [FREE]) == "a"
    assert home(None, []) is None


def test_a_home_is_found_where_the_least_is() -> None:
    loaded = replace(FREE, rooms=3)
    assert home(None, [loaded, OTHER]) == "b"
    assert home(None, [FREE, OTHER]) == "a", "the name decides between equals"
    assert home(None, [replace(FREE, homes=1), OTHER]) == "b"
    assert home(None, [FULL, replace(OTHER, rooms=9)]) == "b"
    assert home(None, [FULL]) == "a", "people who wait are connected all the same"


def test_a_new_room_opens_at_home_or_where_there_is_a_place_or_nowhere() -> None:
    assert for_new_room("a", [replace(FREE, rooms=9), OTHER]) == "a"
    for taken in (FULL, BUSY, DRAINING, DEAD):
        assert for_new_room("a", [taken, OTHER]) == "b"
        assert for_new_room("a", [taken, replace(OTHER, rooms=10)]) is None
    assert for_new_room("a", [FULL]) is None


def test_while_no_worker_answers_rooms_open_all_the_same() -> None:
    assert for_new_room("a", [DEAD, replace(OTHER, alive=False)]) == "a"
    assert for_new_room(None, [DEAD]) == "a"
    assert for_new_room(None, []) is None


def test_a_guest_takes_what_the_larger_call_adds() -> None:
    for guests, added in enumerate((2, 3, 4, 5)):
        fits = replace(FREE, rooms=1, grown=growth(guests), capacity=1 + growth(guests) + added)
        assert admits_guest("a", guests, [fits])
        assert not admits_guest("a", guests, [replace(fits, rooms=2)])
        assert not admits_guest("a", guests, [replace(fits, busy_pct=BUSY_PCT)])


def test_a_guest_comes_to_the_worker_of_the_call_whatever_others_have_room() -> None:
    assert not admits_guest("a", 0, [FULL, OTHER])
    assert admits_guest("b", 0, [FULL, OTHER])
    assert admits_guest("a", 0, [replace(DRAINING, rooms=1)]), "the call stays where it is"


def test_without_a_worker_that_answers_guests_are_let_in() -> None:
    for name in ("a", "gone", None):
        assert admits_guest(name, 0, [replace(DEAD, rooms=10)])


def test_guests_leave_less_for_rooms() -> None:
    assert for_new_room("a", [replace(FREE, rooms=1, grown=growth(2)), OTHER]) == "a"
    assert for_new_room("a", [replace(FREE, rooms=5, grown=growth(2)), OTHER]) == "b"
    assert home(None, [replace(FREE, grown=3), replace(OTHER, rooms=2)]) == "b"


def test_what_a_packet_costs_there_bounds_the_guests_of_a_worker() -> None:
    slow = replace(FREE, capacity=80, rooms=20, busy_pct=40, cost=Cost(9_000, 60))
    assert (slow.limit, slow.left_to_guests) == (37, 17)
    assert admits_guest("a", 3, [replace(slow, rooms=32)])
    assert not admits_guest("a", 3, [replace(slow, rooms=33)])
    assert replace(slow, rooms=50).left_to_guests == 0


def test_what_a_packet_costs_refuses_no_room() -> None:
    slow = replace(FREE, capacity=80, rooms=15, busy_pct=60, cost=Cost(3_600, 60))
    assert (slow.limit, slow.left) == (15, 65)
    assert for_new_room("a", [slow, OTHER]) == "a"
    assert for_new_room("a", [replace(slow, rooms=79), OTHER]) == "a"
    assert for_new_room("a", [replace(slow, rooms=80)]) is None
    assert for_new_room("a", [replace(slow, busy_pct=BUSY_PCT)]) is None


def test_a_call_moves_with_its_guests() -> None:
    lost = [replace(room("a", number=number, busy=True), guests=4) for number in (1, 2)]
    found = plan({AGUA: None}, lost, [replace(DEAD, rooms=2, grown=28), replace(OTHER, capacity=20),
                                      Candidate("c", 20)])  # fmt: skip
    assert sorted(found.rooms.values()) == ["b", "c"]


def test_a_call_that_goes_on_is_moved_from_a_dead_worker_alone() -> None:
    for there in (FREE, FULL, BUSY, DRAINING):
        assert move(room("a", busy=True), "b", [there, OTHER]) == "a"
    assert move(room("a", busy=True), "a", [DEAD, OTHER]) == "b"
    assert move(room("a", busy=True), "a", [DEAD, replace(OTHER, rooms=10)]) == "b", "above the limit rather than lost"
    assert move(room("a", busy=True), "a", [DEAD]) == "a"
    assert move(room(None, busy=True), "a", [FREE]) == "a"


def test_a_free_room_leaves_one_that_drains_and_goes_home_when_there_is_a_place() -> None:
    assert move(room("a"), "b", [DRAINING, OTHER]) == "b"
    assert move(room("a"), "a", [DRAINING]) == "a"
    assert move(room("b"), "a", [FREE, OTHER]) == "a"
    assert move(room("b"), "a", [FULL, OTHER]) == "b"
    assert move(room("a"), "a", [FULL, OTHER]) == "a"
    assert move(room("gone"), "a", [FREE]) == "a"
    # Beside a full home nothing wanders about after the lightest.
    assert move(room("b"), "a", [FULL, replace(OTHER, rooms=5), Candidate("c", 10)]) == "b"


def test_each_move_counts_before_the_next_is_decided() -> None:
    homes = {DepartmentId(number): None for number in range(1, 7)}
    found = plan(homes, [], [FREE, OTHER])
    assert sorted(found.homes.values()) == ["a", "a", "a", "b", "b", "b"]
    lost = [room("a", number=number, busy=True) for number in range(4)]
    survivors = [OTHER, Candidate("c", 10)]
    assert sorted(plan({AGUA: None}, lost, [replace(DEAD, rooms=4), *survivors]).rooms.values()).count("b") >= 1


def test_of_the_last_place_only_one_room_takes_it() -> None:
    rooms = [room("a", number=number) for number in (1, 2)]
    found = plan({AGUA: "a"}, rooms, [replace(DRAINING, rooms=2), replace(OTHER, rooms=9)])
    assert (dict(found.homes), dict(found.rooms)) == ({AGUA: "b"}, {RoomId(1): "b"})


CANDIDATES = st.lists(
    st.builds(
        Candidate,
        name=st.sampled_from("abcd"),
        capacity=st.integers(1, 5),
        rooms=st.integers(0, 6),
        grown=st.integers(0, 3),
        busy_pct=st.integers(0, 100),
        cost=st.builds(Cost, st.integers(0, 40_000), st.integers(0, 100)),
        homes=st.integers(0, 5),
        alive=st.booleans(),
        draining=st.booleans(),
    ),
    unique_by=lambda one: one.name,
    max_size=4,
)
ROOMS = st.lists(
    st.builds(
        Placed,
        room_id=st.integers(1, 9).map(RoomId),
        department=st.integers(1, 3).map(DepartmentId),
        worker=st.sampled_from([None, "a", "b", "x"]),
        busy=st.booleans(),
        guests=st.integers(0, 4),
    ),
    unique_by=lambda one: one.room_id,
)
HOMES = st.dictionaries(st.integers(1, 3).map(DepartmentId), st.sampled_from([None, "a", "b", "x"]))


@given(HOMES, ROOMS, CANDIDATES)
def test_a_plan_moves_only_to_workers_where_things_may_stay_and_comes_to_rest(
    homes: dict[DepartmentId, str | None], rooms: list[Placed], workers: list[Candidate]
) -> None:
    found = plan(homes, rooms, workers)
    known = {one.name: one for one in workers}
    for name in (*found.homes.values(), *found.rooms.values()):
        assert known[name].stays
    for one in rooms:
        if one.busy and one.worker in known and known[one.worker].alive:
            assert one.room_id not in found.rooms
    for _ in range(len(rooms) + 3):
        if not found.homes and not found.rooms:
            return
        homes = {**homes, **found.homes}
        for one in rooms:
            if one.room_id in found.rooms:
                _count(known, one, found.rooms[one.room_id])
        rooms = [replace(one, worker=found.rooms.get(one.room_id, one.worker)) for one in rooms]
        found = plan(homes, rooms, list(known.values()))
    raise AssertionError("rooms go to and fro")


def _count(known: dict[str, Candidate], moved: Placed, after: str) -> None:
    for name, sign in ((moved.worker, -1), (after, 1)):
        if name in known:
            one = known[name]
            known[name] = replace(one, rooms=one.rooms + sign, grown=one.grown + sign * growth(moved.guests))
