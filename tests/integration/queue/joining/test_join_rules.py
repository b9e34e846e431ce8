"""Who may join, once and with which place: contacts, devices, earlier visits, directors asked for, full and late lines."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from audiencia.core.errors import BadInput, DomainError, Refused, TooMany
from audiencia.core.ids import AttentionId, CommandId, QueueId, StaffId, TicketId
from audiencia.db.commands import Act
from audiencia.operations.setup import seed
from audiencia.privacy import attempts
from audiencia.queue.call import conclude, transfer
from audiencia.queue.calling import answer
from audiencia.queue.joining import admission, entering, join, status
from audiencia.queue.joining import front_desk as desk
from audiencia.queue.joining.entering import JoinRequest
from audiencia.queue.moderation import queues, rooms
from audiencia.queue.moderation.move import SeenTicket, move_tickets
from audiencia.queue.snapshot import decrypted_fields, load_snapshot
from audiencia.runtime.context import AppContext, InForce
from tests.support.forecasts import Soothsayer
from tests.support.races import at_once, collisions
from tests.support.scenery import Scenery

PHONE = "722 555 0100"


def row(scene: Scenery, ticket_id: TicketId) -> Mapping[str, Any]:
    """The ticket with its attention's reference to an earlier visit."""
    return scene.find(
        "SELECT ticket.*, attention.carried_from, attention.folio FROM ticket JOIN attention "
        "ON attention.id = attention_id WHERE ticket.id = $1",
        ticket_id,
    )[0]


def carried_over(scene: Scenery, department: str = "agua") -> tuple[AttentionId, str, str]:
    """A visit that closing time cut off: its id, folio and PIN."""
    ticket_id = scene.join(department)
    scene.find(
        "UPDATE ticket SET state = 'carried_over', contact_index = NULL, device_index = NULL, needs = NULL, "
        "version = version + 1 WHERE id = $1",
        ticket_id,
    )
    scene.find("UPDATE leg SET ended_at = app_now(), ending = 'carried_over' WHERE ended_at IS NULL")
    found = row(scene, ticket_id)
    scene.find(
        "INSERT INTO event (session_id, queue_id, ticket_id, kind, from_state, to_state, actor_kind, reason) "
        "VALUES ($1, $2, $3, 'carried_over', 'waiting', 'carried_over', 'system', 'session_closed')",
        found["session_id"], found["queue_id"], ticket_id,
    )  # fmt: skip
    attention_id = AttentionId(found["attention_id"])
    return attention_id, found["folio"], scene.context.keyring.pin(attention_id, 1)


def shared(scene: Scenery, department: str = "agua") -> dict[str, tuple[str, ...]]:
    """Which numbers of a line share a contact, as the board shows it."""
    found = scene.run(
        load_snapshot.snapshot(scene.context, decrypted_fields.Opened(), QueueId(scene.queue(department)["id"]), [])
    )
    shared = {one.ticket.number: tuple(found.same_contact(one)) for one in found.tickets.values()}
    return {number: others for number, others in shared.items() if others}


def of_all_of_them(scene: Scenery, *flows: Any) -> list[str]:
    """Runs flows at the same moment; gives how each ended."""

    async def together() -> list[str]:
        found = await asyncio.gather(*flows, return_exceptions=True)
        for one in found:
            if isinstance(one, BaseException) and not isinstance(one, DomainError):
                raise one
        return sorted(one.code if isinstance(one, DomainError) else "done" for one in found)

    return scene.run(together())


WRITTEN = ("+52 1 (722) 555-0100", "045 7225550100", "Casa: 722.555.0100")
"""That telephone, as people write it."""


