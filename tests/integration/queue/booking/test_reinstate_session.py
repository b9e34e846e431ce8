"""A called-off day is held after all: who had asked to be told is told it once, and all who had a place read it."""

import asyncio
import json
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from audiencia.core.errors import Code, DomainError
from audiencia.core.ids import CommandId, PersonId, QueueId, TicketId
from audiencia.followup import consents, follow
from audiencia.notifications import subscriptions
from audiencia.privacy import store as persons
from audiencia.privacy.consent import BOOKING_NOTICES
from audiencia.queue.booking import calling_off
from audiencia.queue.calling import answer, expire
from audiencia.queue.domain.calling_off import Answer
from audiencia.queue.joining import front_desk
from audiencia.queue.snapshot import load_snapshot
from audiencia.queue.snapshot.decrypted_fields import Opened
from tests.integration.notifications.test_subscriptions import subscription
from tests.integration.queue.booking.test_calling_off import COMPOSER, FLOOD, Dying, Killed, Town
from tests.support.scenery import Scenery
from tests.support.tuesdays import TUESDAY

TOLD = "booking_held"


class DyingAgain(Dying):
    """The same, in this transaction."""

    asked = 0


@pytest.fixture
def town(scene: Scenery) -> Town:
    """People can book."""
    return Town(scene)


def called_off(town: Town) -> tuple[TicketId, TicketId, TicketId]:
    """Somebody who asked by e-mail, somebody in a browser, and somebody who did not ask: told what they asked for, and sent."""
    by_mail = town.book("10:00", tell=True, contact="ana@example.org", language="en")
    browser, silent = town.book("10:30", contact="eva@example.org"), town.book("11:00", contact="ivo@example.org")
    town.scene.run(subscriptions.ask(town.scene.context, town.attention(browser), "push", subscription()))
    town.scene.run(town.calling_off(Answer(3, FLOOD)))
    town.scene.find(
        "UPDATE outbox SET state = 'sent', done_at = app_now(), sealed = NULL WHERE state = 'waiting' RETURNING 1"
    )
    return by_mail, browser, silent


def kept(town: Town) -> int:
    """Of how many the addresses are there."""
    return len(town.scene.find("SELECT 1 FROM booking WHERE ways_sealed IS NOT NULL"))


def to_be_told(town: Town) -> int:
    return town.scene.run(calling_off.preview(town.scene.context, TUESDAY)).to_be_told


def new(town: Town) -> list[tuple[TicketId, str]]:
    """Who is told, and how."""
    rows = town.scene.find("SELECT about, channel FROM outbox WHERE kind = $1 ORDER BY channel", TOLD)
    return [(row["about"], row["channel"]) for row in rows]


def test_who_had_asked_is_told_once_where_they_asked_and_nothing_of_it_is_kept(town: Town) -> None:
    by_mail, browser, _silent = called_off(town)
    assert (to_be_told(town), kept(town)) == (2, 2)
    assert not town.scene.find("SELECT 1 FROM notice_way")
    whole = town.scene.find("SELECT booking::text AS whole FROM booking")
    assert not any("ana@" in row["whole"] or "push.example" in row["whole"] for row in whole)
    command = CommandId(uuid4())
    for _ in range(2):
        town.scene.run(town.calling_off(Answer(3, tell=True), command, None))
    assert new(town) == [(by_mail, "mail"), (browser, "push")]
    assert (to_be_told(town), kept(town)) == (0, 0)
    [letter], [push] = town.claimed("mail"), town.claimed("push")
    said = COMPOSER.compose(letter.kind, letter.language, letter.values)
    assert letter.address == "ana@example.org" and said.link == "https://a.example.mx/areas"
    assert "Tuesday, 8 December" in said.subject and "is not held for you" in said.body[1]
    assert "keeps its priority" in said.body[2] and push.address is not None
    assert json.loads(push.address)["endpoint"].endswith("push.example.net/send/1")
    assert len(town.scene.find("SELECT 1 FROM audit WHERE action = 'day_held_after_all'")) == 1


def test_nobody_is_told_whom_the_answer_leaves_out_and_the_addresses_go_with_the_day(town: Town) -> None:
    called_off(town)
    town.scene.run(town.undoing(Answer(3)))
    assert (new(town), kept(town)) == ([], 2)
    town.comes("13:59")
    town.scene.run(expire.tidy(town.scene.context))
    assert kept(town) == 2
    town.comes("14:01")
    town.scene.run(expire.tidy(town.scene.context))
    assert kept(town) == 0


