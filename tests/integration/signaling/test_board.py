"""What moderators do with many people at once, and what they read of the whole jornada."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from audiencia.core.unbroken import unbroken
from audiencia.signaling.messages_out import ActivityOut
from audiencia.simulation.trouble import Refused
from tests.integration.signaling.scenes import open_desk
from tests.support.audience import NAME, People

HERE, THERE = "bienestar", "tesoreria"


def says(*words: str) -> Callable[[ActivityOut], bool]:
    """Whether the newest entry that holds the first of these words holds all of them."""

    said = [unbroken(word) for word in words]

    def found(activity: ActivityOut) -> bool:
        first = next((one.text for one in activity.entries if said[0] in one.text), "")
        return all(word in first for word in said)

    return found


async def test_several_are_moved_together_as_the_preview_said_and_back_again(people: People) -> None:
    first, waits, second = [await people.citizen(one) for one in (HERE, THERE, HERE)]
    moderator = await people.moderator()
    await open_desk(people, THERE)
    tickets = [await moderator.wait_ticket(one.view.ticket.number, HERE) for one in (second, first)]
    seen = await moderator.preview_move(tickets, THERE)
    numbers = [one.view.ticket.number for one in (first, waits, second)]
    assert [(one.number, one.before, one.place) for one in seen.seats] == [
        (numbers[0], None, 1), (numbers[1], 1, 2), (numbers[2], None, 3),
    ]  # fmt: skip
    assert (seen.passed, seen.nearer) == (1, 0)
    moved = await moderator.move_tickets(tickets, THERE)
    await waits.wait_for(lambda view: view.line is not None and view.line.place == 2, "the second place")
    await second.wait_for(lambda view: view.ticket.department_slug == THERE, "the other line")
    assert await moderator.undo_move(moved) == sorted((numbers[0], numbers[2]))
    await waits.wait_for(lambda view: view.line is not None and view.line.place == 1, "the first place again")
    back = await second.wait_for(lambda view: view.ticket.department_slug == HERE, "the old line")
    assert "mistake" in back.history[-1].text
    assert back.line is not None
    assert back.line.place == 2


async def test_moderators_read_what_happened_and_who_did_it(people: People) -> None:
    moderator, other = await people.moderator(), await people.moderator()
    citizen = await people.citizen(HERE)
    number = citizen.view.ticket.number
    await other.happened.wait_for(says(number, "joined"), "that somebody joined")
    ticket = await moderator.wait_ticket(number, HERE)
    await moderator.move_ticket(ticket, THERE)
    read = await other.happened.wait_for(says(number, "was moved to"), "the move")
    own = [one for one in read.entries if unbroken(number) in one.text]
    assert [bool(one.by) for one in own if "moved" in one.text] == [True]
    assert [one.by for one in own if "joined" in one.text] == [None]
    assert [one.id for one in read.entries] == sorted((one.id for one in read.entries), reverse=True)
    assert NAME not in read.model_dump_json()


async def test_of_several_one_that_is_called_keeps_all_where_they_are(people: People) -> None:
    first, second = await people.citizen(HERE), await people.citizen(HERE)
    moderator, director = await people.moderator(), await open_desk(people, HERE)
    tickets = [await moderator.wait_ticket(one.view.ticket.number, HERE) for one in (first, second)]
    await director.call_next()
    await first.wait_state("called")
    for attempt in (moderator.move_tickets, moderator.preview_move):
        with pytest.raises(Refused, match="tickets_moved") as caught:
            await attempt(tickets, THERE)
        assert caught.value.problem is not None
        assert caught.value.problem.params["number"] == first.view.ticket.number
    assert second.view.ticket.department_slug == HERE


async def test_what_is_announced_is_read_by_those_whom_it_is_for_until_it_is_withdrawn(people: People) -> None:
    here, there = await people.citizen(HERE), await people.citizen(THERE)
    moderator, other = await people.moderator(), await people.moderator()
    made = await moderator.announce("Tengan su recibo a la mano", HERE, minutes=10)
    view = await here.wait_for(lambda view: bool(view.announcements), "the announcement")
    assert [one.text for one in view.announcements] == ["Tengan su recibo a la mano"]
    await other.announced.wait_for(lambda shown: bool(shown.announcements), "the announcement on the board")
    assert [one.department for one in other.announced.value.announcements] == ["Welfare and Family Services"]
    await moderator.announce("El sistema va lento", None, minutes=10)
    await there.wait_for(lambda view: len(view.announcements) == 1, "the one for all lines")
    await moderator.withdraw_announcement(made)
    await here.wait_for(lambda view: [one.text for one in view.announcements] == ["El sistema va lento"], "one less")


async def test_a_longer_session_is_told_to_who_waits_and_to_every_board(people: People) -> None:
    citizen = await people.citizen(HERE)
    moderator, other = await people.moderator(), await people.moderator()
    seen = moderator.board.session.closes_at
    await moderator.extend_session(seen, 30)
    later = seen + timedelta(minutes=30)
    await citizen.wait_for(lambda view: view.session.closes_at == later, "the later time")
    await other.wait_for(lambda board: board.session.closes_at == later, "the later time on the board")
    with pytest.raises(Refused, match="stale_version"):
        await other.extend_session(seen, 30)
