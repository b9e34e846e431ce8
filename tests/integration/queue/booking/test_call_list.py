"""Whom the front desk tells that their day was called off: who is on the list, whose telephone may be used, and what came of it."""

from collections.abc import Coroutine
from typing import Any
from uuid import uuid4

import pytest

from audiencia.core.errors import Code
from audiencia.core.ids import CommandId, PersonId, StaffId, TicketId
from audiencia.core.list_page import ListPage
from audiencia.privacy import store as persons
from audiencia.queue.booking import call_list
from audiencia.queue.booking.call_list import Outcome, Reach
from audiencia.queue.domain.calling_off import Answer
from audiencia.staff.roles import Role
from tests.integration.queue.booking.test_calling_off import FLOOD, Town
from tests.support.audience import NAME
from tests.support.races import at_once
from tests.support.scenery import Scenery
from tests.support.tuesdays import TUESDAY

ATTENDED = ("attention",)
"""The purposes of who agreed to nothing but to being attended."""
ALL = ListPage([], "slot", False, 50, 0)


class Office(Town):
    """The same, with somebody at the front desk."""

    def __init__(self, scene: Scenery) -> None:
        super().__init__(scene)
        self.desk: StaffId = scene.run(scene.account("mostrador", Role.FRONT_DESK, None))

    def listed(self) -> dict[TicketId, call_list.ToTell]:
        """Who is on it."""
        return {one.ticket_id: one for one in self.scene.run(call_list.listed(self.scene.context, ALL))[0]}

    def shown(self) -> dict[TicketId, Reach]:
        """Whose name and telephone the desk is shown."""
        return dict(self.scene.run(call_list.disclose(self.scene.context, self.desk, ALL))[2])

    def noting(
        self, ticket_id: TicketId, seen: int, outcome: Outcome, command: CommandId | None = None
    ) -> Coroutine[Any, Any, None]:
        """What came of it."""
        command = command or CommandId(uuid4())
        return call_list.note(self.scene.context, self.desk, command, ticket_id, seen, outcome)

    def audited(self, action: str) -> list[tuple[str, str]]:
        """What is on record, by the kind of object and why."""
        query = "SELECT object_kind, why FROM audit WHERE action = $1 AND actor_id = $2 ORDER BY id"
        rows = self.scene.find(query, action, self.desk)
        return [(row["object_kind"], row["why"]) for row in rows]


@pytest.fixture
def office(scene: Scenery) -> Office:
    """People can book."""
    return Office(scene)


def off(office: Office, places: int) -> None:
    office.scene.run(office.calling_off(Answer(places, FLOOD)))


def test_only_those_whom_no_notice_tells_are_on_it_by_hour(office: Office) -> None:
    silent = office.book("11:00", contact="722 555 0101")
    told = office.book("10:00", tell=True, contact="ana@example.org")
    refused = office.book("10:30", tell=True, contact="eva@example.org")
    assert office.listed() == {}
    off(office, 3)
    assert list(office.listed()) == [silent]
    # One whose notice comes back is told by somebody; one that is kept too long by a server, too.
    office.scene.find("UPDATE outbox SET state = 'failed', failure = 'refused', done_at = app_now(), sealed = NULL"
                      " WHERE about = $1 AND kind = 'booking_called_off' RETURNING 1", refused)  # fmt: skip
    assert list(office.listed()) == [refused, silent]
    office.scene.find("UPDATE outbox SET attempts = 3 WHERE about = $1 AND state = 'waiting' RETURNING 1", told)
    assert list(office.listed()) == [told, refused, silent]
    assert office.scene.run(call_list.left_to_tell(office.scene.context)) == 3
    found = office.listed()[silent]
    assert (found.day, found.slot.starts_at, found.told, found.times) == (TUESDAY, office.moment("11:00"), False, 0)


def test_a_page_of_it_is_searched_and_sorted_and_alone_is_shown(office: Office) -> None:
    first, second, third = (office.book(hour, contact=f"722 555 01{hour[:2]}") for hour in ("10:00", "11:00", "12:00"))
    off(office, 3)
    office.scene.run(office.noting(second, 0, "told"))
    names = {"not_told": "Aún no", "not_reached": "No contestó", "told": "Avisada"}

    def page(*patterns: str, by: str = "slot", descending: bool = False, most: int = 50, skip: int = 0) -> ListPage:
        return ListPage(patterns, by, descending, most, skip, names=names)

    def found(wanted: ListPage) -> tuple[list[TicketId], int]:
        listed, total = office.scene.run(call_list.listed(office.scene.context, wanted))
        return [one.ticket_id for one in listed], total

    assert found(page()) == ([first, second, third], 3)
    assert found(page(descending=True)) == ([third, second, first], 3)
    assert found(page(by="state")) == ([first, third, second], 3)
    assert found(page("%avis%")) == ([second], 1) and found(page("%aun%", "%no%")) == ([first, third], 2)
    assert found(page("%zzz%")) == ([], 0)
    assert found(page(most=2, skip=2)) == ([third], 3) == found(page(most=2, skip=98))
    _, total, shown = office.scene.run(call_list.disclose(office.scene.context, office.desk, page(most=1)))
    assert (total, set(shown)) == (3, {first}) and len(office.audited("disclosed")) == 1


