"""One case as it is read: everything opened, what an audience left, the term in days, and an answer as a document."""

from datetime import date
from uuid import uuid4

import pytest

from audiencia.cases.domain.contact import Delivery
from audiencia.cases.store.inbox import Next
from audiencia.cases.use_cases import citizen, citizen_look, documents, own_contact, read, taking, work
from audiencia.cases.use_cases.next_steps import NextStep
from audiencia.cases.use_cases.view import CaseView
from audiencia.core.deadlines import Urgency
from audiencia.core.errors import Code
from audiencia.core.ids import CaseId
from audiencia.http.uploads.cleaned import Cleaned
from audiencia.privacy import store as persons
from audiencia.privacy.consent import Minor
from audiencia.queue.call import conclude
from audiencia.queue.call.conclude import Outcome
from tests.support.case_files import MATTER, NAME, PLACE, Files
from tests.support.scenery import Scenery

STEP = NextStep("Pase por su dictamen", "Identificación", "Sin costo", "Ventanilla 3", date(2026, 12, 1))
DAY = 86_400


def look(scene: Scenery, files: Files, case_id: CaseId, department: str = "agua") -> CaseView:
    return scene.run(read.open_case(files.context, files.desk(department), files.row(case_id)["folio"]))


def test_all_of_a_petition_is_opened_for_its_department_and_each_reading_is_on_record(
    scene: Scenery, files: Files
) -> None:
    case_id = files.submit(behalf="group", behalf_of="Vecinos de la cuadra").case_id
    context = files.context
    scene.run(work.ask(context, files.command(case_id), "¿En qué esquina?"))
    scene.run(citizen.write(context, case_id, "Con Colorín", uuid4()))
    scene.run(work.note(context, files.command(case_id), "Hablé con la cuadrilla"))
    seen = look(scene, files, case_id)
    told = seen.personal
    assert (told.name, told.matter, told.place, told.behalf_of) == (NAME, MATTER, PLACE, "Vecinos de la cuadra")
    assert [(one.kind, one.by_citizen, one.text) for one in seen.messages] == [
        ("clarification", False, "¿En qué esquina?"),
        ("reply", True, "Con Colorín"),
        ("note", False, "Hablé con la cuadrilla"),
    ]
    assert [one.kind for one in seen.events] == ["received", "asked", "clarified", "noted"]
    assert seen.events[1].actor == "oficial-agua" and seen.audience is None and seen.next is Next.READ_MESSAGE
    look(scene, files, case_id)
    entries = scene.find("SELECT actor_id, why FROM audit WHERE action = 'case_read' AND object_id = $1", str(case_id))
    assert [(row["actor_id"], row["why"]) for row in entries] == [(files.desk().staff_id, "case")] * 2
    assert scene.refused(read.open_case(files.context, files.desk("tesoreria"), seen.folio)) == Code.UNKNOWN_CASE


def test_what_a_call_left_is_read_with_its_case(scene: Scenery, files: Files) -> None:
    room = next(iter(scene.rooms))
    scene.open(room)
    scene.join("agua", minor=Minor("Rosa Núñez", True))
    ticket = scene.talk(room)
    scene.run(conclude.add_next_step(scene.context, scene.room_command(room), ticket, STEP))
    scene.run(conclude.end_call(scene.context, scene.room_command(room)))
    outcome = Outcome("in_process", "inspection", "Va una cuadrilla", "Es la tercera vez")
    scene.run(conclude.record_outcome(scene.context, scene.room_command(room), outcome))
    whole = look(scene, files, CaseId(scene.ticket(ticket)["attention_id"]))
    left = whole.audience
    assert (whole.personal.guardian, whole.authorised) == ("Rosa Núñez", True)
    assert left is not None and left.steps == (STEP,)
    assert (left.disposition, left.note_citizen, left.note_internal) == (
        "inspection", "Va una cuadrilla", "Es la tercera vez",
    )  # fmt: skip


def test_the_term_is_told_in_days(scene: Scenery, files: Files) -> None:
    case_id = files.submit().case_id
    fresh = look(scene, files, case_id).clock
    assert (fresh.urgency, fresh.passed, fresh.left, fresh.total) == (Urgency.ON_TIME, 0, fresh.total, 15)
    scene.pass_time(40 * DAY)
    late = look(scene, files, case_id).clock
    assert late.urgency is Urgency.OVERDUE and late.left < 0 and late.passed == late.total - late.left
    scene.run(work.answer(files.context, files.command(case_id), "Listo.", "page"))
    assert look(scene, files, case_id).clock.urgency is None


