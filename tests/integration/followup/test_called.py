"""The case that somebody comes to talk about is read by who attends them, from the answer on, and each reading is on record."""

import pytest

from audiencia.cases.use_cases import citizen, work
from audiencia.core.errors import Code
from audiencia.core.ids import CaseId, RoomId, TicketId
from audiencia.followup import called
from audiencia.queue.call import conclude
from audiencia.queue.calling import answer
from tests.support.case_files import MATTER, Files
from tests.support.scenery import Scenery


@pytest.fixture
def rooms(scene: Scenery) -> list[RoomId]:
    """Open rooms."""
    for room in scene.rooms:
        scene.open(room)
    return list(scene.rooms)


def read(scene: Scenery, room: RoomId, ticket: TicketId) -> called.CaseSummary:
    return scene.run(called.read(scene.context, scene.rooms[room], room, ticket))


def refused(scene: Scenery, room: RoomId, ticket: TicketId) -> str:
    return scene.refused(called.read(scene.context, scene.rooms[room], room, ticket))


def test_who_attends_reads_it_while_they_do(scene: Scenery, files: Files, rooms: list[RoomId]) -> None:
    sent = files.submit(department="tesoreria", topic="predial")
    scene.join("agua", about_case=sent.case_id)
    ticket = scene.call(rooms[0])
    assert refused(scene, rooms[0], ticket) == Code.UNKNOWN_CASE  # it only rings
    scene.run(answer.accept(scene.context, scene.ticket_command(ticket)))
    found = read(scene, rooms[0], ticket)
    assert (found.folio, found.matter, found.answer) == (sent.folio, MATTER, "")
    assert refused(scene, rooms[1], ticket) == Code.UNKNOWN_CASE  # a colleague's room
    read(scene, rooms[0], ticket)
    record = "SELECT actor_id FROM audit WHERE action = 'case_read' AND object_kind = 'case' AND object_id = $1"
    assert [row["actor_id"] for row in scene.find(record, str(sent.case_id))] == [scene.rooms[rooms[0]]] * 2
    scene.run(conclude.end_call(scene.context, scene.room_command(rooms[0])))
    assert not read(scene, rooms[0], ticket).withdrawn
    scene.run(citizen.withdraw(scene.context, sent.case_id))
    assert read(scene, rooms[0], ticket).withdrawn
    scene.run(conclude.record_outcome(scene.context, scene.room_command(rooms[0]), scene.outcome()))
    assert refused(scene, rooms[0], ticket) == Code.UNKNOWN_CASE


def test_what_does_not_open_is_noted_and_the_rest_is_read(scene: Scenery, files: Files, rooms: list[RoomId]) -> None:
    sent = files.submit(department="tesoreria", topic="predial")
    scene.run(work.answer(files.context, files.command(sent.case_id, "tesoreria"), "Listo.", "page"))
    scene.join("agua", about_case=sent.case_id)
    ticket = scene.talk(rooms[0])
    scene.find("UPDATE case_file SET matter_sealed = 'x' RETURNING id")
    found = read(scene, rooms[0], ticket)
    assert (found.folio, found.matter, found.answer) == (sent.folio, None, "Listo.")
    scene.find("UPDATE case_message SET content_sealed = 'x' RETURNING id")
    assert read(scene, rooms[0], ticket).answer is None
    assert {row["place"] for row in scene.find("SELECT place FROM unreadable")} == {
        "case.matter", "case_message.content",
    }  # fmt: skip
    scene.find(
        "UPDATE person SET key_wrapped = '\\x01ff' WHERE id = $1 RETURNING id", files.row(sent.case_id)["person_id"]
    )
    assert (read(scene, rooms[0], ticket).folio, read(scene, rooms[0], ticket).matter) == (sent.folio, None)


def test_a_complaint_is_never_read_by_another_department(scene: Scenery, files: Files, rooms: list[RoomId]) -> None:
    case_id: CaseId = files.submit(kind="complaint", department="agua", topic="").case_id
    scene.join("agua", about_case=case_id)
    ticket = scene.talk(rooms[0])
    assert refused(scene, rooms[0], ticket) == Code.UNKNOWN_CASE
