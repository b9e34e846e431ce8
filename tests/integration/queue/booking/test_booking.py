"""Appointments against the real database: capacity, seniority, the day, the hour, and the end of what nobody came to."""

import asyncio
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

import pytest

from audiencia.core.actor import CITIZEN
from audiencia.core.errors import Code, DomainError
from audiencia.core.ids import AttentionId, CommandId, QueueId, TicketId
from audiencia.followup import consents
from audiencia.followup.consents import Consent
from audiencia.privacy.consent import BOOKING_NOTICES
from audiencia.queue.booking import booking, check_in
from audiencia.queue.calling import answer, wait
from audiencia.queue.joining.entering import Joined
from audiencia.queue.moderation import moderate
from audiencia.queue.sessions import clock
from audiencia.queue.snapshot import load_snapshot
from audiencia.queue.snapshot.decrypted_fields import Opened
from audiencia.reporting import figures
from audiencia.runtime.channels import Channels
from audiencia.runtime.context import InForce
from audiencia.signaling.views import citizen
from tests.integration.queue.sessions.test_clock import Node
from tests.support.knocking import _words
from tests.support.scenery import Scenery
from tests.support.tuesdays import WEDNESDAY, Week


@pytest.fixture
def week(scene: Scenery) -> Week:
    """The Wednesday before."""
    return Week(scene)


def test_a_place_is_a_ticket_of_the_coming_tuesday_without_a_stay_in_its_line(week: Week) -> None:
    joined = week.scene.run(week.booking("10:30", contact="722 555 0101"))
    held = week.scene.ticket(joined.ticket_id)
    assert (held["state"], held["session_id"], joined.number) == ("booked", week.session["id"], "AG-001")
    assert week.scene.legs(joined.ticket_id) == []
    assert week.scene.events("booked") == [("booked", "citizen", None)]
    found = week.scene.run(check_in.appointment(week.scene.context, joined.attention_id))
    assert found is not None
    assert (found.starts_at, found.ends_at) == (week.moment("10:30"), week.moment("11:00"))
    assert (found.check_in_at, found.lapses_at) == (week.moment("09:00"), week.moment("10:40"))
    assert (found.booked, found.can_check_in, found.checked_in) == (True, False, False)
    audit = week.scene.find("SELECT action, why FROM audit WHERE object_id = $1", str(joined.attention_id))
    assert [(one["action"], one["why"]) for one in audit] == [("joined", "booking")]


def test_the_windows_of_a_day_and_what_is_left_of_them(week: Week) -> None:
    assert week.left() == [2] * 8
    week.book("10:30")
    assert week.left() == [2, 1, 2, 2, 2, 2, 2, 2]
    assert week.left("tesoreria") == [2] * 8
    assert week.scene.refused(week.booking("10:15")) == Code.BAD_INPUT
    assert week.scene.refused(week.booking("14:00")) == Code.BAD_INPUT


def test_two_at_the_last_place_of_a_window(week: Week) -> None:
    week.book("10:00")

    async def both() -> list[Joined | BaseException]:
        return list(await asyncio.gather(week.booking("10:00"), week.booking("10:00"), return_exceptions=True))

    found = week.scene.run(both())
    refusals = [one for one in found if isinstance(one, DomainError)]
    assert [one.code for one in refusals] == [Code.SLOT_FULL]
    assert len([one for one in found if isinstance(one, Joined)]) == 1
    assert week.left()[:2] == [0, 2]


def test_the_same_form_twice_is_one_appointment_also_when_both_come_at_once(week: Week) -> None:
    request, starts_at = week.scene.request("agua"), week.moment("10:00")

    async def twice() -> list[Joined]:
        context = week.scene.context
        return list(await asyncio.gather(*(booking.book(context, request, starts_at) for _ in range(2))))

    first, second = week.scene.run(twice())
    assert first == second == week.scene.run(booking.book(week.scene.context, request, starts_at))
    assert week.left()[0] == 1


def test_one_place_for_each_device_in_a_department(week: Week) -> None:
    first = week.book("10:00", contact="722 555 0101", device="a")
    # A telephone proves nobody: whoever writes somebody's learns nothing, and keeps nobody out.
    week.book("11:00", contact="+52 722 555 0101")
    assert week.scene.refused(week.booking("11:00", device="a")) == Code.DEVICE_IN_LINE
    week.book("11:00", device="a", other_person=True)
    week.book("10:00", "tesoreria", device="a")
    # On the day nobody takes a number beside the own appointment.
    week.comes("09:30")
    assert week.scene.refused(week.scene.joining("agua", device="a")) == Code.DEVICE_IN_LINE
    week.scene.run(answer.leave(week.scene.context, week.scene.ticket_command(first)))
    assert week.scene.ticket(week.scene.join("agua", device="a"))["state"] == "waiting"


