"""Cases of one reported thing are joined, and what is done to all of them arrives on each own folio."""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest

from audiencia.cases.domain.joined import AT_MOST
from audiencia.cases.use_cases import citizen, citizen_look, own_contact, read, work
from audiencia.cases.use_cases.access import Desk
from audiencia.cases.use_cases.alike import joining
from audiencia.cases.use_cases.held import CaseCommand
from audiencia.core.errors import BadInput, Code
from audiencia.core.folio import Folio
from audiencia.core.ids import CaseId, PersonId
from audiencia.http.uploads.cleaned import Cleaned
from audiencia.privacy import store as persons
from audiencia.privacy.consent import Minor
from audiencia.privacy.retention import suppression
from audiencia.rights.export import gather
from audiencia.runtime.channels import Channels
from tests.support.audience import TOPICS
from tests.support.case_files import NAME, Files
from tests.support.races import at_once
from tests.support.scenery import Scenery

TEXT = "La cuadrilla reparó la fuga el jueves."


@pytest.fixture
def sent(files: Files) -> list[CaseId]:
    """Six petitions for agua, of six people."""
    return [send(files, number) for number in range(6)]


def send(files: Files, number: int, **changed: object) -> CaseId:
    return files.submit(
        **({"contact": f"722 123 40 {number:02}", "name": f"Persona Número {number}"} | changed)
    ).case_id


def folio(files: Files, case_id: CaseId) -> str:
    return str(files.row(case_id)["folio"])


def join(scene: Scenery, files: Files, one: CaseId, *others: CaseId) -> None:
    scene.run(joining.join(files.context, files.command(one), [folio(files, other) for other in others]))


def to_all(scene: Scenery, files: Files, case_id: CaseId) -> CaseCommand:
    """An act on it and on those that are joined with it, as the desk sees them now."""
    view = scene.run(read.open_case(files.context, files.desk(), Folio(folio(files, case_id))))
    return replace(files.command(case_id), others=view.others_seen)


def numbers(files: Files, ids: list[CaseId]) -> list[object]:
    return [files.row(one)["joined_as"] for one in ids]


def count(scene: Scenery, action: str) -> int:
    return int(scene.find("SELECT count(*) AS n FROM audit WHERE action = $1", action)[0]["n"])


def test_they_are_one_set_that_grows_and_each_keeps_what_it_has(
    scene: Scenery, files: Files, sent: list[CaseId]
) -> None:
    before = [files.row(one) for one in sent]
    join(scene, files, sent[0], sent[1], sent[2])
    join(scene, files, sent[3], sent[1])
    assert len(set(numbers(files, sent[:4]))) == 1 and None not in numbers(files, sent[:4])
    assert numbers(files, sent[4:]) == [None, None]
    for one, was in zip(sent, before, strict=True):
        row = files.row(one)
        assert all(row[name] == was[name] for name in ("folio", "state", "due_on", "assigned_to", "person_id"))
    assert count(scene, "case_joined") == 4
    assert [kind for kind, _, _ in files.log(sent[1])] == ["received", "joined"]
    view = scene.run(read.open_case(files.context, files.desk(), files.row(sent[0])["folio"]))
    assert (view.people, view.others, len(view.alike)) == (4, 3, 3)


def test_again_it_changes_nothing(scene: Scenery, files: Files, sent: list[CaseId]) -> None:
    join(scene, files, sent[0], sent[1])
    rows = [files.row(one) for one in sent]
    join(scene, files, sent[1], sent[0])
    assert [files.row(one) for one in sent] == rows and count(scene, "case_joined") == 2


def test_one_is_separated_and_who_is_left_alone_is_joined_with_nothing(
    scene: Scenery, files: Files, sent: list[CaseId]
) -> None:
    join(scene, files, sent[0], sent[1])
    join(scene, files, sent[2], sent[3])
    scene.run(joining.separate(files.context, files.command(sent[0])))
    assert numbers(files, sent[:1]) == [None] and count(scene, "case_separated") == 1
    scene.run(joining.separate(files.context, files.command(sent[1])))
    assert count(scene, "case_separated") == 1, "it was alone already"
    join(scene, files, sent[1], sent[2])
    assert len(set(numbers(files, sent[1:4]))) == 1


