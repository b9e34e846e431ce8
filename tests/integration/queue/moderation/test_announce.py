"""Announcements: to all lines or to one, for a while, a few at once, and withdrawn at any moment."""

from collections.abc import Coroutine
from typing import Any
from uuid import uuid4

from audiencia.core.ids import CommandId, QueueId, TicketId
from audiencia.queue.calling import answer
from audiencia.queue.moderation import announce, move
from audiencia.queue.snapshot import decrypted_fields, load_snapshot
from tests.support.races import at_once
from tests.support.scenery import Scenery


def tell(scene: Scenery, text: str, department: str | None = None, minutes: int = 15) -> Coroutine[Any, Any, Any]:
    return announce.announce(scene.context, scene.moderator, CommandId(uuid4()), department, text, minutes)


def withdraw(scene: Scenery, announcement_id: int) -> Coroutine[Any, Any, Any]:
    return announce.withdraw(scene.context, scene.moderator, CommandId(uuid4()), announcement_id)


def shown(scene: Scenery, department: str) -> list[str | None]:
    """What who waits there reads."""
    queue_id = QueueId(scene.queue(department)["id"])
    snapshot = scene.run(load_snapshot.snapshot(scene.context, decrypted_fields.Opened(), queue_id, []))
    return [one.text for one in snapshot.announcements]


def test_one_for_all_lines_and_one_for_a_line_are_read_where_they_belong_the_newest_first(scene: Scenery) -> None:
    before = {slug: scene.queue(slug)["version"] for slug in ("agua", "tesoreria", "bienestar")}
    scene.run(tell(scene, "El sistema va lento"))
    scene.run(tell(scene, "Tengan su recibo a la mano", "agua"))
    assert shown(scene, "agua") == ["Tengan su recibo a la mano", "El sistema va lento"]
    assert shown(scene, "tesoreria") == ["El sistema va lento"]
    assert {slug: scene.queue(slug)["version"] - seen for slug, seen in before.items()} == {
        "agua": 2, "tesoreria": 1, "bienestar": 1,
    }  # fmt: skip
    assert [kind for kind, _, _ in scene.events("announced")] == ["announced"] * 2
    assert len(scene.find("SELECT FROM audit WHERE action = 'announced'")) == 2


def test_it_is_over_when_its_time_is_over_or_when_it_is_withdrawn(scene: Scenery) -> None:
    scene.run(tell(scene, "Diez minutos", minutes=10))
    lasting = scene.run(tell(scene, "Una hora", minutes=60))["announcement_id"]
    scene.pass_time(601)
    assert shown(scene, "agua") == ["Una hora"]
    scene.run(withdraw(scene, lasting))
    assert shown(scene, "agua") == []
    version = scene.queue("agua")["version"]
    scene.run(withdraw(scene, lasting))
    assert scene.queue("agua")["version"] == version, "what is over already was told again"
    assert scene.refused(withdraw(scene, lasting + 100)) == "not_found"


def test_there_are_never_more_than_people_can_read(scene: Scenery) -> None:
    made = [scene.run(tell(scene, f"Aviso {n}"))["announcement_id"] for n in range(announce.AT_ONCE)]
    assert scene.refused(tell(scene, "Uno más")) == "too_many_announcements"
    scene.run(withdraw(scene, made[0]))
    scene.run(tell(scene, "Uno más"))
    assert shown(scene, "agua")[0] == "Uno más"


def test_nobody_is_told_of_a_line_that_is_not_there_or_after_the_jornada(scene: Scenery) -> None:
    assert scene.refused(tell(scene, "Hola", "nowhere")) == "unknown_department"
    scene.pass_time(7 * 24 * 3600)
    assert scene.refused(tell(scene, "Hola")) == "session_closed"


def test_two_for_different_lines_at_one_moment_are_counted_one_after_the_other(scene: Scenery) -> None:
    for n in range(announce.AT_ONCE - 1):
        scene.run(tell(scene, f"Aviso {n}"))
    lock = "SELECT FROM queue ORDER BY id FOR UPDATE"
    done = at_once(scene, lock, tell(scene, "Aquí", "agua"), tell(scene, "Allá", "tesoreria"))
    assert done.count("too_many_announcements") == 1


def tell_one(scene: Scenery, ticket_id: TicketId, text: str = "Su recibo ya está listo") -> Coroutine[Any, Any, Any]:
    return announce.announce_to(scene.context, scene.moderator, CommandId(uuid4()), ticket_id, text, 15)


def shown_to(scene: Scenery, ticket_id: TicketId) -> list[str | None]:
    """What the holder of this ticket reads beside what all read."""
    queue_id = QueueId(scene.ticket(ticket_id)["queue_id"])
    snapshot = scene.run(load_snapshot.snapshot(scene.context, decrypted_fields.Opened(), queue_id, [ticket_id]))
    return [one.text for one in snapshot.tickets[ticket_id].announcements]


def listed(scene: Scenery) -> list[tuple[str | None, str | None, str | None]]:
    session_id = scene.find("SELECT id FROM session")[0]["id"]
    found = scene.run(announce.live(scene.context, session_id))
    return [(one.announcement.text, one.number, one.slug) for one in found]


def test_one_for_one_person_is_read_by_nobody_else_and_goes_along_to_another_line(scene: Scenery) -> None:
    told, other = scene.join("agua"), scene.join("agua")
    made = scene.run(tell_one(scene, told))["announcement_id"]
    assert shown_to(scene, told) == ["Su recibo ya está listo"]
    assert shown_to(scene, other) == [] and shown(scene, "agua") == []
    number = scene.ticket(told)["number"]
    assert listed(scene) == [("Su recibo ya está listo", number, "agua")]
    seen = [move.SeenTicket(told, scene.ticket(told)["version"])]
    reason = scene.context.municipality.move_reasons[0].code
    scene.run(move.move_tickets(scene.context, scene.moderator, CommandId(uuid4()), seen, "tesoreria", reason))
    assert shown_to(scene, told) == ["Su recibo ya está listo"]
    assert listed(scene) == [("Su recibo ya está listo", number, "tesoreria")]
    version = scene.queue("tesoreria")["version"]
    scene.run(withdraw(scene, made))
    assert scene.queue("tesoreria")["version"] == version + 1
    assert shown_to(scene, told) == [] and listed(scene) == []


def test_one_for_one_person_is_sealed_counted_by_itself_and_ends_with_the_ticket(scene: Scenery) -> None:
    ticket_id = scene.join("agua")
    for n in range(announce.TO_ONE):
        scene.run(tell_one(scene, ticket_id, f"Aviso reservado {n}"))
    assert scene.refused(tell_one(scene, ticket_id)) == "too_many_announcements"
    scene.run(tell(scene, "Para todos"))
    kept = scene.find("SELECT announcement::text AS whole FROM announcement WHERE ticket_id IS NOT NULL")
    assert len(kept) == announce.TO_ONE and not any("reservado" in row["whole"] for row in kept)
    scene.run(answer.leave(scene.context, scene.ticket_command(ticket_id)))
    assert listed(scene) == [("Para todos", None, None)]
    assert scene.find("SELECT FROM announcement WHERE ticket_id IS NOT NULL") == []
    assert scene.refused(tell_one(scene, ticket_id)) == "not_allowed_now"