@pytest.mark.parametrize(("day", "at"), [(WEDNESDAY.replace(day=1), "23:59"), (None, "09:00"), (None, "12:00")])
def test_places_are_given_from_the_wednesday_until_the_lobby(week: Week, day: object, at: str) -> None:
    if day is not None:
        week.set_clock(day, at)
    else:
        week.set_clock(week.session["day"], at)  # the clock's loop has not come by yet
    assert week.scene.refused(week.booking("13:00")) == Code.BOOKING_CLOSED
    assert week.scene.refused(booking.windows(week.scene.context, "agua", "fugas")) == Code.BOOKING_CLOSED
    days = week.scene.run(booking.days(week.scene.context))
    assert days is not None and not days.open
    assert days.begins == week.moment("00:00", WEDNESDAY)


def test_a_department_without_places_gives_none(week: Week) -> None:
    one = week.scene.context.municipality
    departments = tuple(
        each.model_copy(update={"booked_per_slot": 0}) if each.slug == "agua" else each for each in one.departments
    )
    week.scene.context = replace(
        week.scene.context, in_force=InForce(one.model_copy(update={"departments": departments}))
    )
    assert week.scene.refused(week.booking("10:00")) == Code.BOOKING_CLOSED
    assert week.left("tesoreria") == [2] * 8


def test_giving_a_place_up_frees_its_window(week: Week) -> None:
    ticket_id = week.book("10:00")
    week.scene.run(answer.leave(week.scene.context, week.scene.ticket_command(ticket_id)))
    assert (week.state(ticket_id), week.left()[0]) == ("left", 2)
    cancelled = week.book("10:00")
    version = week.scene.ticket(cancelled)["version"]
    week.scene.run(
        moderate.cancel_ticket(
            week.scene.context, week.scene.moderator, CommandId(uuid4()), cancelled, version, "asked_by_person"
        )
    )
    assert (week.state(cancelled), week.left()[0]) == ("cancelled", 2)


def test_nobody_checks_in_before_the_lobby(week: Week) -> None:
    ticket_id = week.book("10:00")
    command = week.scene.ticket_command(ticket_id)
    assert week.scene.refused(check_in.check_in(week.scene.context, command)) == Code.SESSION_NOT_OPEN_YET
    assert week.state(ticket_id) == "booked"


def test_whoever_booked_is_called_in_the_booked_order_before_those_who_came_on_the_day(week: Week) -> None:
    late_hour, second, first = week.book("11:00"), week.book("10:00"), week.book("10:00")
    week.comes("09:05")
    walk_in = week.scene.join("agua")
    for one in (first, late_hour):
        week.checks_in(one)
    assert [week.state(one) for one in (first, late_hour)] == ["postponed", "postponed"]
    assert week.scene.passed(walk_in) == []
    week.comes("10:00")
    assert week.state(first) == "waiting"
    assert week.state(late_hour) == "postponed"
    assert week.scene.passed(walk_in) == ["booked"]
    week.checks_in(second)
    assert week.scene.passed(walk_in) == ["booked", "booked"]
    room = week.open_room()
    called = []
    for _ in range(3):
        called.append(week.scene.talk(room))
        week.scene.conclude(room)
    assert called == [second, first, walk_in]
    week.comes("11:00")
    assert week.scene.talk(room) == late_hour
    assert week.scene.legs(late_hour) == [("agua", None)]
    assert week.scene.events("checked_in") == [
        ("checked_in", "citizen", "early"), ("checked_in", "citizen", "early"), ("checked_in", "citizen", None),
    ]  # fmt: skip


def test_coming_early_counts_against_no_limit_and_nobody_goes_in_before_the_hour(week: Week) -> None:
    ticket_id = week.book("10:30")
    week.comes("09:10")
    week.checks_in(ticket_id)
    early = wait.resume(week.scene.context, week.scene.ticket_command(ticket_id))
    assert week.scene.refused(early) == Code.NOT_ALLOWED_NOW
    week.comes("10:30")
    assert week.state(ticket_id) == "waiting"
    assert week.scene.events("resumed") == [("resumed", "system", "booked")]
    for _ in range(week.scene.context.municipality.limits.postponements):
        command = week.scene.ticket_command(ticket_id)
        week.scene.run(wait.postpone(week.scene.context, command, let_pass=1))
        week.scene.run(wait.resume(week.scene.context, week.scene.ticket_command(ticket_id)))
    again = wait.postpone(week.scene.context, week.scene.ticket_command(ticket_id), let_pass=1)
    assert week.scene.refused(again) == Code.POSTPONED_TOO_OFTEN


