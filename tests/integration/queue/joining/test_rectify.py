"""What a visit keeps is corrected: who asked to be told is told at the new contact, and who waits by telephone has a number."""

from dataclasses import replace

import pytest

from audiencia.core.errors import BadInput, Code
from audiencia.core.ids import AttentionId, TicketId
from audiencia.notifications import subscriptions
from audiencia.notifications.subscriptions import ADDRESS
from audiencia.privacy import store as persons
from audiencia.privacy.crypto import aad
from audiencia.queue.calling import notify_turn_near
from audiencia.queue.domain.calling_off import Answer
from audiencia.queue.joining import rectify
from audiencia.queue.joining.entering import contact_index
from audiencia.runtime.channels import ChannelName
from tests.integration.notifications.test_subscriptions import ALL, CONTACT, open_room, subscription
from tests.integration.queue.booking.test_calling_off import FLOOD, Town
from tests.support.scenery import Scenery

NUMBER, OTHER = "722 555 0199", "722 555 0211"


def rectified(scene: Scenery, ticket_id: TicketId, **said: str) -> None:
    """Of a visit without a case."""
    attention_id = AttentionId(scene.ticket(ticket_id)["attention_id"])

    async def run() -> None:
        async with scene.context.database.begin() as tx:
            person_id = await tx.conn.fetchval("SELECT person_id FROM attention WHERE id = $1", attention_id)
            key = await persons.person_key(tx.conn, scene.context.keyring, person_id)
            await rectify.rectify(tx, scene.context, attention_id, key, said, has_case=False)

    scene.run(run())


def turn_ways(scene: Scenery) -> dict[str, str]:
    """Where people asked to be told of their turn, by channel."""

    async def run() -> dict[str, str]:
        async with scene.context.database.read() as conn:
            rows = await conn.fetch("SELECT id, person_id, channel, address_sealed, address_index FROM notice_way")
            found = {}
            for row in rows:
                key = await persons.person_key(conn, scene.context.keyring, row["person_id"])
                address = key.open(row["address_sealed"], aad(ADDRESS, row["id"]))
                assert row["address_index"] == subscriptions.index(scene.context, row["channel"], address)
                found[row["channel"]] = address
            return found

    return scene.run(run())


@pytest.mark.parametrize(
    ("right", "left"),
    [
        ("eva@example.org", {"mail": "eva@example.org"}),
        (f"eva@example.org, {OTHER}", {"mail": "eva@example.org", "sms": "+527225550211"}),
        ("", {}),
    ],
)
def test_the_turn_is_told_at_the_new_contact_and_nowhere_else(scene: Scenery, right: str, left: dict[str, str]) -> None:
    scene.context = replace(scene.context, channels=ALL)
    ticket_id = scene.join("agua", contact=CONTACT)
    attention_id = AttentionId(scene.ticket(ticket_id)["attention_id"])
    asked: dict[ChannelName, str] = {"mail": "", "sms": "", "push": subscription()}
    for channel, given in asked.items():
        scene.run(subscriptions.ask(scene.context, attention_id, channel, given))
    browser = turn_ways(scene)["push"]
    open_room(scene)
    scene.run(notify_turn_near.tell_near(scene.context))
    rectified(scene, ticket_id, contact=right)
    assert turn_ways(scene) == left | {"push": browser}
    waiting = scene.find("SELECT channel FROM outbox WHERE done_at IS NULL ORDER BY 1")
    assert [row["channel"] for row in waiting] == sorted({*left, "push"}), "what waits goes to the new contact"


def test_what_tells_of_a_booked_day_goes_to_the_new_contact_and_to_the_same_browser(scene: Scenery) -> None:
    town = Town(scene)
    ticket_id = town.book("10:00", tell=True, contact="ana@example.org")
    scene.run(subscriptions.ask(scene.context, town.attention(ticket_id), "push", subscription()))
    scene.run(town.calling_off(Answer(1, FLOOD)))
    rectified(scene, ticket_id, contact="eva@example.org")
    waiting = [("booking_called_off", "mail"), ("booking_called_off", "push")]
    told = sorted((kind, channel) for kind, channel, state in town.told(ticket_id) if state == "waiting")
    assert [one for one in told if one in waiting] == waiting
    scene.run(town.undoing(Answer(1)))
    told = sorted((kind, channel) for kind, channel, _state in town.told(ticket_id) if kind == "booking_held")
    assert told == [("booking_held", "mail"), ("booking_held", "push")]
    assert {letter.address for letter in town.claimed("mail")} == {"eva@example.org"}


def test_who_asked_for_the_browser_alone_is_told_of_a_booked_day_by_nothing_else(scene: Scenery) -> None:
    town = Town(scene)
    ticket_id = town.book("10:00", tell=False, contact="ana@example.org")
    scene.run(subscriptions.ask(scene.context, town.attention(ticket_id), "push", subscription()))
    scene.run(town.calling_off(Answer(1, FLOOD)))
    rectified(scene, ticket_id, contact="eva@example.org")
    scene.run(town.undoing(Answer(1)))
    told = [(kind, channel) for kind, channel, _state in town.told(ticket_id) if kind == "booking_held"]
    assert told == [("booking_held", "push")]


def test_a_booked_person_without_a_contact_is_told_nothing_more_by_it(scene: Scenery) -> None:
    town = Town(scene)
    ticket_id = town.book("10:00", tell=True, contact="ana@example.org")
    scene.run(town.calling_off(Answer(1, FLOOD)))
    rectified(scene, ticket_id, contact="")
    assert not [one for one in town.told(ticket_id) if one[2] == "waiting"]
    assert not scene.find("SELECT 1 FROM booking WHERE ways_sealed IS NOT NULL")


@pytest.mark.parametrize("wrong", [{"contact": ""}, {"contact": "eva@example.org"}])
def test_who_waits_by_telephone_keeps_a_number(scene: Scenery, wrong: dict[str, str]) -> None:
    ticket_id = scene.join("agua", contact=NUMBER, medium="phone", by=scene.moderator)
    with pytest.raises(BadInput) as refused:
        rectified(scene, ticket_id, **wrong)
    assert refused.value.fields == {"contact": Code.TELEPHONE_NEEDED.value}
    rectified(scene, ticket_id, contact=OTHER)
    assert scene.ticket(ticket_id)["contact_index"] == contact_index(scene.context.keyring, OTHER)


def test_the_line_knows_a_person_by_contact_or_else_by_telephone(scene: Scenery) -> None:
    ticket_id = scene.join("agua", contact=NUMBER)
    for said, known in (
        ({"phone": OTHER}, NUMBER),
        ({"contact": ""}, OTHER),
        ({"phone": "722 555 0222"}, "722 555 0222"),
    ):
        rectified(scene, ticket_id, **said)
        assert scene.ticket(ticket_id)["contact_index"] == contact_index(scene.context.keyring, known)