def test_what_cannot_be_joined(scene: Scenery, files: Files, sent: list[CaseId]) -> None:
    context, one = files.context, sent[0]
    elsewhere = files.submit(department="tesoreria", topic=TOPICS["tesoreria"]).case_id

    def refused(*typed: str) -> str:
        return scene.refused(joining.join(context, files.command(one), typed))

    for typed in (folio(files, elsewhere), "MTP-0000-0000", "x", ""):
        assert refused(typed) == Code.BAD_INPUT
    assert refused() == refused(folio(files, one)) == Code.BAD_INPUT
    scene.run(work.answer(context, files.command(sent[5]), TEXT, "page"))
    assert refused(folio(files, sent[5])) == Code.NOT_ALLOWED_NOW
    join(scene, files, sent[1], sent[2])
    join(scene, files, sent[3], sent[4])
    assert refused(folio(files, sent[1]), folio(files, sent[3])) == Code.JOINED_ELSEWHERE
    stranger = replace(files.command(one), desk=files.desk("tesoreria"))
    assert scene.refused(joining.join(context, stranger, [folio(files, elsewhere)])) == Code.UNKNOWN_CASE
    stale = files.command(one, stale=True)
    assert scene.refused(joining.join(context, stale, [folio(files, sent[1])])) == Code.STALE_VERSION
    assert numbers(files, [one, sent[5]]) == [None, None]


def test_complaints_are_joined_with_nothing(scene: Scenery, files: Files) -> None:
    own = "contraloria"
    one, other = (files.submit(kind="complaint", department="agua", topic="").case_id for _ in range(2))
    joining_them = joining.join(files.context, files.command(one, own), [folio(files, other)])
    assert scene.refused(joining_them) == Code.COMPLAINT_STAYS


def test_no_more_are_joined_than_are_answered_at_once(scene: Scenery, files: Files, sent: list[CaseId]) -> None:
    join(scene, files, sent[0], sent[1])
    number = files.row(sent[0])["joined_as"]
    template = "SELECT * FROM case_file WHERE id = $1"
    names = [name for name in scene.find(template, sent[0])[0] if name not in ("stage", "list_rank")]
    other = {"id": "gen_random_uuid()", "folio": "'full-' || n", "joined_as": "$2::uuid"}
    filled = ", ".join(other.get(name, name) for name in names)
    scene.find(
        f"INSERT INTO case_file ({', '.join(names)}) SELECT {filled} FROM case_file, generate_series(3, {AT_MOST}) AS n"
        " WHERE id = $1 RETURNING id", sent[0], number,
    )  # fmt: skip

    def refused(one: CaseId, other: CaseId) -> dict[str, str]:
        with pytest.raises(BadInput) as wrong:
            scene.run(joining.join(files.context, files.command(one), [folio(files, other)]))
        return dict(wrong.value.fields)

    assert refused(sent[0], sent[2]) == {"folio": "set_full"}
    scene.find("DELETE FROM case_file WHERE folio = 'full-3' RETURNING id")
    lock = "SELECT FROM case_file WHERE id = ANY(ARRAY['{}', '{}']::uuid[]) FOR NO KEY UPDATE".format(*sent[2:4])
    flows = [
        joining.join(files.context, files.command(one), [folio(files, with_it)])
        for one, with_it in ((sent[2], sent[0]), (sent[3], sent[1]))
    ]
    assert sorted(map(str, at_once(scene, lock, *flows))) == ["None", "bad_input"]
    assert scene.find("SELECT count(*) AS n FROM case_file WHERE joined_as = $1", number)[0]["n"] == AT_MOST


def test_two_officers_join_crosswise_at_once(scene: Scenery, files: Files, sent: list[CaseId]) -> None:
    one, other = sorted(sent[:2])
    commands = [(files.command(one), folio(files, other)), (files.command(other), folio(files, one))]
    lock = f"SELECT FROM case_file WHERE id = '{one}' FOR NO KEY UPDATE"
    done = at_once(scene, lock, *(joining.join(files.context, command, [typed]) for command, typed in commands))
    assert sorted(map(str, done)) == ["None", "stale_version"]
    assert len(set(numbers(files, [one, other]))) == 1 and None not in numbers(files, [one, other])
    assert count(scene, "case_joined") == 2


