"""What a department does with its cases, what the citizen does, and what nobody else can."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from audiencia.cases.domain.contact import Delivery
from audiencia.cases.use_cases import citizen, citizen_look, due, tell, work
from audiencia.cases.use_cases.rules import calendar_of
from audiencia.core.errors import Code
from audiencia.core.ids import CaseId
from audiencia.db.connection import now_of
from audiencia.http.uploads.cleaned import Cleaned
from audiencia.notifications.kinds import Kind
from audiencia.runtime.channels import Channels
from audiencia.runtime.context import AppContext
from tests.support.case_files import Files
from tests.support.races import at_once
from tests.support.scenery import Scenery

DAY = 86_400


async def today(context: AppContext) -> date:
    """By the municipality's clocks."""
    async with context.database.read() as conn:
        return calendar_of(context).day_of(await now_of(conn))


@pytest.fixture
def sent(files: Files) -> CaseId:
    """A petition for agua."""
    return files.submit().case_id


def test_from_reception_to_the_citizens_own_conclusion(scene: Scenery, files: Files, sent: CaseId) -> None:
    context = files.context
    scene.run(work.assign(context, files.command(sent), files.desk().staff_id))
    scene.run(work.begin(context, files.command(sent)))
    scene.run(work.ask(context, files.command(sent), "¿En qué esquina?"))
    assert files.row(sent)["stopped_on"] is not None
    scene.run(citizen.write(context, sent, "Con la calle Colorín", uuid4()))
    assert files.row(sent)["stopped_on"] is None
    scene.run(work.answer(context, files.command(sent), "La cuadrilla va el jueves.", "page"))
    scene.run(citizen.rate(context, sent, 4))
    scene.run(citizen.accept(context, sent))
    row = files.row(sent)
    assert (row["state"], row["conclusion"], row["rating"]) == ("concluded", "citizen", 4)
    assert [kind for kind, _, _ in files.log(sent)] == [
        "received", "assigned", "started", "asked", "clarified", "answered", "rated", "concluded",
    ]  # fmt: skip
    document = scene.find(
        "SELECT officer, department_id, delivery, content_sealed FROM case_message WHERE kind = 'answer'"
    )
    assert (document[0]["officer"], document[0]["department_id"]) == ("oficial-agua", files.department("agua"))
    assert b"jueves" not in document[0]["content_sealed"]


def test_silence_concludes_what_was_answered_and_nothing_else(scene: Scenery, files: Files, sent: CaseId) -> None:
    other = files.submit().case_id
    scene.run(work.answer(files.context, files.command(sent), "Listo.", "page"))
    scene.pass_time(15 * DAY - 60)
    assert scene.run(due.conclude_silent(files.context)) == 0
    scene.pass_time(120)
    assert scene.run(due.conclude_silent(files.context)) == 1
    assert (files.row(sent)["state"], files.row(sent)["conclusion"]) == ("concluded", "silence")
    scene.pass_time(400 * DAY)
    scene.run(due.follow_cases(files.context))
    assert files.row(other)["state"] == "received"


@pytest.mark.parametrize("way", ["counter", "telephone"])
def test_silence_counts_from_the_delivery_of_what_is_told_or_handed_over(
    scene: Scenery, files: Files, sent: CaseId, way: Delivery
) -> None:
    answer_id = scene.run(work.answer(files.context, files.command(sent), "Listo.", way))
    scene.pass_time(40 * DAY)
    assert scene.run(due.conclude_silent(files.context)) == 0
    scene.run(work.deliver(files.context, files.command(sent), answer_id))
    scene.pass_time(15 * DAY - 60)
    assert scene.run(due.conclude_silent(files.context)) == 0
    scene.run(citizen_look.note_seen(files.context, sent))  # a second proof changes nothing
    scene.pass_time(120)
    assert scene.run(due.conclude_silent(files.context)) == 1
    scene.run(citizen.reopen(files.context, sent, "partly", "", uuid4()))
    assert files.row(sent)["state"] == "reopened"