class TestContact:
    def test_whoever_writes_somebodys_learns_nothing_and_keeps_nobody_out(self, scene: Scenery) -> None:
        for contact in (PHONE, *WRITTEN):
            scene.join("agua", contact=contact)

    def test_the_staff_see_which_numbers_share_one(self, scene: Scenery) -> None:
        first, second = scene.join("agua", contact=PHONE), scene.join("agua", contact=WRITTEN[0])
        scene.join("agua", contact="722 555 0101")
        scene.join("tesoreria", contact=PHONE)
        assert shared(scene) == {"AG-001": ("AG-002",), "AG-002": ("AG-001",)}
        assert scene.run(desk.look(scene.context, scene.moderator, ticket=first)).same_contact == "AG-002"
        scene.run(answer.leave(scene.context, scene.ticket_command(second)))
        assert shared(scene) == {}
        assert scene.run(desk.look(scene.context, scene.moderator, ticket=first)).same_contact == ""

    def test_the_front_desk_is_told_and_decides(self, scene: Scenery) -> None:
        first = scene.join("agua", contact=PHONE)
        asked = scene.joining("agua", contact=WRITTEN[0], by=scene.moderator)
        with pytest.raises(Refused) as caught:
            scene.run(asked)
        assert (caught.value.code, caught.value.params) == ("contact_in_line", {"number": "AG-001"})
        scene.join("agua", contact=WRITTEN[0], by=scene.moderator, other_person=True)
        scene.run(answer.leave(scene.context, scene.ticket_command(first)))
        scene.join("tesoreria", contact=PHONE, by=scene.moderator)

    def test_without_a_contact_nobody_is_the_same(self, scene: Scenery) -> None:
        for contact in ("", "", "no tengo", "no tengo"):
            scene.join("agua", contact=contact)
        scene.join("agua", by=scene.moderator)
        assert shared(scene) == {}

    def test_it_goes_when_the_number_ends(self, scene: Scenery) -> None:
        first = scene.join("agua", contact=PHONE)
        scene.run(answer.leave(scene.context, scene.ticket_command(first)))
        assert row(scene, first)["contact_index"] is None

    def test_nothing_of_it_is_readable(self, scene: Scenery) -> None:
        index = row(scene, scene.join("agua", contact=PHONE, device="x" * 22))["contact_index"]
        assert len(index) == 32 and b"7225550100" not in index


class TestDevice:
    def test_one_number_for_a_device_in_a_line(self, scene: Scenery) -> None:
        scene.join("agua", device="one")
        assert scene.refused(scene.joining("agua", device="one")) == "device_in_line"
        scene.join("agua", device="another")
        scene.join("tesoreria", device="one")

    def test_another_person_may_use_it(self, scene: Scenery) -> None:
        scene.join("agua", device="one")
        second = scene.join("agua", device="one", other_person=True)
        detail = scene.find("SELECT detail FROM event WHERE ticket_id = $1 AND kind = 'joined'", second)
        assert "other_person" in str(detail) and row(scene, second)["device_index"] is None

    def test_it_is_free_again_when_only_the_result_is_still_to_be_written(self, scene: Scenery) -> None:
        first, room_id = scene.join("agua", device="one"), next(iter(scene.rooms))
        scene.open(room_id)
        assert scene.talk(room_id) == first
        scene.run(conclude.end_call(scene.context, scene.room_command(room_id)))
        assert scene.refused(scene.joining("agua", device="one")) == "device_in_line"
        scene.run(conclude.defer_outcome(scene.context, scene.room_command(room_id)))
        held = scene.run(status.held_ticket(scene.context, row(scene, first)["attention_id"]))
        assert held is not None and not held.active
        second = scene.join("agua", device="one")
        assert scene.refused(scene.joining("agua", device="one")) == "device_in_line"
        scene.run(answer.leave(scene.context, scene.ticket_command(second)))

    def test_who_waits_for_a_result_may_be_brought_into_that_line_again(self, scene: Scenery) -> None:
        scene.join("agua", device="one")
        room_id = next(iter(scene.rooms))
        scene.open(room_id)
        scene.talk(room_id)
        scene.run(conclude.end_call(scene.context, scene.room_command(room_id)))
        scene.run(conclude.defer_outcome(scene.context, scene.room_command(room_id)))
        second = scene.join("tesoreria", device="one")
        seen = scene.ticket(second)["version"]
        reason = scene.context.municipality.move_reasons[0].code
        scene.run(
            move_tickets(scene.context, scene.moderator, CommandId(uuid4()), [SeenTicket(second, seen)], "agua", reason)
        )
        assert scene.talk(room_id) == second

    def test_of_many_at_one_moment_one_is_taken(self, scene: Scenery) -> None:
        found = of_all_of_them(scene, *(scene.joining("agua", device="one") for _ in range(5)))
        assert found == ["device_in_line"] * 4 + ["done"]

    def test_the_same_form_again_is_no_duplicate(self, scene: Scenery) -> None:
        submission = uuid4()
        first = scene.join("agua", device="d", command_id=submission)
        assert scene.join("agua", device="d", command_id=submission) == first

    def test_the_same_form_at_one_moment_in_two_lines_is_one_number(self, scene: Scenery) -> None:
        form = CommandId(uuid4())
        flows = [scene.joining(slug, command_id=form) for slug in ("agua", "tesoreria") for _ in range(2)]
        taken = at_once(scene, "LOCK TABLE command_done IN EXCLUSIVE MODE", *flows)
        assert [one == taken[0] for one in taken] == [True] * 4
        assert len(scene.find("SELECT 1 FROM ticket")) == 1

    def test_nobody_comes_into_a_line_where_they_have_another_number(self, scene: Scenery) -> None:
        scene.join("tesoreria", device="one")
        room_id = next(iter(scene.rooms))
        scene.join("agua", device="one")
        scene.open(room_id)
        scene.talk(room_id)
        moving = transfer.transfer_call(scene.context, scene.room_command(room_id), "tesoreria", "")
        assert scene.refused(moving) == "already_in_line"