def test_two_officers_join_the_same_case_with_others_at_once(scene: Scenery, files: Files, sent: list[CaseId]) -> None:
    first, second, third = sorted(sent[:3])
    typed = [folio(files, first)]
    lock = f"SELECT FROM case_file WHERE id = '{first}' FOR NO KEY UPDATE"
    flows = [joining.join(files.context, files.command(one), typed) for one in (second, third)]
    assert at_once(scene, lock, *flows) == [None, None]
    assert len(set(numbers(files, [first, second, third]))) == 1 and files.row(first)["joined_as"] is not None


def test_all_are_answered_each_on_the_own_folio_and_way(scene: Scenery, files: Files) -> None:
    context = replace(files.context, channels=Channels(mail=True))
    asked = [("page", ""), ("email", "uno@example.org"), ("telephone", "722 123 40 01"), ("counter", "dos@example.org")]
    sent = [send(files, number, answer_by=by, contact=contact) for number, (by, contact) in enumerate(asked)]
    withdrawn, answered = send(files, 8), send(files, 9)
    join(scene, files, sent[0], *sent[1:], withdrawn, answered)
    scene.run(citizen.withdraw(context, withdrawn))
    scene.run(work.answer(context, files.command(answered), "Otra.", "page"))
    given = scene.run(joining.answer_all(context, to_all(scene, files, sent[0]), TEXT, "page", "", ()))
    assert (given.done, given.skipped) == (3, 1), "who withdrew it is not among them any more"
    rows = scene.find("SELECT case_id, delivery, officer, delivered_at FROM case_message WHERE kind = 'answer'")
    ways = {row["case_id"]: row["delivery"] for row in rows}
    assert ways == dict(zip(sent, [by for by, _ in asked], strict=True)) | {answered: "page"}
    assert {row["officer"] for row in rows} == {files.desk().display_name}
    assert not any(row["delivered_at"] for row in rows)
    for one in sent:
        row = files.row(one)
        assert row["state"] == "answered" and row["silence_until"] is not None and row["first_answered_on"] is not None
        assert files.log(one)[-1][0] == "answered"
        found = scene.run(citizen_look.look(context, one))
        assert [written.text for written in found.written] == [TEXT]
    assert files.row(withdrawn)["conclusion"] == "withdrawn"
    assert count(scene, "case_answered") == 5
    told = scene.find("SELECT about, channel FROM outbox WHERE kind = 'case_answered'")
    assert {row["about"] for row in told if row["channel"] == "mail"} == {sent[1], sent[3]}


def test_without_email_the_answer_waits_on_the_page(scene: Scenery, files: Files, sent: list[CaseId]) -> None:
    mail = send(files, 7, answer_by="email", contact="uno@example.org")
    join(scene, files, sent[0], mail)
    scene.run(joining.answer_all(files.context, to_all(scene, files, sent[0]), TEXT, "page", "", ()))
    assert scene.find("SELECT delivery FROM case_message WHERE case_id = $1", mail)[0]["delivery"] == "page"


def test_a_stale_page_answers_nobody(scene: Scenery, files: Files, sent: list[CaseId]) -> None:
    join(scene, files, sent[0], sent[1])
    stale = replace(to_all(scene, files, sent[0]), version=files.row(sent[0])["version"] - 1)
    assert scene.refused(joining.answer_all(files.context, stale, TEXT, "page", "", ())) == Code.STALE_VERSION
    assert scene.find("SELECT count(*) AS n FROM case_message")[0]["n"] == 0


def test_of_who_answers_one_and_who_answers_all_at_once_the_second_is_refused(
    scene: Scenery, files: Files, sent: list[CaseId]
) -> None:
    one, other = sorted(sent[:2])
    join(scene, files, one, other)
    lock = f"SELECT FROM case_file WHERE id = '{other}' FOR NO KEY UPDATE"
    single = work.answer(files.context, files.command(other), "Otra.", "page")
    both = joining.answer_all(files.context, to_all(scene, files, one), TEXT, "page", "", ())
    done = at_once(scene, lock, single, both)
    assert done.count("stale_version") == 1
    rows = scene.find("SELECT case_id FROM case_message WHERE kind = 'answer'")
    assert sorted(row["case_id"] for row in rows) == ([other] if done[1] == "stale_version" else [one, other])


