"""A day is called off on which people have places: all of it at once, each told once, and the priority that they have then."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from audiencia.administration import catalogue, catalogue_files, catalogue_log
from audiencia.administration.catalogue import Edit
from audiencia.core.errors import Code, DomainError
from audiencia.core.ids import AttentionId, CommandId, StaffId, TicketId
from audiencia.followup import follow
from audiencia.notifications import subscriptions
from audiencia.notifications.deliver import Claimed, Delivery
from audiencia.notifications.words import Composer
from audiencia.queue.booking import calling_off
from audiencia.queue.calling import answer
from audiencia.queue.domain.calling_off import Answer, CalledOff, Why
from audiencia.queue.joining import front_desk
from audiencia.runtime.channels import ChannelName, Channels
from audiencia.settings.catalogue import Key, Kind, Value
from audiencia.staff.roles import Role
from tests.integration.notifications.test_subscriptions import ALL, subscription
from tests.support.scenery import Scenery
from tests.support.tuesdays import TUESDAY, WEDNESDAY, Week

FLOOD = CalledOff(Why.WEATHER, "El río creció.", "The river rose.")
KEY = Key(Kind.OPENING, TUESDAY.isoformat())
OFF: Value = {"why": {"es": "Lluvia", "en": "Rain"}, "closed": True}
COMPOSER = Composer("Municipio", "Mpio", "https://a.example.mx", ZoneInfo("America/Mexico_City"), lambda _, text: text)


class Killed(Exception):
    """The process ended here."""


class Dying(Channels):
    """Ways of telling that end the transaction in the middle: at the third person who is told."""

    asked = 0

    @property
    def on(self) -> frozenset[ChannelName]:
        """Those that there are."""
        type(self).asked += 1
        if type(self).asked == 3:
            raise Killed
        return frozenset(("mail",))


class Town(Week):
    """The Wednesday before, with an administrator and all ways of telling people."""

    def __init__(self, scene: Scenery) -> None:
        super().__init__(scene)
        scene.context = replace(scene.context, channels=ALL)
        self.admin: StaffId = scene.run(scene.account("admin", Role.ADMINISTRATOR, None))

    def calling_off(
        self, given: Answer | None = None, command: CommandId | None = None, value: Value | None = OFF
    ) -> Coroutine[Any, Any, list[str]]:
        """The administrator says that the Tuesday is called off."""
        seen = self.scene.run(catalogue_log.now(self.scene.context)).number(KEY)
        edits = [Edit(KEY, seen, value)]
        return catalogue.change(self.scene.context, self.admin, command or CommandId(uuid4()), edits, given)

    def undoing(self, given: Answer | None = None) -> Coroutine[Any, Any, object]:
        """And takes it back."""
        newest = self.scene.run(catalogue_log.history(self.scene.context, Kind.OPENING))[0]
        return catalogue.undo(self.scene.context, self.admin, CommandId(uuid4()), newest.id, newest.version, given)

    def states(self) -> list[tuple[str, bool, str | None]]:
        """The jornadas of that Tuesday."""
        rows = self.scene.find(
            "SELECT state, called_off_at IS NOT NULL AS off, called_off_why FROM session WHERE day = $1 ORDER BY id",
            TUESDAY,
        )
        return [(row["state"], row["off"], row["called_off_why"]) for row in rows]

    def told(self, ticket_id: TicketId) -> list[tuple[str, str, str]]:
        """What is or was on its way to this person."""
        rows = self.scene.find(
            "SELECT kind, channel, state FROM outbox WHERE about = $1 ORDER BY made_at, kind, channel", ticket_id
        )
        return [(row["kind"], row["channel"], row["state"]) for row in rows]

    def claimed(self, channel: ChannelName) -> list[Claimed]:
        """What would be sent on this way now."""
        return self.scene.run(Delivery(self.scene.context, {}, COMPOSER).claim(channel, 20))

    def attention(self, ticket_id: TicketId) -> AttentionId:
        """Of the ticket."""
        return AttentionId(self.scene.ticket(ticket_id)["attention_id"])


@pytest.fixture
def town(scene: Scenery) -> Town:
    """People can book."""
    return Town(scene)


def test_it_is_asked_first_with_whom_it_concerns(town: Town) -> None:
    town.book("10:00", tell=True, contact="ana@example.org")
    town.book("10:30")
    given_up = town.book("11:00", "tesoreria")
    town.book("11:00", "tesoreria")
    town.scene.run(answer.leave(town.scene.context, town.scene.ticket_command(given_up)))
    assert town.scene.refused(town.calling_off()) == Code.DAY_BOOKED
    assert town.scene.refused(town.calling_off(Answer(2, FLOOD))) == Code.PLACES_CHANGED
    assert town.states() == [("planned", False, None)]
    found = town.scene.run(calling_off.preview(town.scene.context, TUESDAY))
    names = {one.slug: one.name.es for one in town.scene.context.municipality.departments}
    assert {(one.department.es, one.places, one.told) for one in found.departments} == {
        (names["agua"], 2, 1), (names["tesoreria"], 1, 0),
    }  # fmt: skip
    assert (found.places, found.told, found.priorities, found.given_back) == (3, 1, 0, 0)
    # Other hours would break the promise of an hour, and nothing can be answered to that.
    hours = {"why": OFF["why"], "closed": False, "lobby": "15:00:00", "opens": "16:00:00", "closes": "18:00:00"}
    assert town.scene.refused(town.calling_off(Answer(3, FLOOD), value=hours)) == Code.DAY_BOOKED


def test_all_is_given_back_at_once_and_each_is_told_once_on_the_ways_they_chose(town: Town) -> None:
    by_mail = town.book("10:00", tell=True, contact="ana@example.org", language="en")
    by_sms = town.book("10:00", tell=True, contact="722 555 0101")
    browser = town.book("10:30", contact="eva@example.org")
    silent = town.book("10:30", contact="ivo@example.org")
    town.scene.run(subscriptions.ask(town.scene.context, town.attention(browser), "push", subscription()))
    assert town.told(by_mail) == [("booking_confirmed", "mail", "waiting")]
    command = CommandId(uuid4())
    for _ in range(2):
        town.scene.run(town.calling_off(Answer(4, FLOOD), command))
    assert town.states() == [("closed", True, "weather")]
    for one in (by_mail, by_sms, browser, silent):
        held = town.scene.ticket(one)
        assert (held["state"], held["contact_index"]) == ("cancelled", None)
    assert town.scene.events("cancelled") == [("cancelled", "staff", "called_off")] * 4
    # What had been confirmed and was not sent yet is not sent any more.
    assert town.told(by_mail) == [("booking_confirmed", "mail", "expired"), ("booking_called_off", "mail", "waiting")]
    assert town.told(by_sms)[1:] == [("booking_called_off", "sms", "waiting")]
    assert town.told(browser) == [("booking_called_off", "push", "waiting")]
    assert town.told(silent) == []
    late = catalogue.change(town.scene.context, town.admin, CommandId(uuid4()), [Edit(KEY, 0, OFF)], Answer(4, FLOOD))
    assert town.scene.refused(late) == Code.CATALOGUE_CHANGED
    [letter], [push] = town.claimed("mail"), town.claimed("push")
    said = COMPOSER.compose(letter.kind, letter.language, letter.values)
    assert letter.address == "ana@example.org" and said.link == "https://a.example.mx/areas"
    assert "Tuesday, 8 December" in said.subject and "Heavy rain or flooding" in said.body[0]
    assert said.body[1] == "The river rose."
    assert push.address is not None and "push.example.net" in push.address
    audit = town.scene.find("SELECT actor_id, why FROM audit WHERE action = 'day_called_off'")
    assert [tuple(one.values()) for one in audit] == [(town.admin, "called_off_weather")]
    # Nobody is reminded of it, nor lets it lapse.
    town.comes("16:00", WEDNESDAY.replace(day=7))
    town.comes("10:45")
    assert len(town.scene.find("SELECT 1 FROM outbox WHERE kind = 'booking_reminder'")) == 0
    assert town.state(silent) == "cancelled"


def test_who_is_killed_in_between_has_changed_nothing_and_told_nobody(town: Town) -> None:
    places = [town.book(at, tell=True, contact=f"p{at[:2]}{at[3:]}@example.org") for at in ("10:00", "10:30", "11:00")]
    context, command = town.scene.context, CommandId(uuid4())
    town.scene.context = replace(context, channels=Dying())
    with pytest.raises(Killed):
        town.scene.run(town.calling_off(Answer(3, FLOOD), command))
    town.scene.context = context
    assert town.states() == [("planned", False, None)]
    assert [town.state(one) for one in places] == ["booked"] * 3
    assert not town.scene.find("SELECT 1 FROM outbox WHERE kind = 'booking_called_off'")
    town.scene.run(town.calling_off(Answer(3, FLOOD), command))
    assert [len(town.told(one)) for one in places] == [2] * 3


def test_two_confirmations_and_a_booking_at_the_same_moment(town: Town) -> None:
    town.book("10:00")
    flows = [town.calling_off(Answer(1, FLOOD)), town.calling_off(Answer(1, FLOOD)), town.booking("10:30")]

    async def all_at_once() -> list[Any]:
        return list(await asyncio.gather(*flows, return_exceptions=True))

    found = town.scene.run(all_at_once())
    codes = {one.code for one in found if isinstance(one, DomainError)}
    booked = town.scene.find("SELECT 1 FROM ticket WHERE state = 'booked'")
    if town.states() == [("closed", True, "weather")]:
        assert codes == {Code.CATALOGUE_CHANGED, Code.BOOKING_CLOSED} and not booked
    else:
        assert codes == {Code.PLACES_CHANGED} and len(booked) == 2


def test_they_keep_the_folio_and_have_priority_once_at_the_next_one(town: Town) -> None:
    scene = town.scene
    first, given_up = town.book("10:00"), town.book("10:30")
    scene.run(answer.leave(scene.context, scene.ticket_command(given_up)))
    scene.run(town.calling_off(Answer(1, FLOOD)))
    found = scene.run(follow.look(scene.context, town.attention(first)))
    assert found is not None and found.called_off is not None
    assert (found.called_off.day, found.called_off.reason, found.active) == (TUESDAY, FLOOD, False)
    other = scene.run(follow.look(scene.context, town.attention(given_up)))
    assert other is not None and other.called_off is None
    # Who asks at the counter is told the same, and not that there is no such number.
    at_desk = scene.run(front_desk.find(scene.context, scene.moderator, found.folio))
    assert (at_desk.ticket.id, at_desk.called_off) == (first, True)
    next_week = TUESDAY.replace(day=15)
    assert scene.run(calling_off.preview(scene.context, next_week)).priorities == 1
    town.comes("10:00", next_week)
    assert (
        scene.refused(scene.joining("agua", carried_attention=town.attention(given_up))) == Code.UNKNOWN_CARRIED_FOLIO
    )
    again = scene.join("tesoreria", carried_attention=town.attention(first))
    assert scene.ticket(again)["preferential"]
    assert scene.refused(scene.joining("agua", carried_attention=town.attention(first))) == Code.UNKNOWN_CARRIED_FOLIO


def test_it_is_held_after_all_by_who_was_told_that_places_do_not_come_back(town: Town) -> None:
    scene = town.scene
    first = town.book("10:00", contact="722 555 0101")
    scene.run(town.calling_off(Answer(1, FLOOD)))
    public = scene.run(calling_off.ahead(scene.context))
    assert public is not None and (public.day, public.reason) == (TUESDAY, FLOOD)
    assert scene.refused(town.undoing()) == Code.DAY_GIVEN_BACK
    assert scene.refused(town.calling_off(Answer(2), value=None)) == Code.DAY_GIVEN_BACK
    scene.run(town.undoing(Answer(1)))
    assert town.states() == [("closed", True, "weather"), ("planned", False, None)]
    assert town.state(first) == "cancelled" and town.left() == [2] * 8
    assert scene.run(calling_off.ahead(scene.context)) is None
    assert len(scene.find("SELECT 1 FROM audit WHERE action = 'day_held_after_all'")) == 1
    # The same person books again, and is called off again: that is told, too.
    scene.run(town.booking("10:00", contact="722 555 0101", tell=True))
    scene.run(town.calling_off(Answer(1, FLOOD)))
    assert len(scene.find("SELECT 1 FROM outbox WHERE kind = 'booking_called_off'")) == 1


def test_files_call_nothing_off_on_which_people_have_places(town: Town) -> None:
    town.book("10:00")
    files = town.scene.context.in_force.files
    holiday = files.petitions.holidays[0].model_copy(update={"day": TUESDAY})
    changed = files.model_copy(
        update={"petitions": files.petitions.model_copy(update={"holidays": (*files.petitions.holidays, holiday)})}
    )
    assert town.scene.refused(catalogue_files.apply(town.scene.context.database, changed)) == Code.DAY_BOOKED


def test_one_damaged_person_keeps_nobody_else_from_being_told(town: Town) -> None:
    damaged = town.book("10:00", tell=True, contact="ana@example.org")
    row = town.book("10:30", tell=True, contact="eva@example.org")
    other = town.book("11:00", tell=True, contact="ivo@example.org")
    for one in (damaged, row):
        town.scene.run(subscriptions.ask(town.scene.context, town.attention(one), "push", subscription()))
    person = town.scene.damage_key(damaged)
    way = town.scene.find("UPDATE notice_way SET address_sealed = 'x' WHERE ticket_id = $1 RETURNING id", row)[0]["id"]
    town.scene.run(town.calling_off(Answer(3, FLOOD)))
    assert [one for one in town.told(other) if one[0] == "booking_called_off"] == [
        ("booking_called_off", "mail", "waiting")
    ]
    assert [one for one in town.told(row) if one[0] == "booking_called_off"] == [
        ("booking_called_off", "mail", "waiting")
    ]
    assert "booking_called_off" not in [kind for kind, _, _ in town.told(damaged)]
    assert town.scene.noted() >= {("person.key", person), ("notice_way.address", way)}
    assert town.scene.ticket(damaged)["state"] == "cancelled"
