"""A picture of a document in a call: only once it was allowed, with the visit into its case, and gone after a month without one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from audiencia.cases.use_cases import citizen_look, taking
from audiencia.core.actor import CITIZEN, staff_actor
from audiencia.core.errors import BadInput, Code, Refused
from audiencia.core.ids import AttentionId, CaseId, RoomId, StaffId, TicketId
from audiencia.followup import consents
from audiencia.http.uploads.cleaned import Cleaned
from audiencia.privacy import store as persons
from audiencia.privacy.consent import CALL_PICTURE
from audiencia.privacy.crypto import aad
from audiencia.privacy.retention import rows
from audiencia.queue.call import conclude, picture
from tests.support.case_files import Files
from tests.support.scenery import Scenery

IN_PROCESS = conclude.Outcome("in_process", "inspection", "Va una cuadrilla", "")
FILE = Cleaned("imagen.jpg", "image/jpeg", b"what was shown")


@pytest.fixture
def room(scene: Scenery) -> RoomId:
    """An open room with somebody in line."""
    first = next(iter(scene.rooms))
    scene.open(first)
    scene.join("agua")
    return first


def ask(scene: Scenery, room: RoomId, ticket: TicketId) -> None:
    scene.run(picture.ask(scene.context, replace(scene.room_command(room), version=None), ticket))


def answer(scene: Scenery, ticket: TicketId, agree: bool) -> None:
    scene.run(picture.answer(scene.context, scene.ticket_command(ticket), agree=agree))


def keep(scene: Scenery, room: RoomId, ticket: TicketId) -> None:
    scene.run(picture.keep(scene.context, scene.room_command(room), ticket, FILE))


def kept(scene: Scenery) -> list[tuple[bool, bool]]:
    rows = scene.find("SELECT case_id, attention_id FROM case_attachment")
    return [(row["case_id"] is not None, row["attention_id"] is not None) for row in rows]


def refused(scene: Scenery, room: RoomId, ticket: TicketId) -> None:
    with pytest.raises(Refused) as error:
        keep(scene, room, ticket)
    assert error.value.code == Code.NOT_ALLOWED_NOW


def test_nothing_is_kept_without_a_yes_to_each(scene: Scenery, room: RoomId) -> None:
    ticket = scene.talk(room)
    refused(scene, room, ticket)
    with pytest.raises(Refused):
        answer(scene, ticket, True)
    ask(scene, room, ticket)
    refused(scene, room, ticket)
    answer(scene, ticket, False)
    refused(scene, room, ticket)
    assert scene.find("SELECT * FROM consent WHERE purpose = 'call_picture'") == []
    ask(scene, room, ticket)
    answer(scene, ticket, True)
    keep(scene, room, ticket)
    refused(scene, room, ticket)
    assert kept(scene) == [(False, True)]
    (consent,) = scene.find("SELECT * FROM consent WHERE purpose = 'call_picture'")
    assert consent["notice_hash"] == scene.context.municipality.notice.hash
    assert len(scene.find("SELECT FROM audit WHERE action = 'consent_given' AND why = 'call_picture'")) == 1


def take(scene: Scenery, room: RoomId) -> TicketId:
    """A call with one picture, which is over, its result owed."""
    ticket = scene.talk(room)
    ask(scene, room, ticket)
    answer(scene, ticket, True)
    keep(scene, room, ticket)
    scene.run(conclude.end_call(scene.context, scene.room_command(room)))
    return ticket


def read(scene: Scenery, case_id: CaseId) -> list[bytes]:
    """The case's files, opened by the key of its person."""

    async def work() -> list[bytes]:
        async with scene.context.database.begin() as tx:
            person_id = await tx.conn.fetchval("SELECT person_id FROM case_file WHERE id = $1", case_id)
            key = await persons.person_key(tx.conn, scene.context.keyring, person_id)
            found = await tx.conn.fetch("SELECT id, content_sealed FROM case_attachment WHERE case_id = $1", case_id)
            return [key.open_bytes(one["content_sealed"], aad("attachment.content", one["id"])) for one in found]

    return scene.run(work())


def test_it_goes_with_the_visit_into_its_case_or_into_the_one_that_the_visit_was_about(
    scene: Scenery, room: RoomId
) -> None:
    ticket = take(scene, room)
    scene.run(conclude.record_outcome(scene.context, scene.room_command(room), IN_PROCESS))
    own = CaseId(scene.ticket(ticket)["attention_id"])
    assert (read(scene, own), kept(scene)) == ([FILE.content], [(True, False)])
    scene.join("agua", about_case=own)
    other = take(scene, room)
    scene.run(conclude.record_outcome(scene.context, scene.room_command(room), IN_PROCESS))
    assert scene.ticket(other)["attention_id"] != own
    assert read(scene, own) == [FILE.content] * 2


