"""Ending a call for conduct, its review both ways, and reports of officials."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from audiencia.core.ids import CommandId, RoomId, TicketId
from audiencia.queue.call import conclude, conduct
from tests.support.scenery import Scenery


@pytest.fixture
def room(scene: Scenery) -> RoomId:
    """An open room of agua."""
    found = next(iter(scene.rooms))
    scene.open(found)
    return found


def end(scene: Scenery, room: RoomId, reason: str = "threats") -> UUID:
    ended = scene.run(conduct.end_for_conduct(scene.context, scene.room_command(room), reason))
    return UUID(ended["ending_id"])


def review(scene: Scenery, ending: UUID, found: conduct.Review, note: str = "") -> None:
    scene.run(conduct.review(scene.context, scene.moderator, CommandId(uuid4()), ending, found, note))


def record(scene: Scenery, room: RoomId) -> None:
    scene.run(conclude.record_outcome(scene.context, scene.room_command(room), scene.outcome()))


def carried(scene: Scenery, ticket: TicketId) -> dict[str, Any]:
    """The form of who takes the place back."""
    return {"carried_attention": scene.ticket(ticket)["attention_id"]}


def test_the_call_is_over_at_once_and_the_outcome_is_still_owed(scene: Scenery, room: RoomId) -> None:
    scene.join("agua")
    ticket = scene.talk(room)
    assert scene.in_slots(room)
    end(scene, room)
    assert scene.in_slots(room) == set()
    assert (scene.ticket(ticket)["state"], scene.room(room)["state"]) == ("wrap_up", "wrap_up")
    assert scene.events("call_ended", "ended_for_conduct") == [
        ("call_ended", "staff", "conduct"), ("ended_for_conduct", "staff", "threats"),
    ]  # fmt: skip
    audited = scene.find("SELECT why, object_kind FROM audit WHERE action = 'conduct_ended'")
    assert [dict(row) for row in audited] == [{"why": "threats", "object_kind": "attention"}]
    record(scene, room)
    assert scene.ticket(ticket)["state"] == "served"


def test_only_a_call_and_only_with_a_reason_that_is_configured(scene: Scenery, room: RoomId) -> None:
    def ending(reason: str) -> object:
        return conduct.end_for_conduct(scene.context, scene.room_command(room), reason)

    assert scene.refused(ending("threats")) == "not_allowed_now"  # type: ignore[arg-type]
    scene.join("agua")
    scene.talk(room)
    assert scene.refused(ending("because")) == "bad_input"  # type: ignore[arg-type]


def test_an_upheld_ending_gives_nothing_back(scene: Scenery, room: RoomId) -> None:
    scene.join("agua")
    ticket = scene.talk(room)
    ending = end(scene, room)
    record(scene, room)
    review(scene, ending, "upheld", "Se escuchó al área")
    kept = scene.find("SELECT review, note_sealed FROM conduct_ending")[0]
    assert kept["review"] == "upheld"
    assert "escuchó".encode() not in kept["note_sealed"]
    assert scene.refused(scene.joining("agua", **carried(scene, ticket))) == "unknown_carried_folio"
    again = conduct.review(scene.context, scene.moderator, CommandId(uuid4()), ending, "reversed", "")
    assert scene.refused(again) == "reviewed_already"


def test_a_reversed_ending_gives_the_place_back_with_its_seniority(scene: Scenery, room: RoomId) -> None:
    first = scene.join("agua")
    waiting = [scene.join("agua") for _ in range(3)]
    scene.talk(room)
    ending = end(scene, room)
    record(scene, room)
    review(scene, ending, "reversed")
    back = scene.join("agua", **carried(scene, first))
    assert scene.ticket(back)["joined_at"] == scene.ticket(first)["joined_at"]
    assert not scene.ticket(back)["preferential"]
    order = [row["id"] for row in scene.order() if row["queue_id"] == scene.ticket(back)["queue_id"]]
    assert order == [back, *waiting]
    assert [scene.passed(one) for one in waiting] == [["restored"]] * 3
    assert scene.refused(scene.joining("agua", **carried(scene, first))) == "unknown_carried_folio"
    assert scene.talk(room) == back


def test_before_its_result_is_written_the_place_is_not_taken_back(scene: Scenery, room: RoomId) -> None:
    first = scene.join("agua")
    scene.talk(room)
    review(scene, end(scene, room), "reversed")
    assert scene.refused(scene.joining("agua", **carried(scene, first))) == "unknown_carried_folio"
    scene.run(conclude.defer_outcome(scene.context, scene.room_command(room)))
    scene.join("agua", **carried(scene, first))


def test_in_a_later_jornada_it_gives_priority(scene: Scenery, room: RoomId) -> None:
    first = scene.join("agua")
    scene.talk(room)
    ending = end(scene, room)
    record(scene, room)
    review(scene, ending, "reversed")
    scene.find("UPDATE conduct_ending SET ended_at = ended_at RETURNING id")
    other = """INSERT INTO session (day, lobby_at, opens_at, closes_at, state)
               SELECT day - 7, lobby_at - interval '7 days', opens_at - interval '7 days', closes_at - interval '7 days', 'closed'
               FROM session RETURNING id"""
    before = scene.find(other)[0]["id"]
    scene.find("UPDATE attention SET session_id = $1 RETURNING id", before)
    back = scene.join("agua", **carried(scene, first))
    assert scene.ticket(back)["preferential"]
    assert scene.ticket(back)["joined_at"] > scene.ticket(first)["joined_at"]
    scene.find("UPDATE attention SET session_id = (SELECT session_id FROM ticket WHERE id = $1) RETURNING id", first)


def test_a_citizen_reports_an_official_and_only_the_number_is_told(scene: Scenery, room: RoomId) -> None:
    ticket = scene.join("agua")
    early = conduct.report(scene.context, scene.ticket_command(ticket), "insults", "")
    assert scene.refused(early) == "not_allowed_now"
    scene.talk(room)
    for _ in range(conduct.REPORTS):
        scene.run(conduct.report(scene.context, scene.ticket_command(ticket), "insults", "Me gritó"))
    late = conduct.report(scene.context, scene.ticket_command(ticket), "insults", "")
    assert scene.refused(late) == "too_many_reports"
    kept = scene.find("SELECT room_id, text_sealed FROM conduct_report")
    assert {row["room_id"] for row in kept} == {room}
    assert all("gritó".encode() not in row["text_sealed"] for row in kept)
    session = scene.ticket(ticket)["session_id"]
    assert scene.run(conduct.endings(scene.context, session)) == ([], conduct.REPORTS)