def test_of_a_person_who_was_erased_the_way_stays_and_nothing_personal(scene: Scenery, files: Files) -> None:
    case_id = files.submit().case_id
    scene.run(work.write(files.context, files.command(case_id), "Vamos en camino"))

    person = files.row(case_id)["person_id"]

    async def erase() -> None:
        async with files.context.database.begin() as tx:
            await persons.erase_person(tx.conn, files.context.keyring, person)

    scene.run(erase())
    seen = look(scene, files, case_id)
    assert seen.personal.erased and (seen.personal.name, seen.messages, seen.files) == ("", (), ())
    assert [one.kind for one in seen.events] == ["received", "wrote"]


def test_what_does_not_open_is_noted_and_the_rest_is_read(scene: Scenery, files: Files) -> None:
    photo = Cleaned("bache.jpg", "image/jpeg", b"\xff\xd8\xff\xe0")
    case_id = files.submit(files=(photo,)).case_id
    scene.run(work.write(files.context, files.command(case_id), "Vamos en camino"))
    scene.run(work.write(files.context, files.command(case_id), "Ya llegamos"))
    scene.find("UPDATE case_file SET name_sealed = 'x', contact_sealed = 'x' WHERE id = $1 RETURNING id", case_id)
    file_id = scene.find("UPDATE case_attachment SET name_sealed = 'x' RETURNING id")[0]["id"]
    first = scene.find(
        "UPDATE case_message SET content_sealed = 'x' WHERE at = (SELECT min(at) FROM case_message) RETURNING id"
    )[0]["id"]
    seen = look(scene, files, case_id)
    assert (seen.personal.name, seen.personal.contact, seen.personal.matter, seen.whole) == (None, None, MATTER, False)
    assert [one.text for one in seen.messages] == [None, "Ya llegamos"] and [one.name for one in seen.files] == [None]
    places = {("case.name", case_id), ("case.contact", case_id), ("attachment.name", file_id)}
    assert scene.noted() == places | {("case_message.content", first)}
    scene.find("DELETE FROM unreadable RETURNING place")
    own = scene.run(citizen_look.look(files.context, case_id))
    assert (own.matter, own.contact, own.can_correct) == (MATTER, None, True)
    assert [one.text for one in own.written] == [None, "Ya llegamos"] and [one.name for one in own.files] == [None]
    assert scene.noted() == places - {("case.name", case_id)} | {("case_message.content", first)}
    taken = scene.run(taking.of_staff(files.context, files.desk(), seen.folio, file_id))
    assert (taken.name, taken.content) == ("archivo.jpg", photo.content)


def test_of_a_step_that_does_not_open_the_date_is_there(scene: Scenery, files: Files) -> None:
    room = next(iter(scene.rooms))
    scene.open(room)
    scene.join("agua")
    ticket = scene.talk(room)
    for _ in range(2):
        scene.run(conclude.add_next_step(scene.context, scene.room_command(room), ticket, STEP))
    scene.run(conclude.end_call(scene.context, scene.room_command(room)))
    outcome = Outcome("in_process", "inspection", "Va una cuadrilla", "Es la tercera vez")
    scene.run(conclude.record_outcome(scene.context, scene.room_command(room), outcome))
    case_id = CaseId(scene.ticket(ticket)["attention_id"])
    scene.find("UPDATE next_step SET content_sealed = 'x' WHERE id = (SELECT id FROM next_step LIMIT 1) RETURNING id")
    scene.find("UPDATE attention SET note_internal_sealed = 'x' WHERE id = $1 RETURNING id", case_id)
    left = look(scene, files, case_id).audience
    assert left is not None
    assert {one.due for one in left.steps} == {STEP.due}
    assert sorted(one.step for one in left.steps) == ["", STEP.step]
    assert (left.note_citizen, left.note_internal) == ("Va una cuadrilla", None)


