"""What an audience leaves open is a case with the visit's folio, made in the same transaction, and never twice."""

from dataclasses import replace

import pytest
import structlog
from structlog.testing import capture_logs

from audiencia.cases.use_cases import from_audience, work
from audiencia.core.errors import Code
from audiencia.core.ids import AttentionId, CaseId, TicketId
from audiencia.followup import feedback
from audiencia.notifications import notice_health
from audiencia.queue.call import conclude
from audiencia.queue.call.conclude import Outcome
from tests.support.case_files import Files
from tests.support.scenery import Scenery

IN_PROCESS = Outcome("in_process", "inspection", "Va una cuadrilla", "")


@pytest.fixture
def met(scene: Scenery) -> TicketId:
    """A citizen of agua whose call has just ended."""
    room = next(iter(scene.rooms))
    scene.open(room)
    scene.join("agua")
    ticket_id = scene.talk(room)
    scene.run(conclude.end_call(scene.context, scene.room_command(room)))
    return ticket_id


def record(scene: Scenery, outcome: Outcome) -> None:
    room = next(iter(scene.rooms))
    scene.run(conclude.record_outcome(scene.context, scene.room_command(room), outcome))


def case_of(scene: Scenery, ticket_id: TicketId) -> CaseId:
    return CaseId(scene.ticket(ticket_id)["attention_id"])


def test_in_process_is_a_case_of_whoever_attended(scene: Scenery, files: Files, met: TicketId) -> None:
    record(scene, IN_PROCESS)
    row = files.row(case_of(scene, met))
    folio = scene.find("SELECT folio FROM attention WHERE id = $1", row["attention_id"])[0]["folio"]
    assert (row["state"], row["source"], row["folio"]) == ("in_process", "audience", folio)
    assert row["assigned_to"] == next(iter(scene.rooms.values()))
    assert row["department_id"] == files.department("agua")
    scene.run(work.answer(files.context, files.command(CaseId(row["id"])), "Quedó.", "page"))


def test_an_immediate_answer_is_none(scene: Scenery, met: TicketId) -> None:
    record(scene, scene.outcome())
    assert scene.find("SELECT id FROM case_file") == []


def test_the_citizens_no_makes_it_one(scene: Scenery, files: Files, met: TicketId) -> None:
    record(scene, replace(scene.outcome(), outcome="resolved_immediately"))
    attention_id = AttentionId(scene.ticket(met)["attention_id"])
    scene.run(feedback.say_resolved_of(scene.context, attention_id, False))
    assert files.row(CaseId(attention_id))["state"] == "reopened"
    scene.run(feedback.say_resolved_of(scene.context, attention_id, False))
    assert len(scene.find("SELECT id FROM case_file")) == 1


def test_who_was_cut_off_by_closing_time_has_one(scene: Scenery, files: Files) -> None:
    scene.open(next(iter(scene.rooms)))
    ticket_id = scene.join("agua")
    scene.pass_time(3 * 86_400)
    assert scene.ticket(ticket_id)["state"] == "carried_over"
    row = files.row(case_of(scene, ticket_id))
    assert (row["state"], row["source"]) == ("received", "carried_over")


def test_closing_passes_over_what_does_not_open_and_says_so(scene: Scenery, files: Files) -> None:
    """One entry of somebody who waits is damaged, the key of another: all are carried over, and the jornada closes."""
    entry, key, sound = (scene.join("agua") for _ in range(3))
    person, own = scene.find(
        "SELECT person.id, key_wrapped FROM person JOIN attention ON person_id = person.id WHERE attention.id = $1",
        case_of(scene, key),
    )[0].values()
    scene.find("UPDATE attention SET matter_sealed = '\\x01ff' WHERE id = $1", case_of(scene, entry))
    scene.find("UPDATE person SET key_wrapped = '\\x01ff' WHERE id = $1", person)
    structlog.reset_defaults()
    with capture_logs() as said:
        scene.pass_time(3 * 86_400)
    assert {scene.ticket(one)["state"] for one in (entry, key, sound)} == {"carried_over"}
    assert scene.find("SELECT state FROM session")[0]["state"] == "closed"
    assert {row["id"] for row in scene.find("SELECT id FROM case_file")} == {
        case_of(scene, entry), case_of(scene, sound)
    }  # fmt: skip
    noted = [entry["place"] for entry in said if entry["event"] == "sealed_entry_unreadable"]
    assert sorted(noted) == ["attention.matter", "person.key"]
    assert scene.run(notice_health.unreadable_entries(scene.context)) == 2
    assert scene.run(from_audience.adopt(scene.context)) == 0
    scene.find("UPDATE person SET key_wrapped = $2 WHERE id = $1", person, own)
    scene.pass_time(2 * 3600)
    assert scene.run(from_audience.adopt(scene.context)) == 1
    assert files.row(case_of(scene, key))["source"] == "carried_over"


def test_what_an_earlier_version_left_is_taken_up_once(scene: Scenery, files: Files, met: TicketId) -> None:
    record(scene, IN_PROCESS)
    case_id = case_of(scene, met)
    scene.find("ALTER TABLE case_event DISABLE TRIGGER case_event_append_only")
    scene.find("DELETE FROM case_event")
    scene.find("ALTER TABLE case_event ENABLE TRIGGER case_event_append_only")
    scene.find("DELETE FROM case_file")
    assert scene.run(from_audience.adopt(scene.context)) == 1
    assert scene.run(from_audience.adopt(scene.context)) == 0
    assert files.row(case_id)["state"] == "in_process"
    assert scene.refused(work.begin(files.context, files.command(case_id, "tesoreria"))) == Code.UNKNOWN_CASE


def talk_about(scene: Scenery, case_id: CaseId, outcome: Outcome) -> TicketId:
    room = next(iter(scene.rooms))
    scene.open(room)
    scene.join("agua", about_case=case_id)
    ticket_id = scene.talk(room)
    scene.run(conclude.end_call(scene.context, scene.room_command(room)))
    record(scene, outcome)
    return ticket_id


def test_a_visit_about_an_open_case_is_a_step_on_its_way(scene: Scenery, files: Files) -> None:
    case_id = files.submit().case_id
    talk_about(scene, case_id, IN_PROCESS)
    assert len(scene.find("SELECT id FROM case_file")) == 1
    assert files.log(case_id)[-1] == ("attended", "staff", "in_process")
    assert scene.run(from_audience.adopt(scene.context)) == 0


def test_a_visit_about_what_was_answered_already_has_a_case_of_its_own(scene: Scenery, files: Files) -> None:
    case_id = files.submit().case_id
    scene.run(work.answer(files.context, files.command(case_id), "Listo.", "page"))
    ticket_id = talk_about(scene, case_id, IN_PROCESS)
    assert files.row(case_of(scene, ticket_id))["state"] == "in_process"