def test_taken_back_under_the_folio_it_is_deleted_also_out_of_an_older_case(scene: Scenery, room: RoomId) -> None:
    first = take(scene, room)
    scene.run(conclude.record_outcome(scene.context, scene.room_command(room), IN_PROCESS))
    own = AttentionId(scene.ticket(first)["attention_id"])
    scene.join("agua", about_case=CaseId(own))
    other = AttentionId(scene.ticket(take(scene, room))["attention_id"])
    # As a node of the version before keeps one.
    assert scene.find("UPDATE case_attachment SET from_call = NULL WHERE attention_id = $1 RETURNING id", other)
    scene.run(conclude.record_outcome(scene.context, scene.room_command(room), IN_PROCESS))
    assert len(read(scene, CaseId(own))) == 2
    desk = staff_actor(StaffId(scene.find("SELECT id FROM staff LIMIT 1")[0]["id"]))
    for attention_id, left, actor in ((other, 1, CITIZEN), (own, 0, desk)):
        assert shown(scene, attention_id) is True
        for _ in range(2):
            scene.run(consents.change(scene.context, attention_id, CALL_PICTURE, allow=False, actor=actor))
        assert (len(read(scene, CaseId(own))), shown(scene, attention_id)) == (left, False)
        with pytest.raises(BadInput):
            scene.run(consents.change(scene.context, attention_id, CALL_PICTURE, allow=True))
    said = "SELECT actor_kind FROM case_event WHERE case_id = $1 AND kind = 'pictures_deleted'"
    assert [row["actor_kind"] for row in scene.find(said, own)] == ["citizen", "staff"]
    assert len(scene.find("SELECT FROM audit WHERE action = 'consent_withdrawn'")) == 2


def shown(scene: Scenery, attention_id: AttentionId) -> bool | None:
    """Whether it is allowed, as the page of the folio says; `None` where it says nothing."""
    found = {one.code: one.counts for one in scene.run(consents.look(scene.context, attention_id))}
    return found.get(CALL_PICTURE)


def test_taken_back_before_it_was_taken_it_is_taken_no_more_and_a_visits_own_is_gone(
    scene: Scenery, room: RoomId
) -> None:
    ticket = scene.talk(room)
    attention_id = AttentionId(scene.ticket(ticket)["attention_id"])
    assert shown(scene, attention_id) is None
    for waits in (False, True):
        ask(scene, room, ticket)
        answer(scene, ticket, True)
        if waits:
            keep(scene, room, ticket)
            scene.find(
                "INSERT INTO unreadable (place, object_id, noticed_at) "
                "SELECT 'attachment.content', id, now() FROM case_attachment RETURNING 1"
            )
        scene.run(consents.change(scene.context, attention_id, CALL_PICTURE, allow=False))
        refused(scene, room, ticket)
        assert kept(scene) == [] and scene.find("SELECT FROM unreadable") == []


def test_of_the_pages_of_the_citizen_it_is_in_none(scene: Scenery, room: RoomId) -> None:
    petition = Files(scene).submit(files=(FILE,))
    scene.join("agua", about_case=petition.case_id)
    for _ in range(2):
        take(scene, room)
        scene.run(conclude.record_outcome(scene.context, scene.room_command(room), IN_PROCESS))
    of_case = "SELECT id FROM case_attachment WHERE case_id = $1 ORDER BY author"
    own, taken = [row["id"] for row in scene.find(of_case, petition.case_id)]
    assert [one.id for one in scene.run(citizen_look.look(scene.context, petition.case_id)).files] == [own]
    assert scene.run(taking.of_citizen(scene.context, petition.case_id, own)).content == FILE.content
    assert scene.refused(taking.of_citizen(scene.context, petition.case_id, taken)) == Code.UNKNOWN_CASE


def test_a_damaged_picture_stays_with_the_visit_and_keeps_no_result_back(scene: Scenery, room: RoomId) -> None:
    ticket = take(scene, room)
    scene.find("UPDATE case_attachment SET content_sealed = content_sealed || '\\x00' RETURNING id")
    scene.run(conclude.record_outcome(scene.context, scene.room_command(room), IN_PROCESS))
    assert (read(scene, CaseId(scene.ticket(ticket)["attention_id"])), kept(scene)) == ([], [(False, True)])
    assert scene.find("SELECT place FROM unreadable") == [{"place": "attachment.content"}]


def test_of_a_visit_that_became_no_case_it_is_gone_after_a_month(scene: Scenery, room: RoomId) -> None:
    take(scene, room)
    scene.run(conclude.record_outcome(scene.context, scene.room_command(room), scene.outcome()))
    rules = scene.context.municipality.retention
    for days, left in ((29, [(False, True)]), (2, [])):
        scene.find("UPDATE app_clock SET shift = shift + $1 RETURNING one", timedelta(days=days))
        scene.run(rows.delete(scene.context.database, rules, "attachments"))
        assert kept(scene) == left