def test_with_a_damaged_key_nothing_opens_and_nothing_is_written(scene: Scenery, files: Files) -> None:
    context = files.context
    case_id = files.submit(answer_by="page", files=(Cleaned("a.jpg", "image/jpeg", b"\xff\xd8"),)).case_id
    answer = scene.run(work.answer(context, files.command(case_id), "Listo.", "page"))
    scene.run(citizen.reopen(context, case_id, "partly", "", uuid4()))
    person = files.row(case_id)["person_id"]
    scene.find("UPDATE person SET key_wrapped = '\\x01ff' WHERE id = $1 RETURNING id", person)
    seen = look(scene, files, case_id)
    assert not seen.personal.erased and not seen.whole
    assert (seen.personal.name, seen.personal.matter, seen.personal.guardian) == (None, None, "")
    assert [one.text for one in seen.messages] == [None] and [one.name for one in seen.files] == [None]
    assert scene.noted() == {("person.key", person)}
    scene.find("DELETE FROM unreadable RETURNING place")
    assert scene.run(citizen_look.look(context, case_id)).matter is None
    assert scene.noted() == {("person.key", person)}
    rows = scene.find("SELECT * FROM case_message"), files.row(case_id), files.log(case_id)
    for refused in (
        work.note(context, files.command(case_id), "Hablé con la cuadrilla"),
        work.answer(context, files.command(case_id), "Listo.", "page"),
        citizen.write(context, case_id, "Sigue igual", uuid4()),
        own_contact.correct(context, case_id, "722 765 43 21"),
        taking.of_staff(context, files.desk(), seen.folio, seen.files[0].id),
        documents.of_citizen(context, case_id, answer),
        documents.of_staff(context, files.desk(), seen.folio, answer),
    ):
        scene.find("DELETE FROM unreadable RETURNING place")
        assert scene.refused(refused) == Code.DATA_UNREADABLE
        assert scene.noted() == {("person.key", person)}, "also where the refusal undid the rest"
    assert (scene.find("SELECT * FROM case_message"), files.row(case_id), files.log(case_id)) == rows


def test_a_contact_that_does_not_open_is_corrected(scene: Scenery, files: Files) -> None:
    case_id = files.submit(anonymous=True, name="", answer_by="telephone").case_id
    scene.find("UPDATE case_file SET contact_sealed = 'x' WHERE id = $1 RETURNING id", case_id)
    assert scene.refused(own_contact.correct(files.context, case_id, "la casa azul")) == Code.CONTACT_NEEDED
    assert scene.noted() == {("case.contact", case_id)}, "also where the refusal undid the rest"
    scene.run(own_contact.correct(files.context, case_id, "722 765 43 21"))
    assert look(scene, files, case_id).personal.contact == "722 765 43 21"


def test_a_letter_goes_without_addressee_where_the_name_does_not_open(scene: Scenery, files: Files) -> None:
    case_id = files.submit().case_id
    answer = scene.run(work.answer(files.context, files.command(case_id), "La cuadrilla va.", "page"))
    scene.find("UPDATE case_file SET name_sealed = 'x' WHERE id = $1 RETURNING id", case_id)
    given = scene.run(documents.of_citizen(files.context, case_id, answer))
    assert (given.text, given.addressee) == ("La cuadrilla va.", "")


def test_an_answer_is_a_document_for_both_sides_and_each_taking_is_on_record(scene: Scenery, files: Files) -> None:
    case_id, other = files.submit().case_id, files.submit().case_id
    answer = scene.run(work.answer(files.context, files.command(case_id), "La cuadrilla va.", "telephone"))
    folio = files.row(case_id)["folio"]
    given = scene.run(documents.of_citizen(files.context, case_id, answer))
    assert (given.folio, given.officer, given.text, given.proof) == (folio, "oficial-agua", "La cuadrilla va.", "")
    scene.run(work.deliver(files.context, files.command(case_id), answer))
    assert scene.run(documents.of_staff(files.context, files.desk(), folio, answer)).proof == "told"
    assert scene.refused(work.deliver(files.context, files.command(case_id), answer)) == Code.NOT_ALLOWED_NOW
    assert scene.refused(documents.of_citizen(files.context, other, answer)) == Code.UNKNOWN_CASE
    strange = documents.of_staff(files.context, files.desk("tesoreria"), folio, answer)
    assert scene.refused(strange) == Code.UNKNOWN_CASE
    taken = scene.find("SELECT actor_kind FROM audit WHERE action = 'case_file_taken' ORDER BY id")
    assert [row["actor_kind"] for row in taken] == ["citizen", "staff"]


@pytest.mark.parametrize("delivery", ["page", "email"])
def test_what_goes_by_itself_is_proven_by_nobodys_word(scene: Scenery, files: Files, delivery: Delivery) -> None:
    case_id = files.submit(contact="ana@example.org").case_id
    answer = scene.run(work.answer(files.context, files.command(case_id), "Listo.", delivery))
    assert scene.refused(work.deliver(files.context, files.command(case_id), answer)) == Code.NOT_ALLOWED_NOW