class TestPreference:
    def test_by_adjustment(self, scene: Scenery) -> None:
        assert row(scene, scene.join("agua", ["preferential"]))["preferential"]
        assert not row(scene, scene.join("agua", ["captions", "more_time"]))["preferential"]

    def test_those_who_are_passed_read_why(self, scene: Scenery) -> None:
        waiting = [scene.join("agua") for _ in range(5)]
        scene.join("agua", ["preferential"])
        assert any(scene.passed(one) == ["joined"] for one in waiting)

    def test_an_interpreter_is_needed(self, scene: Scenery) -> None:
        assert row(scene, scene.join("agua", ["captions", "sign_language"]))["needs"] == "sign_language"

    def test_nobody_waits_for_an_interpreter_whom_the_municipality_has_not(self, scene: Scenery) -> None:
        scene.find("DELETE FROM interpreter WHERE helps_with = 'sign_language'")
        assert row(scene, scene.join("agua", ["sign_language"]))["needs"] is None
        both = ["sign_language", "indigenous_language"]
        assert row(scene, scene.join("agua", both))["needs"] == "indigenous_language"

    def test_which_are_not_here_today_is_known(self, scene: Scenery) -> None:
        assert scene.run(status.interpreters(scene.context)).absent == frozenset()
        scene.find("UPDATE interpreter SET present = false WHERE helps_with = 'sign_language'")
        assert scene.run(status.interpreters(scene.context)).absent == {"sign_language"}


