"""What somebody sees whom a citizen asked into the call, and what the others see of them."""

from dataclasses import replace
from datetime import timedelta

from audiencia.core.ids import RoomId
from audiencia.queue.domain.assist import AssistEnding, AssistKind
from audiencia.queue.domain.room import RoomState
from audiencia.queue.domain.ticket import TicketState
from audiencia.queue.snapshot.room_facts import RelativeFacts, in_order
from audiencia.signaling.views import citizen as views_citizen
from audiencia.signaling.views import director as views_director
from audiencia.signaling.views import relative as views
from tests.support.queue_builders import OPENS
from tests.support.view_builders import WORDS, WORKS, assisted, facts, holding, snapshot

MINE = facts(1, held={"state": TicketState.IN_CALL})
DIRECTOR = assisted(MINE, joined=True)
RELATIVE = replace(
    DIRECTOR,
    id=7,
    kind=AssistKind.RELATIVE,
    guest_room_id=None,
    guest_director="Zoraida",
    guest_department=None,
    joined_at=OPENS - timedelta(seconds=1),
    guest_turned_off=("camera",),
)
WAITS = RelativeFacts(signs=False, id=8, name="Rosalba", waits=True, expires_at=OPENS)
HOST = replace(
    holding(MINE, RoomState.IN_CALL, id=RoomId(1)), guests=tuple(in_order([DIRECTOR, RELATIVE])), relative=WAITS
)
SEEN = snapshot(MINE, rooms=(HOST,))


def test_they_see_the_citizen_the_director_and_the_other_guests() -> None:
    view = views.in_call(SEEN, HOST, MINE, RELATIVE.id, "en", WORDS, "boot")
    assert [(one.name, one.department) for one in view.present] == [
        ("Persona 1", ""), ("Ing. Marta Ríos", WORKS.en), ("Guest", "Water"),
    ]  # fmt: skip
    assert [view.slots[f"audio{n}"] for n in range(3)] == ["citizen", "director", "third"]
    assert (view.state, view.name, view.paused, view.turned_off) == ("in_call", "Zoraida", False, ["camera"])
    assert view.media.boot == "boot"


def test_who_interprets_in_signs_is_named_so_and_the_picture_goes_first_for_all() -> None:
    signing = replace(RELATIVE, signs=True)
    host = replace(HOST, guests=tuple(in_order([DIRECTOR, signing])), relative=replace(WAITS, signs=True))
    seen = snapshot(MINE, rooms=(host,))
    own = views.in_call(seen, host, MINE, RELATIVE.id, "en", WORDS, "boot")
    plain = views.in_call(SEEN, HOST, MINE, RELATIVE.id, "en", WORDS, "boot")
    assert (own.media.picture_first, plain.media.picture_first) == (True, False)
    video = WORDS.municipality.video
    assert (own.media.max_bitrate, plain.media.max_bitrate) == (
        video.interpreter_kbits * 1000,
        video.citizen_kbits * 1000,
    )
    citizen = views_citizen.citizen(seen, MINE, "1", "en", WORDS, None)
    assert citizen.media.picture_first and citizen.call is not None and citizen.call.second is not None
    assert (citizen.call.second.signs, [one.signs for one in citizen.call.further]) == (True, [False])
    director = views_director.director([seen], host, "en", WORDS, None)
    assert director.media.picture_first and director.assist is not None and director.relative is not None
    assert (director.assist.signs, director.relative.signs) == (True, True)
    guest = replace(holding(None, RoomState.ASSISTING, id=RoomId(2)), assist=DIRECTOR, fellows=host.guests)
    beside = views_director.director([seen], guest, "en", WORDS, None)
    assert beside.media.picture_first and [one.signs for one in beside.further] == [True]


def test_a_held_call_is_paused_and_nobody_is_in_a_slot() -> None:
    held = facts(1, held={"state": TicketState.ON_HOLD})
    view = views.in_call(SEEN, HOST, held, RELATIVE.id, "en", WORDS, "boot")
    assert (view.paused, view.slots) == (True, {})


def test_who_waits_and_whoever_is_gone_see_nothing_of_the_call() -> None:
    waits = views.waits(SEEN, HOST, "Rosalba", "en", WORDS)
    over = views.over(SEEN, "Rosalba", AssistEnding.DECLINED, WORDS)
    assert (waits.director, waits.expires_at, over.director, over.ending) == (HOST.director, OPENS, "", "declined")
    for view in (waits, over):
        assert (view.slots, view.present, view.talk, view.media.boot) == ({}, [], None, None)
        assert "Persona 1" not in view.model_dump_json()


def test_the_others_name_them_in_the_order_in_which_they_came_in() -> None:
    view = views_citizen.citizen(SEEN, MINE, "1", "en", WORDS, None)
    assert view.call is not None and view.call.second is not None
    assert (view.call.second.director, view.call.second.department, view.call.second.knock_id) == ("Zoraida", "", 7)
    assert [one.director for one in view.call.further] == ["Guest"]
    assert view.call.relative is not None
    assert (view.call.relative.name, view.call.relative.waits) == ("Rosalba", True)
    host = views_director.director([SEEN], HOST, "en", WORDS, None)
    assert host.assist is not None and host.relative is not None
    assert (host.assist.assist_id, host.assist.kind, host.assist.director) == (7, "relative", "Zoraida")
    assert (host.relative.relative_id, host.relative.name) == (8, "Rosalba")
    guest = replace(holding(None, RoomState.ASSISTING, id=RoomId(2)), assist=DIRECTOR, fellows=HOST.guests)
    seen = views_director.director([SEEN], guest, "en", WORDS, None)
    assert [one.director for one in seen.further] == ["Zoraida"]
    assert seen.relative is None


def test_a_link_that_nobody_opened_is_the_citizens_alone_to_see() -> None:
    asked = replace(HOST, relative=replace(WAITS, waits=False))
    seen = snapshot(MINE, rooms=(asked,))
    assert views_director.director([seen], asked, "en", WORDS, None).relative is None
    call = views_citizen.citizen(seen, MINE, "1", "en", WORDS, None).call
    assert call is not None and call.relative is not None
    assert not call.relative.waits