def test_a_telephone_is_shown_of_who_agreed_or_is_attended_by_it_and_of_nobody_else(office: Office) -> None:
    agreed = office.book("10:00", contact="722 555 0101")
    by_phone = office.book("10:30", contact="(722) 555-0102", medium="phone", purposes=ATTENDED)
    for_the_call = office.book("11:00", contact="722 555 0103", purposes=ATTENDED)
    by_mail = office.book("11:30", contact="ivo@example.org")
    nothing = office.book("12:00")
    off(office, 5)
    found = office.listed()
    assert {one for one in found if found[one].by_phone} == {agreed, by_phone}
    assert set(found) == {agreed, by_phone, for_the_call, by_mail, nothing}
    assert office.audited("disclosed") == [] and office.audited("call_list_read") == []
    assert office.shown() == {agreed: Reach(NAME, "+527225550101"), by_phone: Reach(NAME, "+527225550102")}
    office.shown()
    # Each look is on record, and each person once.
    assert office.audited("call_list_read") == [("session", "called_off")] * 2
    assert office.audited("disclosed") == [("attention", "called_off")] * 2
    office.scene.find("UPDATE consent SET revoked_at = app_now() WHERE purpose = 'follow_up' RETURNING 1")
    assert set(office.shown()) == {by_phone}


def test_of_who_was_erased_nothing_is_shown(office: Office) -> None:
    gone = office.book("10:00", contact="722 555 0101")
    off(office, 1)
    query = "SELECT person_id FROM attention JOIN ticket ON attention_id = attention.id WHERE ticket.id = $1"
    row = office.scene.find(query, gone)[0]

    async def erase() -> None:
        async with office.scene.context.database.begin() as tx:
            await persons.erase_person(tx.conn, office.scene.context.keyring, PersonId(row["person_id"]))

    office.scene.run(erase())
    assert not office.listed()[gone].by_phone and office.shown() == {}


def test_what_came_of_it_is_in_the_log_and_who_was_told_is_shown_no_more(office: Office) -> None:
    one = office.book("10:00", contact="722 555 0101")
    off(office, 1)
    command = CommandId(uuid4())
    for _ in range(2):
        office.scene.run(office.noting(one, 0, "not_reached", command))
    found = office.listed()[one]
    assert found.last is not None and (found.last.outcome, found.times, found.told) == ("not_reached", 1, False)
    assert set(office.shown()) == {one}
    assert office.scene.refused(office.noting(one, 0, "told")) == Code.STALE_VERSION
    office.scene.run(office.noting(one, 1, "told"))
    assert office.shown() == {} and office.scene.run(call_list.left_to_tell(office.scene.context)) == 0
    assert office.listed()[one].told
    office.scene.run(office.noting(one, 2, "not_reached"))
    assert set(office.shown()) == {one}
    told = office.scene.events("told_of_called_off")
    assert told == [("told_of_called_off", "staff", why) for why in ("not_reached", "told", "not_reached")]
    assert [why for _, why in office.audited("telephoned")] == [
        "called_off_not_reached", "called_off_told", "called_off_not_reached",
    ]  # fmt: skip


def test_two_at_the_desk_who_tell_the_same_person_are_one_and_a_clear_refusal(office: Office) -> None:
    one = office.book("10:00", contact="722 555 0101")
    off(office, 1)
    lock = "SELECT FROM booking FOR UPDATE"
    done = at_once(office.scene, lock, office.noting(one, 0, "told"), office.noting(one, 0, "not_reached"))
    assert sorted(done, key=str) == [None, Code.STALE_VERSION.value]
    assert len(office.scene.events("told_of_called_off")) == 1


def test_nobody_is_on_it_while_the_day_is_held_after_all(office: Office) -> None:
    scene = office.scene
    one = office.book("10:00", contact="722 555 0101")
    other = office.book("10:30", contact="722 555 0102")
    off(office, 2)
    scene.run(office.undoing(Answer(2)))
    assert office.listed() == {}
    assert scene.refused(office.noting(one, 0, "told")) == Code.UNKNOWN_TICKET
    scene.run(office.calling_off())
    assert set(office.listed()) == {one, other}


def test_at_the_end_of_the_day_nobody_is_on_it(office: Office) -> None:
    one = office.book("10:00", contact="722 555 0101")
    off(office, 1)
    office.set_clock(TUESDAY, "13:59")
    assert set(office.listed()) == {one}
    office.set_clock(TUESDAY, "14:01")
    assert office.listed() == {} and office.shown() == {}
    assert office.audited("disclosed") == [] and office.audited("call_list_read") == []
    assert office.scene.refused(office.noting(one, 0, "told")) == Code.UNKNOWN_TICKET


def test_who_used_the_folio_has_learnt_it(office: Office) -> None:
    scene = office.scene
    one, other = office.book("10:00", contact="722 555 0101"), office.book("10:30", contact="722 555 0102")
    off(office, 2)
    scene.run(office.undoing(Answer(2)))
    office.set_clock(TUESDAY, "09:00")
    scene.pass_time(0)
    scene.find("UPDATE booking SET held_at = NULL RETURNING 1")
    assert set(office.listed()) == {one, other}
    office.comes("10:00")
    scene.run(scene.joining("tesoreria", carried_attention=office.attention(one)))
    assert set(office.listed()) == {other}