class TestCarriedOver:
    def test_it_gives_priority_once(self, scene: Scenery) -> None:
        attention_id, folio, pin = carried_over(scene)
        joined = row(scene, scene.join("tesoreria", carried_folio=folio.lower(), carried_pin=f"{pin[:3]} {pin[3:]}"))
        assert joined["preferential"] and joined["carried_from"] == attention_id
        assert scene.events("joined")[-1] == ("joined", "citizen", "carried_over")
        again = scene.joining("agua", carried_folio=folio, carried_pin=pin)
        assert scene.refused(again) == "unknown_carried_folio"

    def test_with_the_browsers_own_secret(self, scene: Scenery) -> None:
        attention_id, _, _ = carried_over(scene)
        assert row(scene, scene.join("agua", carried_attention=attention_id))["carried_from"] == attention_id
        again = scene.joining("agua", carried_attention=attention_id)
        assert scene.refused(again) == "unknown_carried_folio"

    def test_no_answer_tells_what_was_wrong(self, scene: Scenery) -> None:
        _, folio, pin = carried_over(scene)
        waiting = row(scene, scene.join("agua"))
        waiting_pin = scene.context.keyring.pin(waiting["attention_id"], 1)
        wrong = f"{(int(pin) + 1) % 10**6:06d}"
        tried = [(folio, wrong), ("MTP-26-000G-40R43", pin), ("nada", pin), (waiting["folio"], waiting_pin), ("", pin)]
        for typed, typed_pin in tried:
            with pytest.raises(BadInput) as caught:
                scene.run(scene.joining("agua", carried_folio=typed, carried_pin=typed_pin))
            assert caught.value.fields == {"carried_folio": "unknown_carried_folio"}

    def test_wrong_pins_are_counted(self, scene: Scenery) -> None:
        _, folio, pin = carried_over(scene)
        wrong = f"{(int(pin) + 1) % 10**6:06d}"
        for _ in range(attempts.FREE):
            assert (
                scene.refused(scene.joining("agua", carried_folio=folio, carried_pin=wrong)) == "unknown_carried_folio"
            )
        with pytest.raises(TooMany):
            scene.run(scene.joining("agua", carried_folio=folio, carried_pin=pin))

    def test_who_was_refused_for_another_reason_keeps_it(self, scene: Scenery) -> None:
        _, folio, pin = carried_over(scene)
        scene.join("agua", device="one")
        refused = scene.joining("agua", device="one", carried_folio=folio, carried_pin=pin)
        assert scene.refused(refused) == "device_in_line"
        scene.join("agua", carried_folio=folio, carried_pin=pin)

    def test_at_one_moment_in_two_lines_it_counts_once(self, scene: Scenery) -> None:
        attention_id, folio, pin = carried_over(scene)
        flows = [
            scene.joining(slug, carried_folio=folio, carried_pin=pin)
            for slug in ("agua", "tesoreria")
            for _ in range(2)
        ]
        assert of_all_of_them(scene, *flows) == ["done"] + ["unknown_carried_folio"] * 3
        assert len(scene.find("SELECT 1 FROM attention WHERE carried_from = $1", attention_id)) == 1

    def test_the_same_form_again_is_the_same_number(self, scene: Scenery) -> None:
        _, folio, pin = carried_over(scene)
        form: dict[str, Any] = {"carried_folio": folio, "carried_pin": pin, "command_id": uuid4()}
        first = scene.join("agua", **form)
        opened = "SELECT count(*) FROM audit WHERE action = 'followed_up'"
        noted = scene.find(opened)
        assert scene.join("agua", **form) == first
        assert scene.find(opened) == noted

    def test_the_same_form_again_is_no_guess(self, scene: Scenery) -> None:
        _, folio, pin = carried_over(scene)
        form: dict[str, Any] = {"carried_folio": folio, "carried_pin": pin, "command_id": uuid4()}
        first = scene.join("agua", **form)
        wrong = f"{(int(pin) + 1) % 10**6:06d}"
        for _ in range(attempts.FREE):
            scene.refused(scene.joining("agua", carried_folio=folio, carried_pin=wrong))
        with pytest.raises(TooMany):
            scene.run(scene.joining("agua", carried_folio=folio, carried_pin=pin))
        assert scene.join("agua", **form) == first

    def test_who_reaches_a_limit_meanwhile_is_given_the_number(self, scene: Scenery) -> None:
        """The first answer is not there yet when the form sent again begins."""
        request = scene.request("agua")

        async def prepare(_accepted: object) -> Act:
            await join.join(scene.context, request)
            raise TooMany

        given = scene.run(entering.enter(scene.context, request, prepare))
        assert [given.number] == [one["number"] for one in scene.find("SELECT number FROM ticket")]


class TestUpgrade:
    def test_who_comes_while_a_table_is_upgraded_notices_nothing(self, scene: Scenery) -> None:
        """The connections know the rows as they were before; that they read again is no deadlock."""
        scene.join("agua")
        deadlocks = collisions()
        before = scene.run(admission.admission(scene.context)).queues.keys()
        for table in ("session", "queue"):
            scene.find(f"ALTER TABLE {table} ADD COLUMN later integer")
            assert scene.run(admission.admission(scene.context)).queues.keys() == before
            scene.find(f"ALTER TABLE {table} ADD COLUMN latest integer")
            scene.join("agua")
        assert collisions() == deadlocks


