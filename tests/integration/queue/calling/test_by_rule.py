"""A line that nobody chooses: who comes into it, by which rule, and what they read of it."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest

from audiencia.core.ids import AttentionId, CommandId, TicketId
from audiencia.queue.call.matters import another_matter
from audiencia.queue.moderation import move
from audiencia.queue.moderation.move import SeenTicket
from tests.support.scenery import Scenery


def came(scene: Scenery, ticket_id: TicketId) -> Mapping[str, Any]:
    """In which line the ticket is, its number, and why it came."""
    return scene.find(
        "SELECT slug, number, reason FROM ticket JOIN queue ON queue.id = ticket.queue_id JOIN department ON department.id = department_id "
        "JOIN event ON event.ticket_id = ticket.id AND kind = 'joined' WHERE ticket.id = $1", ticket_id)[0]  # fmt: skip


def carry_over(scene: Scenery, ticket_id: TicketId) -> AttentionId:
    """Closing time cuts this visit off."""
    attention_id = scene.ticket(ticket_id)["attention_id"]
    scene.find("UPDATE ticket SET state = 'carried_over', version = version + 1 WHERE id = $1 RETURNING id", ticket_id)
    ended = "UPDATE leg SET ended_at = app_now(), ending = 'carried_over' WHERE attention_id = $1 RETURNING id"
    scene.find(ended, attention_id)
    scene.find(
        "INSERT INTO event (ticket_id, kind, from_state, to_state, actor_kind) "
        "VALUES ($1, 'carried_over', 'waiting', 'carried_over', 'system') RETURNING id", ticket_id)  # fmt: skip
    return AttentionId(attention_id)


def test_a_marked_topic_leads_there_with_a_number_of_that_line(scene: Scenery) -> None:
    found = came(scene, scene.join("seguridad", topic="queja-de-trato"))
    assert dict(found) == {"slug": "presidencia", "number": "PM-001", "reason": "rule_topic"}
    assert dict(came(scene, scene.join("agua")))["reason"] is None


def test_whoever_was_carried_over_three_times_comes_there(scene: Scenery) -> None:
    earlier = None
    for times in range(4):
        ticket_id = scene.join("agua", carried_attention=earlier)
        expected = ("presidencia", "rule_carried") if times == 3 else ("agua", "carried_over" if times else None)
        assert (came(scene, ticket_id)["slug"], came(scene, ticket_id)["reason"]) == expected
        if times < 3:
            earlier = carry_over(scene, ticket_id)


def test_nobody_joins_it_by_choice(scene: Scenery) -> None:
    assert scene.refused(scene.joining("presidencia", topic="asunto-turnado")) == "unknown_topic"
    ticket_id = scene.join("agua")
    asking = another_matter(scene.context, scene.ticket_command(ticket_id), "presidencia", "asunto-turnado", "Otro")
    assert scene.refused(asking) == "unknown_topic"


def test_another_matter_of_a_marked_topic_goes_there_too(scene: Scenery) -> None:
    ticket_id = scene.join("agua")
    command = scene.ticket_command(ticket_id)
    scene.run(another_matter(scene.context, command, "seguridad", "queja-de-trato", "El trato"))
    found = scene.find("SELECT queue_id FROM further_matter")[0]
    assert found["queue_id"] == scene.queue("presidencia")["id"]


@pytest.mark.parametrize("state", ["draining", "closed"])
def test_while_that_line_takes_nobody_a_marked_topic_goes_nowhere_else(scene: Scenery, state: str) -> None:
    scene.find("UPDATE queue SET state = $1 WHERE id = $2 RETURNING id", state, scene.queue("presidencia")["id"])
    assert scene.refused(scene.joining("seguridad", topic="queja-de-trato")) == "queue_closed"


def test_while_that_line_takes_nobody_who_was_carried_over_goes_where_they_chose(scene: Scenery) -> None:
    scene.find("UPDATE queue SET state = 'closed' WHERE id = $1 RETURNING id", scene.queue("presidencia")["id"])
    earlier = None
    for _ in range(3):
        earlier = carry_over(scene, scene.join("agua", carried_attention=earlier))
    assert came(scene, scene.join("agua", carried_attention=earlier))["slug"] == "agua"


def test_a_moderator_moves_somebody_there_with_a_reason(scene: Scenery) -> None:
    ticket_id = scene.join("agua")
    seen = [SeenTicket(ticket_id, scene.ticket(ticket_id)["version"])]
    moving = move.move_tickets(scene.context, scene.moderator, CommandId(uuid4()), seen, "presidencia", "mayor_attends")
    scene.run(moving)
    assert scene.ticket(ticket_id)["queue_id"] == scene.queue("presidencia")["id"]
    assert scene.events("moved") == [("moved", "staff", "mayor_attends")]
