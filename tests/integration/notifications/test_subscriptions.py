"""Being told of one's turn with the page closed: asked for, told once when near and at each call, and forgotten with the ticket."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from audiencia.core.errors import BadInput, Refused
from audiencia.core.ids import AttentionId, QueueId, RoomId, TicketId
from audiencia.notifications import subscriptions
from audiencia.queue.calling import answer, call, notify_turn_near
from audiencia.runtime.channels import Channels
from audiencia.runtime.forecast import Expected
from tests.support.scenery import Scenery
from tests.unit.notifications.test_webpush import AUTH, THEIRS

CONTACT = "ana@example.org o al 722 123 4567"
ALL = Channels(mail=True, sms=True, push_key="key")


def subscription(number: int = 1, host: str = "https://push.example.net") -> str:
    return json.dumps({"endpoint": f"{host}/send/{number}", "keys": {"p256dh": THEIRS, "auth": AUTH}})


@pytest.fixture
def told(scene: Scenery) -> Scenery:
    scene.context = replace(scene.context, channels=ALL)
    return scene


def attention(scene: Scenery, ticket_id: TicketId) -> AttentionId:
    return AttentionId(scene.ticket(ticket_id)["attention_id"])


def notices(scene: Scenery) -> list[tuple[str, str]]:
    rows = scene.find("SELECT kind, channel FROM outbox ORDER BY made_at, kind, channel")
    return [(row["kind"], row["channel"]) for row in rows]


def open_room(scene: Scenery) -> RoomId:
    room_id = next(iter(scene.rooms))
    scene.connect(room_id)
    scene.open(room_id)
    return room_id


def asking(scene: Scenery, ticket_id: TicketId, *channels: Any) -> None:
    for channel in channels:
        given = subscription() if channel == "push" else ""
        scene.run(subscriptions.ask(scene.context, attention(scene, ticket_id), channel, given))


def test_what_is_offered_is_what_was_given_and_there_is(told: Scenery) -> None:
    with_both = attention(told, told.join("agua", contact=CONTACT))
    without = attention(told, told.join("agua"))
    offered = told.run(subscriptions.offered(told.context, with_both))
    assert offered == subscriptions.TellMe("key", "an…@example.org", "… 67", frozenset())
    assert told.run(subscriptions.offered(told.context, without)) == subscriptions.TellMe(
        "key", None, None, frozenset()
    )
    nothing = replace(told.context, channels=Channels())
    assert told.run(subscriptions.offered(nothing, with_both)) == subscriptions.TellMe(None, None, None, frozenset())


def test_with_a_damaged_key_the_page_is_shown_and_nothing_is_asked_for(told: Scenery) -> None:
    ticket_id = told.join("agua", contact=CONTACT)
    asking(told, ticket_id, "mail")
    person = told.damage_key(ticket_id)
    offered = told.run(subscriptions.offered(told.context, attention(told, ticket_id)))
    assert offered == subscriptions.TellMe("key", None, None, frozenset({"mail"}))
    push = subscriptions.ask(told.context, attention(told, ticket_id), "push", subscription())
    assert told.refused(push) == "data_unreadable" and told.noted() == {("person.key", person)}
    told.run(subscriptions.stop(told.context, attention(told, ticket_id), "mail"))
    assert told.find("SELECT 1 FROM notice_way") == []


def test_with_a_damaged_contact_a_browser_is_still_told(told: Scenery) -> None:
    ticket_id = told.join("agua", contact=CONTACT)
    told.find("UPDATE attention SET contact_sealed = 'x' WHERE id = $1 RETURNING id", attention(told, ticket_id))
    asking(told, ticket_id, "push")
    assert told.noted() == {("attention.contact", attention(told, ticket_id))}
    offered = told.run(subscriptions.offered(told.context, attention(told, ticket_id)))
    assert offered == subscriptions.TellMe("key", None, None, frozenset({"push"}))
    for channel in ("mail", "sms"):
        told.find("DELETE FROM unreadable RETURNING place")
        ask = subscriptions.ask(told.context, attention(told, ticket_id), channel)
        assert told.refused(ask) == "data_unreadable"
        assert told.noted() == {("attention.contact", attention(told, ticket_id))}
    off = replace(told.context, channels=Channels())
    assert told.refused(subscriptions.ask(off, attention(told, ticket_id), "mail")) == "not_allowed_now"


def test_one_damaged_person_keeps_nobody_else_from_being_told(told: Scenery) -> None:
    damaged, other = told.join("agua"), told.join("agua")
    asking(told, damaged, "push")
    asking(told, other, "push")
    told.damage_key(damaged)
    room_id = open_room(told)
    told.run(notify_turn_near.tell_near(told.context))
    assert notices(told) == [("turn_near", "push")] * 2
    assert told.call(room_id) == damaged
    assert notices(told)[2:] == [("turn_called", "push")]


def test_near_is_told_once_on_each_way_and_each_call_again(told: Scenery) -> None:
    ticket_id = told.join("agua", contact=CONTACT)
    asking(told, ticket_id, "push", "mail", "sms")
    told.run(notify_turn_near.tell_near(told.context))
    assert notices(told) == []  # nobody is called from this line yet
    room_id = open_room(told)
    told.run(notify_turn_near.tell_near(told.context))
    told.run(notify_turn_near.tell_near(told.context))
    assert notices(told) == [("turn_near", "mail"), ("turn_near", "push"), ("turn_near", "sms")]
    assert told.call(room_id) == ticket_id
    assert notices(told)[3:] == [("turn_called", "mail"), ("turn_called", "push"), ("turn_called", "sms")]
    told.run(call.withdraw_call(told.context, told.room_command(room_id)))
    told.call(room_id)
    assert len(notices(told)) == 9


def test_a_call_is_told_until_its_answer_is_due_and_not_after_it(told: Scenery) -> None:
    asking(told, told.join("agua"), "push")
    told.call(open_room(told))
    [row] = told.find("SELECT expires_at = answer_until AS until_then, urgent FROM outbox, reservation")
    assert (row["until_then"], row["urgent"]) == (True, True)


def test_a_call_that_is_not_made_tells_nothing(told: Scenery) -> None:
    room_id = open_room(told)
    assert told.attempt(call.call_next(told.context, told.room_command(room_id))) is None
    asking(told, told.join("tesoreria"), "push")
    assert told.attempt(call.call_next(told.context, told.room_command(room_id))) is None
    assert notices(told) == []


class Soon:
    """Somebody who says when each one is called."""

    def __init__(self, scene: Scenery, minutes: float) -> None:
        self.at = scene.find("SELECT app_now() AS now")[0]["now"] + timedelta(minutes=minutes)

    async def finishing(self, queue_id: QueueId) -> datetime | None:
        return None

    async def joiner(self, queue_id: QueueId) -> Expected | None:
        return None

    async def expected(self, queue_id: QueueId, ticket_id: TicketId) -> Expected | None:
        return Expected(self.at, self.at)

    def known(self, queue_id: QueueId) -> Mapping[TicketId, Expected]:
        return {}


def test_further_back_the_estimate_says_who_is_near(told: Scenery) -> None:
    open_room(told)
    last = [told.join("agua") for _ in range(5)][-1]
    asking(told, last, "push")
    told.context = replace(told.context, forecaster=Soon(told, 30))
    told.run(notify_turn_near.tell_near(told.context))
    assert notices(told) == []
    told.context = replace(told.context, forecaster=Soon(told, 9))
    told.run(notify_turn_near.tell_near(told.context))
    assert notices(told) == [("turn_near", "push")]


def test_whoever_takes_it_back_is_told_no_more(told: Scenery) -> None:
    ticket_id = told.join("agua", contact=CONTACT)
    asking(told, ticket_id, "push", "mail")
    told.run(subscriptions.stop(told.context, attention(told, ticket_id), "push", subscription()))
    told.run(subscriptions.stop(told.context, attention(told, ticket_id), "mail"))
    told.call(open_room(told))
    assert notices(told) == []


def test_asking_twice_is_once_and_of_many_browsers_the_first_is_forgotten(told: Scenery) -> None:
    ticket_id = told.join("agua")
    for number in (1, 1, 2, 3, 4, 5):
        told.run(subscriptions.ask(told.context, attention(told, ticket_id), "push", subscription(number)))
    kept = told.find("SELECT id FROM notice_way ORDER BY id")
    assert len(kept) == subscriptions.MOST_BROWSERS
    told.run(subscriptions.ask(told.context, attention(told, ticket_id), "push", subscription(5)))
    assert told.find("SELECT id FROM notice_way ORDER BY id") == kept, "one that is on forgets no other"


def test_all_of_it_goes_with_the_ticket(told: Scenery) -> None:
    ticket_id = told.join("agua", contact=CONTACT)
    asking(told, ticket_id, "push", "mail")
    told.call(open_room(told))
    told.run(answer.leave(told.context, told.ticket_command(ticket_id)))
    assert told.find("SELECT FROM notice_way") == []
    assert notices(told) == []
    with pytest.raises(Refused):
        asking(told, ticket_id, "mail")
    assert told.run(subscriptions.offered(told.context, attention(told, ticket_id))) is None


def test_nothing_of_an_address_lies_in_clear(told: Scenery) -> None:
    asking(told, told.join("agua", contact=CONTACT), "push", "mail", "sms")
    rows = repr(told.find("SELECT * FROM notice_way"))
    assert not any(secret in rows for secret in ("ana@", "7221234567", "push.example", AUTH))


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "{}",
        subscription(host="https://10.0.0.1"),
        subscription(host="http://push.example.net"),
        subscription(host="https://intranet"),
    ],
)
def test_a_browser_that_leads_inside_is_refused(told: Scenery, bad: str) -> None:
    ticket_id = told.join("agua")
    with pytest.raises((BadInput, Refused)):
        told.run(subscriptions.ask(told.context, attention(told, ticket_id), "push", bad))
    assert told.find("SELECT FROM notice_way") == []


def test_a_way_that_is_off_or_without_address_cannot_be_asked_for(told: Scenery) -> None:
    ticket_id = told.join("agua")
    for channel in ("mail", "sms"):
        with pytest.raises(Refused):
            asking(told, ticket_id, channel)
    told.context = replace(told.context, channels=Channels())
    with pytest.raises(Refused):
        asking(told, ticket_id, "push")


def test_a_browser_that_got_another_subscription_is_told_there(told: Scenery) -> None:
    ticket_id = told.join("agua", contact=CONTACT)
    asking(told, ticket_id, "push")

    def ways() -> list[bytes]:
        return [row["address_index"] for row in told.find("SELECT address_index FROM notice_way")]

    def at(number: int) -> bytes:
        return subscriptions.index(told.context, "push", subscription(number))

    other_secret = json.dumps(json.loads(subscription()) | {"keys": {"p256dh": THEIRS, "auth": "A" * 22}})
    for old in (subscription(7), other_secret):
        told.run(subscriptions.renew(told.context, old, subscription(2)))
        assert ways() == [at(1)], "only who knows all of the old one moves it"
    told.run(subscriptions.renew(told.context, subscription(1), subscription(2)))
    assert ways() == [at(2)]
    told.run(subscriptions.ask(told.context, attention(told, ticket_id), "push", subscription(3)))
    told.run(subscriptions.renew(told.context, subscription(2), subscription(3)))
    assert ways() == [at(3)], "one that is told there already is told once"
    with pytest.raises(BadInput):
        told.run(subscriptions.renew(told.context, subscription(3), subscription(host="http://127.0.0.1")))