def test_what_is_not_true_any_more_is_not_sent_whatever_was_answered(town: Town) -> None:
    waits = town.book("10:00", tell=True, contact="ana@example.org")
    town.scene.run(town.calling_off(Answer(1, FLOOD)))
    assert town.told(waits)[1:] == [("booking_called_off", "mail", "waiting")]
    town.scene.run(town.undoing(Answer(1)))
    assert town.told(waits)[1:] == [("booking_called_off", "mail", "expired"), (TOLD, "mail", "waiting")]


def test_who_took_it_back_meanwhile_is_not_told_that_it_is_held(town: Town) -> None:
    by_mail, browser, _silent = called_off(town)
    stop = consents.change(town.scene.context, town.attention(by_mail), BOOKING_NOTICES, allow=False)
    town.scene.run(stop)
    assert (to_be_told(town), kept(town)) == (1, 1)
    town.scene.run(town.undoing(Answer(3, tell=True)))
    assert new(town) == [(browser, "push")]


def test_who_is_killed_in_between_has_told_nobody(town: Town) -> None:
    for at in ("10:00", "10:30", "11:00"):
        town.book(at, tell=True, contact=f"p{at[:2]}{at[3:]}@example.org")
    town.scene.run(town.calling_off(Answer(3, FLOOD)))
    context, command = town.scene.context, CommandId(uuid4())
    town.scene.context = replace(context, channels=DyingAgain())
    with pytest.raises(Killed):
        town.scene.run(town.calling_off(Answer(3, tell=True), command, None))
    town.scene.context = context
    assert (town.states(), new(town), kept(town)) == ([("closed", True, "weather")], [], 3)
    assert not town.scene.events("held_after_all")
    town.scene.run(town.calling_off(Answer(3, tell=True), command, None))
    assert (len(new(town)), kept(town)) == (3, 0)


def test_two_who_hold_it_at_the_same_moment_tell_it_once(town: Town) -> None:
    called_off(town)
    flows = [town.calling_off(Answer(3, tell=True), None, None) for _ in range(2)]

    async def both() -> list[Any]:
        return list(await asyncio.gather(*flows, return_exceptions=True))

    codes = [one.code for one in town.scene.run(both()) if isinstance(one, DomainError)]
    assert codes == [Code.CATALOGUE_CHANGED] and len(new(town)) == 2


def test_who_was_erased_is_told_nothing(town: Town) -> None:
    by_mail, _browser, _silent = called_off(town)
    person = PersonId(town.scene.find("SELECT person_id FROM attention JOIN ticket ON attention_id = attention.id"
                                      " WHERE ticket.id = $1", by_mail)[0]["person_id"])  # fmt: skip

    async def erase() -> None:
        async with town.scene.context.database.begin() as tx:
            await persons.erase_person(tx.conn, town.scene.context.keyring, person)

    town.scene.run(erase())
    assert to_be_told(town) == 1
    town.scene.run(town.undoing(Answer(3, tell=True)))
    assert [channel for _, channel in new(town)] == ["push"] and kept(town) == 0


def test_all_who_had_a_place_read_it_until_it_is_called_off_once_more(town: Town) -> None:
    scene = town.scene
    given_up = town.book("12:00")
    scene.run(answer.leave(scene.context, scene.ticket_command(given_up)))
    _by_mail, _browser, silent = called_off(town)
    queue_id = QueueId(scene.ticket(silent)["queue_id"])

    def own_page() -> tuple[bool, bool, str]:
        """Whether the page says that there is none, that there is one after all, and what the history says last."""
        found = scene.run(load_snapshot.snapshot(scene.context, Opened(), queue_id, [silent]))
        facts = found.tickets[silent]
        assert facts.booking is not None
        return facts.booking.called_off is not None, facts.booking.held_after_all, facts.history[-1].kind

    def by_folio() -> bool:
        found = scene.run(follow.look(scene.context, town.attention(silent)))
        assert found is not None and found.called_off is not None
        at_desk = scene.run(front_desk.find(scene.context, scene.moderator, found.folio))
        assert at_desk.called_off and at_desk.held is found.called_off.held
        return found.called_off.held

    assert (own_page(), by_folio()) == ((True, False, "cancelled"), False)
    scene.run(town.undoing(Answer(3)))
    assert (own_page(), by_folio()) == ((False, True, "held_after_all"), True)
    assert scene.events("held_after_all") == [("held_after_all", "staff", None)] * 3
    scene.run(town.calling_off())
    assert (own_page(), by_folio()) == ((True, False, "held_after_all"), False)