def test_what_was_handed_over_at_once_or_read_by_the_person_is_delivered(scene: Scenery, files: Files) -> None:
    handed, read = (files.submit().case_id for _ in range(2))
    scene.run(work.answer(files.context, files.command(handed), "Listo.", "counter", "handed_over"))
    scene.run(work.answer(files.context, files.command(read), "Listo.", "counter"))
    scene.pass_time(5 * DAY)
    until = scene.run(citizen_look.note_seen(files.context, read))
    assert until == files.row(read)["silence_until"] and until - files.row(read)["answered_at"] < timedelta(days=21)
    scene.pass_time(11 * DAY)
    assert scene.run(due.conclude_silent(files.context)) == 1
    assert [files.row(one)["state"] for one in (handed, read)] == ["concluded", "answered"]


def test_what_nobody_could_deliver_is_concluded_in_the_end(scene: Scenery, files: Files, sent: CaseId) -> None:
    scene.run(work.answer(files.context, files.command(sent), "Listo.", "counter"))
    scene.pass_time(files.context.municipality.petitions.undelivered_days * DAY + 60)
    assert scene.run(due.conclude_silent(files.context)) == 1


def test_who_does_not_clarify_in_time_is_not_waited_for(scene: Scenery, files: Files, sent: CaseId) -> None:
    scene.run(work.ask(files.context, files.command(sent), "¿En qué esquina?"))
    scene.pass_time(30 * DAY)
    assert scene.run(due.end_waiting(files.context)) == 1
    assert scene.run(due.end_waiting(files.context)) == 0
    row = files.row(sent)
    assert (row["stopped_on"], row["asked_until"], row["state"]) == (None, None, "in_process")
    assert files.log(sent)[-1] == ("not_clarified", "system", "no_answer")


def test_the_clock_goes_on_from_its_day_whenever_the_job_runs(scene: Scenery, files: Files, sent: CaseId) -> None:
    scene.run(work.ask(files.context, files.command(sent), "¿En qué esquina?"))
    asked = files.row(sent)
    scene.pass_time(30 * DAY)
    scene.run(due.end_waiting(files.context))
    assert files.row(sent)["due_on"] == calendar_of(files.context).after(asked["asked_until"], asked["days_left"])


def test_what_was_asked_on_the_last_day_is_not_overdue_when_nobody_clarified(
    scene: Scenery, files: Files, sent: CaseId
) -> None:
    while files.row(sent)["due_on"] > scene.run(today(files.context)):
        scene.pass_time(DAY)
    scene.run(work.ask(files.context, files.command(sent), "¿En qué esquina?"))
    assert files.row(sent)["days_left"] == 0
    while files.row(sent)["asked_until"] is not None:
        scene.pass_time(DAY)
        scene.run(due.end_waiting(files.context))
    assert files.row(sent)["due_on"] >= scene.run(today(files.context))


def test_what_is_written_while_something_is_asked_is_the_answer_to_it(
    scene: Scenery, files: Files, sent: CaseId
) -> None:
    scene.run(work.ask(files.context, files.command(sent), "¿En qué esquina?"))
    scene.run(citizen.write(files.context, sent, "Con la calle Colorín", uuid4()))
    assert (files.row(sent)["stopped_on"], files.row(sent)["asked_until"]) == (None, None)
    assert files.log(sent)[-1] == ("clarified", "citizen", None)
    scene.run(citizen.write(files.context, sent, "Frente al kiosco", uuid4()))
    kinds = scene.find("SELECT kind FROM case_message WHERE author = 'citizen' ORDER BY at, kind DESC")
    assert [row["kind"] for row in kinds] == ["reply", "message"]
    scene.pass_time(30 * DAY)
    assert scene.run(due.end_waiting(files.context)) == 0


