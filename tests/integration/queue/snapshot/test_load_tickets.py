"""What changed is read again, in whichever order transactions commit, and what did not change is not."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

from structlog.testing import capture_logs

from audiencia.cases.use_cases.next_steps import NextStep, damaged
from audiencia.core.ids import CommandId, QueueId, TicketId
from audiencia.queue.call import chat, commitments, conclude, matters, transfer
from audiencia.queue.calling import expire
from audiencia.queue.moderation import announce, reorder
from audiencia.queue.moderation.move import SeenTicket, move_tickets
from audiencia.queue.snapshot import load_snapshot
from audiencia.queue.snapshot.decrypted_fields import Opened
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.snapshot.load_tickets import Known
from audiencia.queue.snapshot.ticket_facts import TicketFacts
from audiencia.queue.unit.commands import TicketCommand
from audiencia.signaling.views import citizen
from tests.support.audience import MATTER, NAME, TOPICS
from tests.support.kept_models import KeptModels
from tests.support.knocking import _words
from tests.support.scenery import Scenery


class Node:
    """A web node that keeps one queue."""

    def __init__(self, scene: Scenery, department: str) -> None:
        self.scene, self.opened = scene, Opened()
        self.queue_id = QueueId(scene.queue(department)["id"])
        self.known: Known | None = None

    def read(self, watched: Collection[TicketId] = ()) -> Snapshot:
        """Goes on from the last reading."""
        found, self.known = self.scene.run(
            load_snapshot.read(self.scene.context, self.opened, self.queue_id, watched, self.known)
        )
        return found


def why_passed(seen: TicketFacts) -> list[str | None]:
    """What stands in the history about others who came first."""
    return [entry.reason for entry in seen.history if entry.kind in ("passed", "passed_over")]


def test_of_those_who_did_not_change_nothing_is_read(scene: Scenery) -> None:
    here, there = (scene.join("agua", device=str(number)) for number in range(2))
    node = Node(scene, "agua")
    first = node.read([here, there])
    assert first.tickets[here].history
    scene.connect(there)
    second = node.read([here, there])
    assert second.tickets[here] is first.tickets[here]
    assert [first.tickets[there].ticket.connected, second.tickets[there].ticket.connected] == [False, True]


def test_rooms_are_read_again_when_more_than_tickets_changed_and_every_few_seconds(scene: Scenery) -> None:
    first, second, _other = scene.rooms
    scene.open(first)
    here = scene.join("agua")
    node = Node(scene, "agua")
    before = node.read([here])
    scene.connect(here)
    scene.join("agua", device="other")
    after = node.read([here])
    assert after.version > before.version
    assert (len(before.tickets), len(after.tickets)) == (1, 2)
    assert after.around is before.around
    scene.open(second)
    opened = node.read([here])
    assert [room.room.state for room in opened.rooms] != [room.room.state for room in after.rooms]
    joined_elsewhere = QueueId(scene.queue("tesoreria")["id"])
    scene.join("tesoreria")
    assert node.read([here]).targets[joined_elsewhere].waiting == 0
    scene.pass_time(6)
    assert node.read([here]).targets[joined_elsewhere].waiting == 1


def test_whoever_is_watched_from_now_on_is_read_with_their_history(scene: Scenery) -> None:
    ticket_id = scene.join("agua")
    node = Node(scene, "agua")
    assert node.read().tickets[ticket_id].history == ()
    assert node.read([ticket_id]).tickets[ticket_id].history


def test_of_who_is_watched_from_now_on_the_history_alone_is_read_where_nothing_else_is_theirs(scene: Scenery) -> None:
    room = next(iter(scene.rooms))
    scene.open(room)
    called, waits = (scene.join("agua", device=str(number)) for number in range(2))
    node, later = Node(scene, "agua"), Node(scene, "agua")
    before = node.read().tickets[waits]
    seen = node.read([waits]).tickets[waits]
    assert (seen.ticket is before.ticket, seen) == (True, later.read([waits]).tickets[waits])
    scene.call(room)
    node.read()  # nobody looks for a while, and the history grows
    scene.run(
        reorder.put_first(scene.context, scene.moderator, CommandId(uuid4()), waits, seen.ticket.version, "urgent")
    )
    node.read()
    assert node.read([called, waits]).tickets == Node(scene, "agua").read([called, waits]).tickets
    scene.run(
        chat.write_as_moderator(scene.context, scene.moderator, CommandId(uuid4()), waits, "Pase a la ventanilla")
    )
    bare = scene.join("agua", device="2")
    before = node.read().tickets[bare]
    both = node.read([called, waits, bare]).tickets
    assert both == Node(scene, "agua").read([called, waits, bare]).tickets
    assert both[bare].ticket is before.ticket, "a message of another person's is no reason to read this one again"


def test_who_moves_leaves_one_queue_and_comes_into_the_other_and_is_followed_while_watched(scene: Scenery) -> None:
    ticket_id, stays = scene.join("agua", device="one"), scene.join("agua", device="two")
    agua, tesoreria = Node(scene, "agua"), Node(scene, "tesoreria")
    for node in (agua, tesoreria):
        node.read([ticket_id] if node is agua else [])
    seen = [SeenTicket(ticket_id, scene.ticket(ticket_id)["version"])]
    scene.run(move_tickets(scene.context, scene.moderator, CommandId(uuid4()), seen, "tesoreria", "other_department"))
    assert agua.read([ticket_id]).tickets[ticket_id].ticket.queue_id == tesoreria.queue_id
    assert agua.read().tickets.keys() == {stays}
    assert tesoreria.read().tickets.keys() == {ticket_id}


def test_who_is_passed_reads_why_when_only_the_log_tells_of_them(scene: Scenery) -> None:
    waits, urgent = (scene.join("agua", device=str(number)) for number in range(2))
    node = Node(scene, "agua")
    before = node.read([waits]).tickets[waits]
    unseen = Node(scene, "agua")
    elsewhere = unseen.read().tickets[waits]
    seen = scene.ticket(urgent)["version"]
    scene.run(reorder.put_first(scene.context, scene.moderator, CommandId(uuid4()), urgent, seen, "urgent"))
    after = node.read([waits]).tickets[waits]
    assert (after.ticket is before.ticket, why_passed(after)) == (True, ["put_first"])
    assert unseen.read().tickets[waits] is elsewhere  # where nobody looks at it nothing is read


def test_who_waits_for_another_director_reads_why_a_call_passed_them(scene: Scenery) -> None:
    first, second, _other = scene.rooms
    scene.open(first)
    scene.open(second)
    waits = scene.join("agua")
    scene.find("UPDATE ticket SET wanted_director = $1 WHERE id = $2 RETURNING id", scene.rooms[second], waits)
    scene.join("agua", device="other")
    node = Node(scene, "agua")
    version = node.read([waits]).tickets[waits].ticket.version
    scene.call(first)
    after = node.read([waits]).tickets[waits]
    assert (after.ticket.version, why_passed(after)) == (version, ["other_director"])


def test_a_change_that_began_first_and_commits_last_is_found(scene: Scenery) -> None:
    slow, quick = (scene.join("agua", device=str(number)) for number in range(2))
    node = Node(scene, "agua")
    node.read()

    async def both() -> None:
        database = scene.context.database
        async with database.begin() as first:
            await first.conn.execute("UPDATE ticket SET skips = 1 WHERE id = $1", slow)
            async with database.begin() as second:
                await second.conn.execute("UPDATE ticket SET skips = 2 WHERE id = $1", quick)
            between, node.known = await load_snapshot.read(scene.context, node.opened, node.queue_id, (), node.known)
            assert {one: between.tickets[one].ticket.skips for one in (slow, quick)} == {slow: 0, quick: 2}

    scene.run(both())
    kept = node.known.tickets[quick] if node.known is not None else None
    after = node.read()
    assert after.tickets[quick] is kept  # what was seen then is not read again
    assert {one: after.tickets[one].ticket.skips for one in (slow, quick)} == {slow: 1, quick: 2}


def test_a_new_name_of_a_topic_reaches_everybody(scene: Scenery) -> None:
    ticket_id = scene.join("agua")
    node = Node(scene, "agua")
    node.read()
    scene.find("UPDATE topic SET name_es = 'Otro' RETURNING id")
    assert node.read().tickets[ticket_id].topic.es == "Otro"


def test_an_announcement_to_one_person_is_over_on_the_page_when_its_time_is(scene: Scenery) -> None:
    ticket_id = scene.join("agua")
    node, words = Node(scene, "agua"), _words(scene.context.municipality)
    node.read([ticket_id])
    scene.run(announce.announce_to(scene.context, scene.moderator, CommandId(uuid4()), ticket_id, "Venga", 5))

    def shown() -> list[str]:
        seen = node.read([ticket_id])
        view = citizen.citizen(seen, seen.tickets[ticket_id], "123456", "es-MX", words, None)
        return [one.text for one in view.announcements]

    assert shown() == ["Venga"]
    scene.pass_time(301)
    assert shown() == []


def test_what_is_written_after_a_visit_may_be_kept_on_the_device_but_of_a_complaint(scene: Scenery) -> None:
    """Also of one that began in the visit, or that the visit became."""
    room_id, words = next(iter(scene.rooms)), _words(scene.context.municipality)
    scene.join("agua")
    scene.open(room_id)
    ticket_id = scene.talk(room_id)
    scene.conclude(room_id)
    attention_id = scene.ticket(ticket_id)["attention_id"]

    def kept() -> bool:
        seen = Node(scene, "agua").read([ticket_id])
        word = citizen.citizen(seen, seen.tickets[ticket_id], "123456", "es-MX", words, None).word
        assert word is not None
        return word.kept

    assert kept()
    began = "UPDATE further_matter SET begun_at = app_now(), withdrawn_at = NULL RETURNING id"
    scene.find(
        "INSERT INTO further_matter (id, attention_id, queue_id, topic_id, matter_sealed, asked_at, withdrawn_at) "
        "SELECT $1, $1, queue.id, topic.id, 'x', app_now(), app_now() FROM topic JOIN queue ON queue.department_id = topic.leads_to "
        "LIMIT 1 RETURNING id", attention_id)  # fmt: skip
    assert kept()
    scene.find(began)
    assert not kept()
    scene.find("DELETE FROM further_matter RETURNING id")
    to = "UPDATE topic SET leads_to = (SELECT leads_to FROM topic WHERE leads_to IS NOT NULL LIMIT 1) WHERE id = $1 RETURNING id"
    topic_id = scene.find("SELECT topic_id FROM attention WHERE id = $1", attention_id)[0]["topic_id"]
    assert kept()
    scene.find(to, topic_id)
    assert not kept()
    assert scene.find("UPDATE topic SET leads_to = NULL WHERE id = $1 RETURNING led_before", topic_id)[0]["led_before"]
    assert not kept(), "it was a complaint when they came"


def test_what_was_noted_is_forgotten_after_a_while_and_what_is_kept_stays_right(scene: Scenery) -> None:
    models = KeptModels(scene.context)
    scene.run(models.check())
    scene.join("agua")
    scene.find("UPDATE queue_change SET made_at = made_at - interval '15 minutes' RETURNING queue_id")
    other = scene.join("tesoreria")
    scene.run(expire.tidy(scene.context))
    assert {row["ticket_id"] for row in scene.find("SELECT ticket_id FROM queue_change")} == {other}


def test_of_a_damaged_step_the_date_is_read_and_of_a_damaged_visit_what_opens(scene: Scenery) -> None:
    room_id, due = next(iter(scene.rooms)), date(2026, 12, 1)
    scene.open(room_id)
    scene.join("agua")
    ticket_id = scene.talk(room_id)
    for text in ("Pague en caja", "Pase por su dictamen"):
        step = NextStep(text, "", "", "Caja 2", due)
        scene.run(conclude.add_next_step(scene.context, scene.room_command(room_id), ticket_id, step))
    scene.run(conclude.end_call(scene.context, scene.room_command(room_id)))
    outcome = replace(scene.outcome(), note_to_citizen="Va una cuadrilla")
    scene.run(conclude.record_outcome(scene.context, scene.room_command(room_id), outcome))
    scene.find(
        "UPDATE next_step SET content_sealed = 'x' WHERE given_at = (SELECT min(given_at) FROM next_step) RETURNING id"
    )
    scene.find("UPDATE attention SET note_citizen_sealed = 'x' RETURNING id")
    seen = Node(scene, "agua").read([ticket_id]).tickets[ticket_id]
    assert [one.content for one in seen.steps] == [
        damaged(due),
        NextStep("Pase por su dictamen", "", "", "Caja 2", due),
    ]
    assert (seen.private.name, seen.private.matter, seen.private.note) == (NAME, MATTER, None)
    assert seen.private.damaged == ("note_citizen",)
    scene.damage_key(ticket_id)
    seen = Node(scene, "agua").read([ticket_id]).tickets[ticket_id]
    assert [one.content for one in seen.steps] == [damaged(due)] * 2
    assert (seen.private.name, seen.private.matter, seen.private.note) == ("", None, None)
    assert {"name", "matter", "note_citizen"} <= set(seen.private.damaged)


def test_what_views_meet_that_does_not_open_is_noted_once(scene: Scenery) -> None:
    here = next(iter(scene.rooms))
    scene.open(here)
    ticket_id = scene.join("agua")
    scene.run(announce.announce_to(scene.context, scene.moderator, CommandId(uuid4()), ticket_id, "Pase a caja", 15))
    scene.run(
        chat.write_as_moderator(scene.context, scene.moderator, CommandId(uuid4()), ticket_id, "¿Trae su recibo?")
    )
    scene.find("UPDATE announcement SET text_sealed = 'x' RETURNING id")
    scene.find("UPDATE attention SET name_sealed = 'x' RETURNING id")
    [message] = scene.find("UPDATE chat_message SET text_sealed = 'x' RETURNING sealed_as")
    attention_id = scene.ticket(ticket_id)["attention_id"]

    def noted() -> set[tuple[str, UUID]]:
        """After two readings whole, by two nodes."""
        for _ in range(2):
            seen = Node(scene, "agua").read([ticket_id]).tickets[ticket_id]
            assert [one.text for one in seen.announcements] == [one.text for one in seen.chat] == [None]
            scene.run(scene.context.met.note(scene.context.database))
        return {(row["place"], row["object_id"]) for row in scene.find("SELECT place, object_id FROM unreadable")}

    damaged = {
        ("announcement.text", ticket_id), ("attention.name", attention_id), ("chat_message.text", message["sealed_as"]),
    }  # fmt: skip
    with capture_logs() as logged:
        assert noted() == damaged
        assert noted() == damaged
    assert [entry["event"] for entry in logged] == ["sealed_entry_unreadable"] * 3
    scene.find("DELETE FROM unreadable RETURNING place")
    assert noted() == set(), "this process noted them already"
    scene.run(scene.context.met.begin_anew())
    assert noted() == damaged
    scene.find("DELETE FROM unreadable RETURNING place")
    person_id = scene.damage_key(ticket_id)
    assert noted() == {("person.key", person_id)}
    assert [
        one.announcement.text for one in scene.run(announce.live(scene.context, scene.ticket(ticket_id)["session_id"]))
    ] == [None]


def test_what_is_said_in_a_visit_and_does_not_open_keeps_its_place(scene: Scenery) -> None:
    here = next(iter(scene.rooms))
    scene.open(here)
    waits = scene.join("agua")
    scene.run(chat.write_as_moderator(scene.context, scene.moderator, CommandId(uuid4()), waits, "¿Trae su recibo?"))
    ticket_id = scene.talk(here)
    brought_up = TicketCommand(ticket_id, CommandId(uuid4()), scene.ticket(ticket_id)["version"])
    scene.run(matters.another_matter(scene.context, brought_up, "tesoreria", TOPICS["tesoreria"], MATTER))
    promise = commitments.Promise("Mandar una cuadrilla", date(2099, 12, 1), "agua", None)
    scene.run(commitments.make(scene.context, scene.room_command(here), ticket_id, promise))
    scene.run(transfer.transfer_call(scene.context, scene.room_command(here), "tesoreria", "Revisar recibo"))

    def seen() -> list[str | None]:
        found = Node(scene, "tesoreria").read([ticket_id]).tickets[ticket_id]
        assert [one.due for one in found.commitments] == [date(2099, 12, 1)]
        assert [one.department.es for one in found.notes] and len(found.matters) == 1
        return [
            *(one.text for one in found.chat), *(one.matter for one in found.matters), *(one.text for one in found.commitments),
            *(one.note for one in found.notes),
        ]  # fmt: skip

    assert seen() == ["¿Trae su recibo?", MATTER, "Mandar una cuadrilla", "Revisar recibo"]
    for statement in (
        "UPDATE chat_message SET text_sealed = 'x'", "UPDATE further_matter SET matter_sealed = 'x'",
        "UPDATE commitment SET text_sealed = 'x'", "UPDATE leg SET note_sealed = 'x' WHERE note_sealed IS NOT NULL",
    ):  # fmt: skip
        scene.find(f"{statement} RETURNING id")
    assert seen() == [None] * 4
    scene.damage_key(ticket_id)
    assert seen() == [None] * 4
    assert [one.text for one in scene.run(commitments.all_open(scene.context))] == [None]