def test_checking_in_twice_with_one_command_is_once_and_with_another_is_refused(week: Week) -> None:
    ticket_id = week.book("10:00")
    week.comes("10:01")
    command = week.scene.ticket_command(ticket_id)
    for _ in range(2):
        week.scene.run(check_in.check_in(week.scene.context, command))
    again = check_in.check_in(week.scene.context, week.scene.ticket_command(ticket_id))
    assert week.scene.refused(again) == Code.NOT_ALLOWED_NOW
    assert len(week.scene.events("checked_in")) == 1


def test_who_does_not_come_loses_the_place_after_the_grace_and_takes_a_number_like_anybody(week: Week) -> None:
    absent, here = week.book("10:00", contact="722 555 0101"), week.book("10:00")
    week.comes("09:30")
    week.checks_in(here)
    week.comes("10:09")
    assert week.state(absent) == "booked"
    week.comes("10:10")
    week.comes("10:10")
    assert (week.state(absent), week.state(here)) == ("lapsed", "waiting")
    assert week.scene.events("lapsed") == [("lapsed", "system", "not_checked_in")]
    assert week.scene.ticket(absent)["contact_index"] is None
    assert week.state(week.scene.join("agua", contact="722 555 0101")) == "waiting"


def lapses(week: Week, ticket_id: TicketId, nodes: list[check_in.Unused], *, not_at: tuple[str, ...], at: str) -> None:
    for moment in (*not_at, at):
        week.set_clock(week.session["day"], moment)
        for node in nodes:
            week.scene.run(node.lapse())
        assert week.state(ticket_id) == ("lapsed" if moment == at else "booked")


def test_a_service_that_was_away_waits_for_people_from_when_it_is_there_again(week: Week) -> None:
    ticket_id = week.book("10:00")
    week.set_clock(week.session["day"], "10:15")
    week.scene.pass_time(0)
    node = check_in.Unused(week.scene.context)
    lapses(week, ticket_id, [node], not_at=("10:15", "10:24"), at="10:26")


def test_after_a_restart_pages_name_until_when_a_place_waits_by_the_node_that_lets_it_lapse_first(week: Week) -> None:
    ticket_id, later = week.book("10:00"), week.book("10:30")
    nodes = {}
    for began in ("10:15", "10:20"):
        week.set_clock(week.session["day"], began)
        [made] = week.scene.find("INSERT INTO node (id, lease_until) VALUES ($1, 'infinity') RETURNING id", uuid4())
        nodes[began] = check_in.Unused(week.scene.context, node_id=made["id"])
        week.scene.run(nodes[began].lapse())
        assert shown_until(week, ticket_id) == [week.moment("10:25")] * 2
    assert shown_until(week, later) == [week.moment("10:40")] * 2
    week.scene.find(
        "UPDATE node SET lease_until = '-infinity' WHERE lapses_from < $1 RETURNING id", week.moment("10:18")
    )
    assert shown_until(week, ticket_id) == [week.moment("10:30")] * 2
    lapses(week, ticket_id, [nodes["10:20"]], not_at=("10:25", "10:29"), at="10:31")


def shown_until(week: Week, ticket_id: TicketId) -> list[datetime | None]:
    """Until which minute the place waits by the page and by the live view; `None` where it does not lapse for now."""
    scene = week.scene
    attention_id = AttentionId(scene.ticket(ticket_id)["attention_id"])
    found = scene.run(check_in.appointment(scene.context, attention_id))
    seen, _known = scene.run(
        load_snapshot.read(scene.context, Opened(), QueueId(scene.ticket(ticket_id)["queue_id"]), [ticket_id], None)
    )
    words = _words(scene.context.municipality)
    view = citizen.citizen(seen, seen.tickets[ticket_id], "123456", "es-MX", words, None).booking
    assert found is not None and view is not None
    return [None if one.clock_doubted else one.lapses_at.replace(second=0, microsecond=0) for one in (found, view)]


