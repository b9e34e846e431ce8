"""What the front desk gives into people's hands opens their ticket, and nothing else does."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from audiencia.core.ids import CommandId, QueueId, TicketId
from audiencia.core.list_page import ListPage
from audiencia.queue.domain import state_words
from audiencia.queue.joining import devices, front_desk
from audiencia.runtime.forecast import Expected
from tests.support.scenery import Scenery

NUMBER = "722 555 0199"


def made(scene: Scenery) -> TicketId:
    return scene.join("agua", contact=NUMBER, medium="phone", by=scene.moderator)


def test_the_code_of_the_slip_opens_the_ticket_once(scene: Scenery) -> None:
    ticket_id, command = made(scene), CommandId(uuid4())
    slip, again = (scene.run(front_desk.slip(scene.context, scene.moderator, ticket_id, command)) for _ in range(2))
    assert slip == again and slip.code_path and slip.pin
    taken = scene.run(devices.take(scene.context, slip.code_path))
    attention_id = scene.context.keyring.read_ticket_token(taken.token)
    assert attention_id == scene.ticket(ticket_id)["attention_id"]
    assert scene.refused(devices.take(scene.context, slip.code_path)) == "device_code_unknown"


def test_a_slip_that_is_printed_again_opens_nothing(scene: Scenery) -> None:
    slip = scene.run(front_desk.slip_again(scene.context, scene.moderator, made(scene)))
    assert (slip.pin, slip.code_path, slip.code_until) == ("", "", None)
    assert scene.find("SELECT 1 FROM device_code") == []


def test_a_new_pin_ends_what_the_old_secrets_opened(scene: Scenery) -> None:
    ticket_id = made(scene)
    before = scene.run(front_desk.slip(scene.context, scene.moderator, ticket_id, CommandId(uuid4())))
    scene.run(front_desk.renew_pin(scene.context, scene.moderator, CommandId(uuid4()), ticket_id))
    assert scene.refused(devices.take(scene.context, before.code_path)) == "device_code_unknown"
    after = scene.run(front_desk.slip(scene.context, scene.moderator, ticket_id, CommandId(uuid4())))
    assert after.pin != before.pin


def test_who_has_ended_gets_no_code(scene: Scenery) -> None:
    ticket_id = made(scene)
    room = next(iter(scene.rooms))
    scene.open(room)
    scene.talk_by_phone(room)
    scene.conclude(room)
    slip = scene.run(front_desk.slip(scene.context, scene.moderator, ticket_id, CommandId(uuid4())))
    assert slip.pin and not slip.code_path
    assert slip.ticket.place is None


def test_the_place_and_the_estimate_are_those_of_the_line(scene: Scenery) -> None:
    scene.join("agua")
    ticket_id = made(scene)
    opened = scene.find("SELECT app_now() AS now")[0]["now"]

    class Seer:
        """Says the same of everybody."""

        async def finishing(self, queue_id: QueueId) -> None:
            return None

        async def joiner(self, queue_id: QueueId) -> None:
            return None

        async def expected(self, queue_id: QueueId, ticket_id: TicketId) -> Expected | None:
            return Expected(opened, opened + timedelta(minutes=5))

        def known(self, queue_id: QueueId) -> Mapping[TicketId, Expected]:
            return {}

    context = replace(scene.context, forecaster=Seer())
    slip = scene.run(front_desk.slip_again(context, scene.moderator, ticket_id))
    assert slip.ticket.place == 2 and slip.expected == Expected(opened, opened + timedelta(minutes=5))
    page = ListPage([], "given", True, 25, 0, names=state_words.DESK_STATES)
    listed, total = scene.run(front_desk.made_today(scene.context, scene.moderator, page))
    assert total == 1 and [(one.ticket.id, one.place, one.own) for one in listed] == [(ticket_id, 2, True)]


def test_a_name_that_does_not_open_is_refused_and_nobody_is_on_record_for_it(scene: Scenery) -> None:
    ticket_id, other = made(scene), scene.join("agua")
    attention_id = scene.ticket(ticket_id)["attention_id"]
    scene.find("UPDATE attention SET name_sealed = 'x' WHERE id = $1 RETURNING id", attention_id)
    assert scene.refused(front_desk.name_of(scene.context, scene.moderator, ticket_id)) == "data_unreadable"
    person = scene.damage_key(other)
    assert scene.refused(front_desk.name_of(scene.context, scene.moderator, other)) == "data_unreadable"
    assert scene.noted() == {("attention.name", attention_id), ("person.key", person)}
    assert scene.find("SELECT 1 FROM audit WHERE action = 'disclosed' AND why = 'front_desk'") == []