def test_it_is_turned_with_a_reason_and_the_other_department_reads_it_then(
    scene: Scenery, files: Files, sent: CaseId
) -> None:
    before = files.row(sent)["due_on"]
    reason = files.context.municipality.move_reasons[0].code
    other = files.command(sent, "tesoreria")
    assert scene.refused(work.begin(files.context, other)) == Code.UNKNOWN_CASE
    scene.run(work.turn(files.context, files.command(sent), "tesoreria", reason))
    assert files.row(sent)["due_on"] == before
    scene.run(work.begin(files.context, files.command(sent, "tesoreria")))
    assert scene.refused(work.begin(files.context, files.command(sent, "agua"))) == Code.UNKNOWN_CASE


def test_no_accused_area_reads_or_gets_a_complaint(scene: Scenery, files: Files) -> None:
    case_id = files.submit(kind="complaint", department="agua", topic="").case_id
    context, reason = files.context, files.context.municipality.move_reasons[0].code
    accused, own = files.command(case_id, "agua"), files.command(case_id, "contraloria")
    acts = [
        work.assign(context, accused, files.desk("agua").staff_id), work.begin(context, accused), work.note(context, accused, "x"),
        work.write(context, accused, "x"), work.ask(context, accused, "x"), work.answer(context, accused, "x", "page"),
        work.turn(context, accused, "tesoreria", reason), work.name_subject(context, accused, "x"),
    ]  # fmt: skip
    for act in acts:
        assert scene.refused(act) == Code.UNKNOWN_CASE
    assert scene.refused(work.turn(context, own, "agua", reason)) == Code.COMPLAINT_STAYS
    scene.run(work.answer(context, own, "Se abrió la investigación.", "page"))


def test_a_note_of_one_form_is_kept_once_unless_its_file_holds_something_else(
    scene: Scenery, files: Files, sent: CaseId
) -> None:
    command = files.command(sent)
    for content in (b"\xff\xd8one", b"\xff\xd8one", b"\xff\xd8two"):
        photo = Cleaned("image.jpg", "image/jpeg", content)
        scene.run(work.note(files.context, command, "Foto", (photo,)))
    assert len(scene.find("SELECT id FROM case_message WHERE kind = 'note'")) == 2


def test_two_at_one_case_are_one_success_and_one_refusal(scene: Scenery, files: Files, sent: CaseId) -> None:
    command = files.command(sent)
    given = at_once(
        scene,
        f"SELECT FROM case_file WHERE id = '{sent}' FOR UPDATE",
        work.begin(files.context, command),
        work.answer(files.context, command, "Listo.", "page"),
    )
    assert given.count(Code.STALE_VERSION.value) == 1


def test_a_person_of_another_department_is_not_given_a_case(scene: Scenery, files: Files, sent: CaseId) -> None:
    stranger = files.desk("tesoreria").staff_id
    assert scene.refused(work.assign(files.context, files.command(sent), stranger)) == Code.OFFICER_UNKNOWN


def test_opened_again_it_has_a_new_term(scene: Scenery, files: Files, sent: CaseId) -> None:
    scene.run(work.answer(files.context, files.command(sent), "Listo.", "page"))
    scene.run(citizen.accept(files.context, sent))
    scene.pass_time(20 * DAY)
    scene.run(citizen.reopen(files.context, sent, "partly", "Sigue tirando agua", uuid4()))
    assert files.row(sent)["state"] == "reopened"
    scene.run(work.answer(files.context, files.command(sent), "Ya quedó.", "page"))
    scene.pass_time(31 * DAY)
    scene.run(due.follow_cases(files.context))
    assert scene.refused(citizen.reopen(files.context, sent, "other", "Otra vez", uuid4())) == Code.TOO_LATE_TO_REOPEN


def test_opened_again_without_words_it_says_why_and_twice_is_once(scene: Scenery, files: Files, sent: CaseId) -> None:
    scene.run(work.answer(files.context, files.command(sent), "Listo.", "page"))
    for _ in range(2):
        scene.run(citizen.reopen(files.context, sent, "partly", "", uuid4()))
    found = scene.find("SELECT reason FROM case_event WHERE kind = 'reopened' AND case_id = $1", sent)
    assert [row["reason"] for row in found] == ["partly"]
    assert scene.find("SELECT count(*) AS n FROM case_message WHERE author = 'citizen'")[0]["n"] == 0