def test_by_a_clock_that_is_doubted_no_place_lapses_and_from_the_answer_on_each_waits_its_time(week: Week) -> None:
    ticket_id = week.book("10:00")
    week.set_clock(week.session["day"], "09:30")
    assert shown_until(week, ticket_id) == [week.moment("10:10")] * 2
    looks, looks_at_none_of_it = [check_in.Unused(week.scene.context) for _ in range(2)]
    for node in (looks, looks_at_none_of_it):
        week.scene.run(node.lapse())
    Node(week.scene).sees(2 * 3600)
    week.set_clock(week.session["day"], "11:30")
    week.scene.run(looks.lapse())
    assert week.state(ticket_id) == "booked"
    assert shown_until(week, ticket_id) == [None, None]
    week.scene.run(clock.confirm(week.scene.context, week.scene.moderator))
    assert shown_until(week, ticket_id) == [week.moment("11:40")] * 2
    week.scene.run(check_in._lapse(week.scene.context, ticket_id))  # by a node that asked what is due before the answer
    lapses(week, ticket_id, [looks, looks_at_none_of_it], not_at=("11:30", "11:39"), at="11:41")


def test_a_node_that_began_by_a_clock_that_was_ahead_waits_for_nobody_until_that_time(week: Week) -> None:
    ticket_id = week.book("10:00")
    week.set_clock(week.session["day"], "11:30")
    node, unused = Node(week.scene), check_in.Unused(week.scene.context)
    week.scene.run(unused.lapse())
    node.sees(-2 * 3600)
    week.set_clock(week.session["day"], "09:30")
    week.scene.run(unused.lapse())
    week.scene.run(clock.confirm(week.scene.context, week.scene.moderator))
    lapses(week, ticket_id, [unused], not_at=("09:31", "10:09"), at="10:11")


def test_a_place_does_not_lapse_by_a_clock_that_was_set_since_a_node_looked(week: Week) -> None:
    ticket_id = week.book("10:00")
    week.set_clock(week.session["day"], "09:30")
    Node(week.scene).sees(2 * 3600)
    week.comes("11:30")
    assert week.state(ticket_id) == "booked"
    week.scene.run(clock.confirm(week.scene.context, week.scene.moderator))
    week.comes("11:41")
    assert week.state(ticket_id) == "lapsed"


def test_two_nodes_let_a_place_lapse_once_and_a_check_in_at_that_moment_wins_or_loses_whole(week: Week) -> None:
    tickets = [week.book(at) for at in ("10:00", "10:00", "10:30", "10:30")]
    week.set_clock(week.session["day"], "09:00")
    week.scene.pass_time(0)
    week.set_clock(week.session["day"], "10:45")
    commands = [week.scene.ticket_command(one) for one in tickets]

    async def all_at_once() -> None:
        context = week.scene.context
        flows = [check_in.lapse_unused(context), check_in.lapse_unused(context)]
        await asyncio.gather(*flows, *(check_in.check_in(context, one) for one in commands), return_exceptions=True)

    week.scene.run(all_at_once())
    states = [week.state(one) for one in tickets]
    assert set(states) <= {"waiting", "lapsed"}
    assert len(week.scene.events("lapsed")) == states.count("lapsed")
    assert len(week.scene.events("checked_in")) == states.count("waiting")


def test_a_line_that_takes_nobody_more_takes_who_has_an_appointment(week: Week) -> None:
    ticket_id = week.book("10:00")
    week.comes("10:00")
    week.scene.find(
        "UPDATE queue SET state = 'draining', cap = 0 WHERE session_id = $1 RETURNING id", week.session["id"]
    )
    week.checks_in(ticket_id)
    assert week.state(ticket_id) == "waiting"


def test_what_is_booked_counts_for_nobody_until_it_is_there(week: Week) -> None:
    booked = week.book("10:00", adjustments=("preferential",))
    week.comes("09:10")
    first, second = week.scene.join("agua"), week.scene.join("agua")
    order = week.scene.order()
    assert [one["id"] for one in order] == [first, second]
    assert booked not in [one["id"] for one in order]


def test_closing_time_ends_what_was_left(week: Week) -> None:
    ticket_id = week.book("13:30")
    week.set_clock(week.session["day"], "09:00")
    week.scene.pass_time(0)
    week.set_clock(week.session["day"], "18:00")
    week.scene.pass_time(0)
    assert week.state(ticket_id) == "lapsed"
    assert week.scene.events("lapsed") == [("lapsed", "system", "session_closed")]


def test_the_wait_of_who_booked_counts_from_the_hour_and_not_from_the_wednesday(week: Week) -> None:
    ticket_id = week.book("10:00")
    week.comes("09:30")
    week.checks_in(ticket_id)
    week.comes("10:12")
    assert week.scene.call(week.open_room()) == ticket_id

    async def waits() -> list[tuple[int, float]]:
        async with week.scene.context.database.read() as conn:
            rows = [row async for row in figures.SQL.waits(conn, session_id=week.session["id"])]
        return [(row.people, round(row.median_min or 0)) for row in rows if row.in_all]

    assert week.scene.run(waits()) == [(1, 12)]