def test_nobody_is_answered_before_what_came_meanwhile_was_seen(
    scene: Scenery, files: Files, sent: list[CaseId]
) -> None:
    context = files.context
    join(scene, files, *sent[:3])
    changes: list[Callable[[], object]] = [
        lambda: join(scene, files, sent[3], sent[1]),
        lambda: scene.run(work.ask(context, files.command(sent[1]), "¿En qué esquina?")),
        lambda: scene.run(citizen.write(context, sent[2], "Sale más agua.", uuid4())),
        lambda: scene.run(joining.separate(context, files.command(sent[3]))),
        lambda: scene.run(own_contact.correct(context, sent[2], "722 765 43 21")),
    ]
    for change in changes:
        before = to_all(scene, files, sent[0])
        change()
        now = files.row(sent[0])["version"]
        assert now == before.version, "of the own one nothing changed"
        for flow in (
            joining.answer_all(context, before, TEXT, "page", "", ()),
            joining.write_all(context, before, TEXT, ()),
            joining.turn_all(context, before, "tesoreria", context.municipality.turn_reasons[0].code),
        ):
            with pytest.raises(joining.OthersChanged):
                scene.run(flow)
    view = scene.run(read.open_case(context, files.desk(), Folio(folio(files, sent[0]))))
    assert (view.others, view.others_waiting) == (2, 2)
    done = scene.run(joining.write_all(context, to_all(scene, files, sent[0]), TEXT, ()))
    assert done == joining.Others(2, 0)


def test_which_changed_is_told_with_what_happened_to_each(scene: Scenery, files: Files, sent: list[CaseId]) -> None:
    context, folios = files.context, [Folio(folio(files, one)) for one in sent]
    join(scene, files, *sent[:5])
    before = to_all(scene, files, sent[0]).others
    reason = context.municipality.turn_reasons[0].code
    scene.run(citizen.write(context, sent[1], "Sale más agua.", uuid4()))
    scene.run(work.answer(context, files.command(sent[2]), TEXT, "page"))
    scene.run(work.turn(context, files.command(sent[3]), "tesoreria", reason))
    join(scene, files, sent[5], sent[0])
    view = scene.run(read.open_case(context, files.desk(), folios[0], before))
    told = {one.folio: (one.how, one.last.kind if one.last else None) for one in view.others_changed}
    assert told == {
        folios[1]: ("changed", "citizen_wrote"),
        folios[2]: ("went", "answered"),
        folios[3]: ("went", None),
        folios[5]: ("came", "joined"),
    }
    assert scene.run(read.open_case(context, files.desk(), folios[0], view.others_seen)).others_changed == ()
    assert scene.run(read.open_case(context, files.desk(), folios[0])).others_changed == ()


def test_of_cases_that_the_desk_may_not_read_nothing_is_told(scene: Scenery, files: Files, sent: list[CaseId]) -> None:
    elsewhere = files.submit(department="tesoreria", topic=TOPICS["tesoreria"]).case_id
    forged = f"{folio(files, elsewhere)}:1"
    view = scene.run(read.open_case(files.context, files.desk(), Folio(folio(files, sent[0])), forged))
    assert [(one.how, one.last) for one in view.others_changed] == [("went", None)]


def test_work_begins_on_all_and_all_are_asked(scene: Scenery, files: Files, sent: list[CaseId]) -> None:
    context = files.context
    join(scene, files, *sent[:4])
    scene.run(work.begin(context, files.command(sent[3])))
    assert scene.run(joining.begin_all(context, to_all(scene, files, sent[0]))) == joining.Others(2, 1)
    assert {files.row(one)["state"] for one in sent[:4]} == {"in_process"}
    scene.run(work.ask(context, files.command(sent[2]), "¿En qué esquina?"))
    named = joining.ask_all(context, to_all(scene, files, sent[0]), "Persona Número 1, ¿en qué esquina?")
    with pytest.raises(BadInput) as wrong:
        scene.run(named)
    assert dict(wrong.value.fields) == {"question": "names_person"}
    asked = scene.run(joining.ask_all(context, to_all(scene, files, sent[0]), "¿De qué lado de la calle?"))
    assert asked == joining.Others(2, 1)
    rows = scene.find("SELECT case_id FROM case_message WHERE kind = 'clarification'")
    assert sorted(row["case_id"] for row in rows) == sorted(sent[:4])
    assert all(files.row(one)["asked_until"] is not None for one in sent[:4])