def waiting(scene: Scenery, case_id: CaseId) -> list[Any]:
    """What is still to be told of it."""
    return list(scene.find("SELECT kind FROM outbox WHERE about = $1 AND state = 'waiting'", case_id))


async def told_of_data(context: AppContext, case_id: CaseId) -> None:
    async with context.database.begin() as tx:
        await tell.tell_of_data(tx, context, case_id, Kind.DATA_INCIDENT, "1")
        await tell.tell_of_data(tx, context, case_id, Kind.DATA_RIGHT)


def test_what_is_withdrawn_is_worked_on_counted_and_told_no_more(scene: Scenery, files: Files) -> None:
    context = files.context = replace(files.context, channels=Channels(mail=True))
    sent = files.submit(contact="ana@example.org", acknowledge=True).case_id
    scene.run(work.ask(context, files.command(sent), "¿En qué esquina?"))
    before = files.command(sent)
    scene.run(told_of_data(context, sent))
    of_data = {"data_incident", "data_right"}
    assert {row["kind"] for row in waiting(scene, sent)} == {"case_received", "case_clarification"} | of_data
    for _ in range(2):
        scene.run(citizen.withdraw(context, sent))
    row = files.row(sent)
    assert (row["state"], row["conclusion"], row["stage"]) == ("concluded", "withdrawn", "concluded")
    assert (row["stopped_on"], row["asked_until"], row["first_due_on"]) == (None, None, None)
    assert [entry[:2] for entry in files.log(sent)][-1:] == [("withdrawn", "citizen")] and len(files.log(sent)) == 3
    assert {row["kind"] for row in waiting(scene, sent)} == of_data
    assert scene.refused(work.answer(context, before, "Listo.", "page")) == Code.STALE_VERSION
    for act in (
        work.answer(context, files.command(sent), "Listo.", "page"),
        work.begin(context, files.command(sent)),
        work.write(context, files.command(sent), "¿Sigue ahí?"),
        citizen.write(context, sent, "Mejor sí", uuid4()),
        citizen.reopen(context, sent, "other", "", uuid4()),
    ):
        assert scene.refused(act) in (Code.NOT_ALLOWED_NOW, Code.TOO_LATE_TO_REOPEN)
    for _ in range(3):
        scene.pass_time(20 * DAY)
        scene.run(due.follow_cases(context))
    assert files.row(sent)["state"] == "concluded"
    assert {row["kind"] for row in waiting(scene, sent)} == of_data


def test_an_answer_that_waits_and_one_that_was_late_still_count(scene: Scenery, files: Files, sent: CaseId) -> None:
    late = files.submit().case_id
    given = scene.run(work.answer(files.context, files.command(sent), "Listo.", "counter"))
    scene.run(citizen.withdraw(files.context, sent))
    assert scene.refused(work.deliver(files.context, files.command(sent), given)) == Code.NOT_ALLOWED_NOW
    scene.pass_time(60 * DAY)
    scene.run(citizen.withdraw(files.context, late))
    for case_id in (sent, late):
        assert files.row(case_id)["first_due_on"] is not None


def test_the_database_concludes_nothing_else_without_an_answer(scene: Scenery, files: Files, sent: CaseId) -> None:
    for change in (
        "state = 'concluded', concluded_at = app_now(), conclusion = 'silence'",
        "state = 'answered', silence_until = app_now()",
    ):
        with pytest.raises(asyncpg.CheckViolationError):
            scene.find(f"UPDATE case_file SET {change} WHERE id = $1 RETURNING id", sent)


def test_a_citizen_does_not_flood_an_inbox(scene: Scenery, files: Files, sent: CaseId) -> None:
    for _ in range(citizen.MESSAGES_A_DAY):
        scene.run(citizen.write(files.context, sent, "¿Ya?", uuid4()))
    assert scene.refused(citizen.write(files.context, sent, "¿Ya?", uuid4())) == Code.TOO_MANY_MESSAGES
    scene.pass_time(DAY + 60)
    scene.run(citizen.write(files.context, sent, "¿Ya?", uuid4()))