class TestDirector:
    @staticmethod
    def allow(scene: Scenery) -> None:
        """Citizens may ask for a director of the water department."""
        departments = [
            one.model_copy(update={"ask_for_director": one.slug == "agua"})
            for one in scene.context.municipality.departments
        ]
        municipality = scene.context.municipality.model_copy(update={"departments": tuple(departments)})
        scene.context = replace(scene.context, in_force=InForce(municipality))

    def test_where_it_is_allowed(self, scene: Scenery) -> None:
        room_id, director = next(iter(scene.rooms.items()))
        scene.open(room_id)
        assert scene.refused(scene.joining("agua", wanted_director=director)) == "bad_input"
        self.allow(scene)
        assert row(scene, scene.join("agua", wanted_director=director))["wanted_director"] == director

    def test_the_demonstration_has_somebody_to_choose(self, scene: Scenery) -> None:
        department = next(one.slug for one in scene.context.municipality.departments if one.ask_for_director)
        made = [one.login for one in scene.run(seed.demo_accounts(scene.context)) if one.department == department]
        assert made == [f"direccion-{department}", f"direccion-{department}-2"]
        for director in scene.find("SELECT id FROM staff WHERE login = ANY($1)", made):
            room_id = scene.run(rooms.room_of(scene.context, director["id"], department))
            scene.rooms[room_id] = director["id"]
            scene.open(room_id)
        offered = scene.run(status.directors_to_ask_for(scene.context, QueueId(scene.queue(department)["id"])))
        assert len(offered) == 2

    def test_only_who_attends_this_line(self, scene: Scenery) -> None:
        self.allow(scene)
        rooms_of = list(scene.rooms)
        for room_id in rooms_of:
            scene.open(room_id)
        queue_id = QueueId(scene.queue("agua")["id"])
        offered = scene.run(status.directors_to_ask_for(scene.context, queue_id))
        assert [one.id for one in offered] == [scene.rooms[room_id] for room_id in rooms_of[:2]]
        for nobody in (scene.rooms[rooms_of[2]], scene.moderator, StaffId(999)):
            with pytest.raises(BadInput) as caught:
                scene.run(scene.joining("agua", wanted_director=nobody))
            assert caught.value.fields == {"wanted_director": "unknown"}
        scene.run(rooms.close_room(scene.context, scene.room_command(rooms_of[0])))
        offered = scene.run(status.directors_to_ask_for(scene.context, queue_id))
        assert [one.id for one in offered] == [scene.rooms[rooms_of[1]]]


class TestLine:
    def test_a_full_line(self, scene: Scenery) -> None:
        scene.find("UPDATE queue SET cap = 2")
        first = scene.join("agua", device="one")
        scene.join("agua")
        assert scene.refused(scene.joining("agua")) == "queue_full"
        assert scene.refused(scene.joining("agua", device="one")) == "device_in_line"
        scene.join("tesoreria")
        scene.run(answer.leave(scene.context, scene.ticket_command(first)))
        scene.join("agua")

    def test_the_last_place_is_taken_once(self, scene: Scenery) -> None:
        scene.find("UPDATE queue SET cap = 2")
        found = of_all_of_them(scene, *(scene.joining("agua") for _ in range(5)))
        assert found == ["done"] * 2 + ["queue_full"] * 3

    def test_paused_lets_people_in_and_draining_does_not(self, scene: Scenery) -> None:
        def act(action: queues.ModeratorAction, reason: str | None = None) -> None:
            version = scene.queue("agua")["state_version"]
            command_id = CommandId(uuid4())
            scene.run(
                queues.set_queue(scene.context, scene.moderator, command_id, version, "agua", action, reason, None)
            )

        act("pause", "break")
        scene.join("agua")
        act("resume")
        act("drain")
        assert scene.refused(scene.joining("agua")) == "queue_closed"

    def test_who_could_not_be_attended_today(self, scene: Scenery) -> None:
        closes_at: datetime = scene.find("SELECT closes_at FROM session")[0]["closes_at"]
        request = JoinRequest(
            command_id=CommandId(uuid4()), department="agua", topic="fugas", name="Ana", matter="Fuga", contact="",
            adjustments=(), read_notice=True, purposes=("attention",),
            notice_hash=scene.context.municipality.notice.hash, language="es-MX",
        )  # fmt: skip

        def finishing(when: datetime) -> AppContext:
            return replace(scene.context, forecaster=Soothsayer(QueueId(scene.queue("agua")["id"]), when))

        with pytest.raises(Refused, match="too_late_today"):
            scene.run(join.join(finishing(closes_at + timedelta(minutes=1)), request))
        assert scene.run(join.join(finishing(closes_at), request)).number == "AG-001"