def told(week: Week, ticket_id: TicketId) -> list[tuple[str, str]]:
    """What is on its way to this person."""
    found = week.scene.find("SELECT kind, channel FROM outbox WHERE about = $1 ORDER BY made_at, channel", ticket_id)
    return [(one["kind"], one["channel"]) for one in found]


def test_who_asks_for_it_is_told_and_reminded_once(week: Week) -> None:
    week.scene.context = replace(week.scene.context, channels=Channels(mail=True, sms=True))
    asks = week.book("10:00", contact="ana@example.org", tell=True)
    by_phone = week.book("10:00", contact="722 555 0101", tell=True)
    silent = week.book("10:30", contact="eva@example.org")
    nowhere = week.book("11:00", contact="la casa azul", tell=True)
    given_up = week.book("11:00", contact="otra@example.org", tell=True)
    week.scene.run(answer.leave(week.scene.context, week.scene.ticket_command(given_up)))
    week.comes("15:59", WEDNESDAY.replace(day=7))
    assert told(week, asks) == [("booking_confirmed", "mail")]
    for _ in range(2):
        week.comes("16:00", WEDNESDAY.replace(day=7))
    assert told(week, asks) == [("booking_confirmed", "mail"), ("booking_reminder", "mail")]
    assert told(week, by_phone) == [("booking_confirmed", "sms"), ("booking_reminder", "sms")]
    assert told(week, silent) == told(week, nowhere) == []
    assert told(week, given_up) == [("booking_confirmed", "mail")]


def test_who_takes_that_back_is_told_nothing_more_and_what_waits_is_recalled(week: Week) -> None:
    week.scene.context = context = replace(week.scene.context, channels=Channels(mail=True, sms=True))
    ticket_id = week.book("10:00", contact="ana@example.org", tell=True)
    other = week.book("10:00", contact="eva@example.org", tell=True)
    attention_id = AttentionId(week.scene.ticket(ticket_id)["attention_id"])

    def own() -> Consent:
        return week.scene.run(consents.look(context, attention_id))[-1]

    assert (own().code, own().counts) == (BOOKING_NOTICES, True)
    for _ in range(2):
        week.scene.run(consents.change(context, attention_id, BOOKING_NOTICES, allow=False))
    assert (own().code, own().counts, own().withdrawn_at is not None) == (BOOKING_NOTICES, False, True)
    assert told(week, ticket_id) == []
    noted = week.scene.find("SELECT action FROM audit WHERE object_id = $1 ORDER BY id", str(attention_id))
    assert [row["action"] for row in noted] == ["joined", "consent_withdrawn"]
    week.comes("16:30", WEDNESDAY.replace(day=7))
    assert told(week, ticket_id) == []
    assert told(week, other) == [("booking_confirmed", "mail"), ("booking_reminder", "mail")]
    silent = AttentionId(week.scene.ticket(week.book("10:30", contact="ivo@example.org"))["attention_id"])
    assert all(one.code != BOOKING_NOTICES for one in week.scene.run(consents.look(context, silent)))


def test_whoever_takes_all_consents_back_is_not_reminded_either(week: Week) -> None:
    week.scene.context = context = replace(week.scene.context, channels=Channels(mail=True))
    ticket_id = week.book("10:00", contact="ana@example.org", tell=True)
    attention_id = week.scene.ticket(ticket_id)["attention_id"]

    async def oppose() -> None:
        async with context.database.begin() as tx:
            await consents.withdraw(tx, context, attention_id, CITIZEN, why="opposition")

    week.scene.run(oppose())
    week.comes("16:30", WEDNESDAY.replace(day=7))
    assert told(week, ticket_id) == []


def test_one_damaged_person_keeps_nobody_else_from_being_reminded(week: Week) -> None:
    week.scene.context = replace(week.scene.context, channels=Channels(mail=True))
    damaged = week.book("10:00", contact="ana@example.org", tell=True)
    row = week.book("10:00", contact="eva@example.org", tell=True)
    other = week.book("10:30", contact="ivo@example.org", tell=True)
    person, attention = week.scene.damage_key(damaged), week.scene.ticket(row)["attention_id"]
    week.scene.find("UPDATE attention SET contact_sealed = 'x' WHERE id = $1 RETURNING id", attention)
    week.comes("16:30", WEDNESDAY.replace(day=7))
    assert told(week, other) == [("booking_confirmed", "mail"), ("booking_reminder", "mail")]
    assert told(week, damaged) == told(week, row) == [("booking_confirmed", "mail")]
    assert week.scene.noted() == {("person.key", person), ("attention.contact", attention)}
