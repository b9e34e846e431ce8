"""A complaint about a department is never opened, listed, found or counted by that department, whichever way it came in."""

from collections.abc import Callable, Coroutine
from typing import Any
from uuid import uuid4

import pytest

from audiencia.cases.use_cases import bulk, inbox, read, search, work
from audiencia.cases.use_cases.bulk import Bulk, Chosen
from audiencia.cases.use_cases.inbox import Wanted
from audiencia.core.errors import Code, NotFound
from audiencia.core.ids import CaseId, CommandId, RoomId, TicketId
from audiencia.db.commands import Result
from audiencia.queue.call import conclude, transfer
from audiencia.queue.call.conclude import Outcome
from audiencia.queue.call.matters import another_matter
from audiencia.queue.moderation import moderate, rooms
from audiencia.queue.moderation.move import SeenTicket, move_tickets
from audiencia.staff.roles import Role
from tests.support.case_files import NAME, Files
from tests.support.scenery import Scenery

POLICE, RESERVED, ORDINARY = "seguridad", "queja-de-trato", "senales"
IN_PROCESS = Outcome("in_process", "inspection", "Se investiga", "")


def open_room(scene: Scenery, department: str, role: Role = Role.DIRECTOR) -> RoomId:
    """An open room of one more director."""
    director = scene.run(scene.account(f"sala-{department}", role, department))
    room = scene.run(rooms.room_of(scene.context, director, department))
    scene.rooms[room] = director
    scene.find("UPDATE room SET company = '{}' WHERE id = $1 RETURNING id", room)
    scene.open(room)
    return room


def after_a_visit(scene: Scenery, files: Files) -> CaseId:
    """The mayor attends, and it goes on."""
    room = open_room(scene, "presidencia", Role.MAYOR)
    scene.join(POLICE, topic=RESERVED)
    ticket_id = scene.talk(room)
    scene.run(conclude.end_call(scene.context, scene.room_command(room)))
    scene.run(conclude.record_outcome(scene.context, scene.room_command(room), IN_PROCESS))
    return CaseId(scene.ticket(ticket_id)["attention_id"])


def cut_off(scene: Scenery, files: Files) -> CaseId:
    """Closing time comes before its turn."""
    scene.open(next(iter(scene.rooms)))
    ticket_id = scene.join(POLICE, topic=RESERVED)
    scene.pass_time(3 * 86_400)
    return CaseId(scene.ticket(ticket_id)["attention_id"])


def written(source: str) -> Callable[[Scenery, Files], CaseId]:
    """The petition form, on the web or filled in by the front desk."""

    def send(scene: Scenery, files: Files) -> CaseId:
        by = None if source == "web" else files.desk("agua").staff_id
        return files.submit(department=POLICE, topic=RESERVED, source=source, by=by).case_id

    return send


def complained(scene: Scenery, files: Files) -> CaseId:
    """The form of complaints."""
    return files.submit(kind="complaint", department=POLICE, topic="").case_id


WAYS = [written("web"), written("counter"), written("telephone"), complained, after_a_visit, cut_off]


@pytest.mark.parametrize("way", WAYS, ids=["web", "counter", "telephone", "complaint", "visit", "carried_over"])
def test_the_department_it_is_about_never_learns_of_it(
    scene: Scenery, files: Files, way: Callable[[Scenery, Files], CaseId]
) -> None:
    case_id = way(scene, files)
    row, context, desk = files.row(case_id), scene.context, files.desk(POLICE)
    assert (row["kind"], row["about_department_id"]) == ("complaint", files.department(POLICE))
    scene.find("UPDATE case_file SET subject = 'trato en un retén' WHERE id = $1 RETURNING id", case_id)
    with pytest.raises(NotFound):
        scene.run(read.open_case(context, desk, row["folio"]))
    found = scene.run(inbox.look(context, desk, Wanted()))
    assert (found.rows, found.overdue, found.counts.open, found.split.topics) == ((), (), 0, {})
    assert scene.run(inbox.export(context, desk, Wanted()))[1] == []
    assert scene.run(search.by_folio(context, desk, row["folio"])) is None
    assert scene.run(search.by_subject(context, desk, "retén")) == []
    assert scene.run(search.by_person(context, desk, NAME, "same_matter")) == []


def test_nobody_turns_it_to_them_alone_or_among_others(scene: Scenery, files: Files) -> None:
    case_id = files.submit(department=POLICE, topic=RESERVED).case_id
    own, reason = files.command(case_id, "presidencia"), scene.context.municipality.turn_reasons[0].code
    assert scene.refused(work.turn(scene.context, own, POLICE, reason)) == Code.COMPLAINT_STAYS
    chosen, wanted = [Chosen(case_id, files.row(case_id)["version"])], Bulk("turn", to=POLICE, reason=reason)
    outlook = scene.run(bulk.preview(scene.context, files.desk("presidencia"), chosen, wanted))
    assert [one.hinders for one in outlook] == [Code.COMPLAINT_STAYS]


def test_it_waits_in_no_line_but_the_one_that_receives_it(scene: Scenery) -> None:
    ticket_id = scene.join(POLICE, topic=RESERVED)
    for department in (POLICE, "agua"):
        seen = [SeenTicket(ticket_id, scene.ticket(ticket_id)["version"])]
        moving = move_tickets(scene.context, scene.moderator, CommandId(uuid4()), seen, department, "other_department")
        assert scene.refused(moving) == Code.COMPLAINT_STAYS
    room = open_room(scene, "presidencia", Role.MAYOR)
    scene.talk(room)
    assert (
        scene.refused(transfer.transfer_call(scene.context, scene.room_command(room), POLICE, "")) == "complaint_stays"
    )


def test_they_attend_in_no_line_that_receives_complaints_about_them(scene: Scenery) -> None:
    room = open_room(scene, POLICE)
    version = scene.room(room)["version"]
    for served in ([POLICE, "presidencia"], ["presidencia"]):
        serving = moderate.set_served(scene.context, scene.moderator, CommandId(uuid4()), room, version, served)
        assert scene.refused(serving) == Code.COMPLAINT_STAYS


def test_a_visit_brings_a_complaint_and_who_it_is_about_together_in_no_order(scene: Scenery) -> None:
    def brings_up(ticket_id: TicketId, topic: str) -> Coroutine[Any, Any, Result]:
        return another_matter(scene.context, scene.ticket_command(ticket_id), POLICE, topic, "Otro asunto")

    in_their_line, in_the_other = scene.join(POLICE, topic=ORDINARY), scene.join(POLICE, topic=RESERVED)
    assert scene.refused(brings_up(in_their_line, RESERVED)) == Code.COMPLAINT_APART
    assert scene.refused(brings_up(in_the_other, ORDINARY)) == Code.COMPLAINT_APART
    elsewhere = scene.join("agua")
    scene.run(brings_up(elsewhere, RESERVED))
    seen = [SeenTicket(elsewhere, scene.ticket(elsewhere)["version"])]
    moving = move_tickets(scene.context, scene.moderator, CommandId(uuid4()), seen, POLICE, "other_department")
    assert scene.refused(moving) == Code.COMPLAINT_STAYS


def test_the_database_lets_no_such_ticket_into_their_line(scene: Scenery) -> None:
    ticket_id = scene.join(POLICE, topic=RESERVED)
    moving = "UPDATE ticket SET queue_id = $1 WHERE id = $2 RETURNING id"
    with pytest.raises(Exception, match="complaint"):
        scene.find(moving, scene.queue(POLICE)["id"], ticket_id)