def test_the_answer_to_all_says_nothing_of_one(scene: Scenery, files: Files, sent: list[CaseId]) -> None:
    named = send(files, 7, name=NAME)
    join(scene, files, named, sent[0])
    command, text = to_all(scene, files, named), f"C. {NAME}: {TEXT}"
    assert scene.refused(joining.answer_all(files.context, command, text, "page", "", ())) == Code.BAD_INPUT
    assert scene.refused(joining.write_all(files.context, command, text, ())) == Code.BAD_INPUT
    large = (Cleaned("plano.pdf", "application/pdf", b"x" * (joining.FILES_FOR_ALL // 2 + 1)),)
    assert scene.refused(joining.answer_all(files.context, command, TEXT, "page", "", large)) == Code.BAD_INPUT
    assert scene.find("SELECT count(*) AS n FROM case_message")[0]["n"] == 0
    scene.run(work.answer(files.context, command, text, "page"))
    assert files.row(named)["state"] == "answered"


@pytest.mark.parametrize(
    "whose",
    [
        {"name": "Rosario Tepancal Mejía"},
        {"contact": "rosario.tepancal@example.org"},
        {"behalf": "minor", "behalf_of": "Rosario Tepancal", "minor": Minor("Hilda Cuevas", True)},
        {"behalf": "minor", "behalf_of": "Iván", "minor": Minor("Rosario Tepancal", True)},
    ],
)
def test_nor_of_anybody_else_among_them(
    scene: Scenery, files: Files, sent: list[CaseId], whose: dict[str, object]
) -> None:
    other = send(files, 7, **whose)
    join(scene, files, sent[0], other)
    text = f"Fueron a ver a Rosario Tepancal y a rosario.tepancal@example.org. {TEXT}"
    named = (Cleaned("Rosario_Tepancal_rosario.tepancal@example.org.pdf", "application/pdf", b"x"),)
    for said, enclosed in ((text, ()), (TEXT, named)):
        for flow in (
            joining.answer_all(files.context, to_all(scene, files, sent[0]), said, "page", "", enclosed),
            joining.write_all(files.context, to_all(scene, files, sent[0]), said, enclosed),
        ):
            with pytest.raises(BadInput) as wrong:
                scene.run(flow)
            assert set(wrong.value.fields.values()) == {"names_person"}
            assert all(("files" in field) == bool(enclosed) for field in wrong.value.fields)
    assert scene.find("SELECT count(*) AS n FROM case_message")[0]["n"] == 0
    assert files.row(sent[0])["state"] == "received"


def test_a_name_that_does_not_open_hinders_nobody(scene: Scenery, files: Files, sent: list[CaseId]) -> None:
    join(scene, files, sent[0], sent[1])
    command = to_all(scene, files, sent[0])
    scene.find("UPDATE case_file SET name_sealed = 'x' WHERE id = ANY($1) RETURNING id", sent[:2])
    scene.run(joining.answer_all(files.context, command, TEXT, "page", "", ()))
    noted = scene.find("SELECT object_id FROM unreadable WHERE place = 'case.name'")
    assert {row["object_id"] for row in noted} == set(sent[:2])


def test_files_go_to_each_sealed_for_that_person(scene: Scenery, files: Files, sent: list[CaseId]) -> None:
    join(scene, files, sent[0], sent[1])
    photo = Cleaned("reparado.jpg", "image/jpeg", b"\xff\xd8\xff\xe0 reparado")
    scene.run(joining.answer_all(files.context, to_all(scene, files, sent[0]), TEXT, "page", "", (photo,)))
    for one in sent[:2]:
        found = scene.run(citizen_look.look(files.context, one))
        assert [file.name for written in found.written for file in written.files] == ["reparado.jpg"]
    rows = scene.find("SELECT content_sealed FROM case_attachment")
    assert len({row["content_sealed"] for row in rows}) == 2


def test_a_message_goes_to_all(scene: Scenery, files: Files, sent: list[CaseId]) -> None:
    join(scene, files, sent[0], sent[1], sent[2])
    scene.run(work.answer(files.context, files.command(sent[2]), TEXT, "page"))
    done = scene.run(joining.write_all(files.context, to_all(scene, files, sent[0]), "La cuadrilla va mañana.", ()))
    assert done == joining.Others(1, 1)
    rows = scene.find("SELECT case_id FROM case_message WHERE kind = 'message'")
    assert {row["case_id"] for row in rows} == set(sent[:2])


def test_they_are_turned_together_and_stay_joined(scene: Scenery, files: Files, sent: list[CaseId]) -> None:
    join(scene, files, sent[0], *sent[1:4])
    scene.run(work.answer(files.context, files.command(sent[3]), TEXT, "page"))
    reason = files.context.municipality.turn_reasons[0].code
    done = scene.run(joining.turn_all(files.context, to_all(scene, files, sent[0]), "tesoreria", reason))
    assert done == joining.Others(2, 1)
    assert {files.row(one)["department_id"] for one in sent[:3]} == {files.department("tesoreria")}
    assert len(set(numbers(files, sent[:3]))) == 1 and files.row(sent[0])["joined_as"] is not None
    view = scene.run(read.open_case(files.context, files.desk(), files.row(sent[3])["folio"]))
    assert view.alike == (), "what stays behind tells nothing of what went elsewhere"


def test_what_is_turned_alone_leaves_the_others(scene: Scenery, files: Files, sent: list[CaseId]) -> None:
    join(scene, files, sent[0], sent[1], sent[2])
    reason = files.context.municipality.turn_reasons[0].code
    scene.run(work.turn(files.context, files.command(sent[0]), "tesoreria", reason))
    assert files.row(sent[0])["joined_as"] is None
    there = Desk(files.desk("tesoreria").staff_id, "t", files.department("tesoreria"))
    assert scene.run(read.open_case(files.context, there, files.row(sent[0])["folio"])).alike == ()


def test_one_is_opened_again_alone(scene: Scenery, files: Files, sent: list[CaseId]) -> None:
    join(scene, files, sent[0], sent[1])
    scene.run(joining.answer_all(files.context, to_all(scene, files, sent[0]), TEXT, "page", "", ()))
    scene.run(citizen.reopen(files.context, sent[1], "partly", "", uuid4()))
    assert [files.row(one)["state"] for one in sent[:2]] == ["answered", "reopened"]
    view = scene.run(read.open_case(files.context, files.desk(), Folio(folio(files, sent[0]))))
    assert view.others_waiting == 1


def test_who_was_suppressed_is_counted_no_more_and_answered_no_more(
    scene: Scenery, files: Files, sent: list[CaseId]
) -> None:
    join(scene, files, sent[0], sent[1], sent[2])

    person_id = PersonId(files.row(sent[1])["person_id"])

    async def block() -> None:
        async with files.context.database.begin() as tx:
            await suppression.SQL.block(tx.conn, person_id=person_id, blocked_for="retention")
            await suppression.SQL.block_case(tx.conn, person_id=person_id)

    scene.run(block())
    assert files.row(sent[1])["joined_as"] is None
    done = scene.run(joining.answer_all(files.context, to_all(scene, files, sent[0]), TEXT, "page", "", ()))
    assert done == joining.Others(1, 0) and files.row(sent[1])["state"] == "received"


def test_the_citizen_learns_of_five_and_of_nobody_in_particular(
    scene: Scenery, files: Files, sent: list[CaseId]
) -> None:
    join(scene, files, sent[0], *sent[1:4])
    assert scene.run(citizen_look.look(files.context, sent[0])).people == 0
    again = send(files, 0, name="Otra escritura")
    join(scene, files, sent[0], again)
    assert scene.run(citizen_look.look(files.context, sent[0])).people == 0, "the same telephone is one person"
    join(scene, files, sent[0], sent[4])
    assert scene.run(citizen_look.look(files.context, again)).people == 5
    assert scene.run(citizen_look.look(files.context, sent[5])).people == 0


def test_the_export_says_that_it_was_joined_and_not_with_whom(scene: Scenery, files: Files, sent: list[CaseId]) -> None:
    join(scene, files, sent[0], sent[1])

    person_id = PersonId(files.row(sent[0])["person_id"])

    async def exported() -> str:
        async with files.context.database.read() as conn:
            key = await persons.person_key(conn, files.context.keyring, person_id)
            return str(await gather.gather(conn, person_id, key))

    text = scene.run(exported())
    assert "joined" in text and "joined_as" not in text
    assert str(sent[1]) not in text and folio(files, sent[1]) not in text
