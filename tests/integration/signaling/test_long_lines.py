"""What a moderator's board is sent of a long line: its front, and what this moderator looks at."""

import pytest

from audiencia.signaling.messages_out import BoardTicketOut, BoardView
from audiencia.simulation.trouble import Refused
from tests.support.audience import Audience, People, until
from tests.support.crowd import CROWD
from tests.support.moderator_client import ModeratorClient

LONG, FRONT = 320, 40
# A line for each test: numbers are given once in a jornada.
COUNTED, OPENED, SEARCHED, LEFT, LOOKED_AT = "agua", "bienestar", "seguridad", "obras-publicas", "servicios-publicos"
THERE = "tesoreria"


async def long_line(audience: Audience, people: People, here: str) -> ModeratorClient:
    """A moderator who looks at the front of a long line."""
    await audience.rows(CROWD, here, LONG)
    moderator = await people.moderator()
    assert len(moderator.queue(here).tickets) == FRONT
    return moderator


def places(moderator: ModeratorClient, here: str) -> list[int | None]:
    """Of those who are shown."""
    return [one.place for one in moderator.queue(here).tickets if one.state == "waiting"]


def shown(moderator: ModeratorClient, here: str, number: str) -> BoardTicketOut | None:
    """The ticket, where the board shows it in this line."""
    return next((one for one in moderator.queue(here).tickets if one.number == number), None)


async def found(moderator: ModeratorClient, here: str, number: str) -> BoardTicketOut:
    """The ticket, looked for by its number."""
    await moderator.look_at(text=number)
    ticket = shown(moderator, here, number)
    assert ticket is not None
    return ticket


async def test_a_board_begins_with_the_front_of_a_long_line_and_all_counts(audience: Audience, people: People) -> None:
    moderator = await long_line(audience, people, COUNTED)
    queue = moderator.queue(COUNTED)
    assert (queue.waiting, queue.hidden, queue.whole) == (LONG, LONG - FRONT, False)
    assert places(moderator, COUNTED) == list(range(1, FRONT + 1))
    assert queue.longest is not None
    assert queue.longest.number == queue.tickets[0].number
    assert moderator.queue(THERE).whole


async def test_more_of_a_line_is_shown_and_goes_on_to_be(audience: Audience, people: People) -> None:
    moderator, other = await long_line(audience, people, OPENED), await people.moderator()
    await moderator.look_at({OPENED: 140})
    assert places(moderator, OPENED) == list(range(1, 141))
    await other.cancel_ticket(other.queue(OPENED).tickets[0], "duplicate")

    def one_less(board: BoardView) -> bool:
        return LONG - 1 in {one.waiting for one in board.queues}

    await moderator.wait_for(one_less, "one less")
    assert places(moderator, OPENED) == list(range(1, 141))
    await moderator.look_at()
    assert places(moderator, OPENED) == places(other, OPENED) == list(range(1, FRONT + 1))


async def test_somebody_far_back_is_found_moved_and_kept_in_view(audience: Audience, people: People) -> None:
    moderator, other = await long_line(audience, people, SEARCHED), await people.moderator()
    number = f"{moderator.queue(SEARCHED).prefix}-C300"
    ticket = await found(moderator, SEARCHED, number)
    assert (ticket.place, moderator.queue(SEARCHED).found) == (300, 1)
    await moderator.look_at(keep=[ticket.ticket_id])
    assert (moderator.queue(SEARCHED).found, shown(moderator, SEARCHED, number)) == (0, ticket)
    await moderator.look_at()
    assert shown(moderator, SEARCHED, number) is None
    await moderator.look_at(keep=[ticket.ticket_id])
    theirs = await found(other, SEARCHED, number)
    await audience.rows(CROWD, THERE, LONG)
    assert await moderator.move_ticket(ticket, THERE) > ticket.version
    place = (await moderator.wait_ticket(number, THERE)).place
    assert place is not None
    assert place > FRONT
    with pytest.raises(Refused, match="ticket_moved"):
        await other.move_ticket(theirs, COUNTED)


async def test_a_new_connection_begins_with_the_fronts(audience: Audience, people: People) -> None:
    moderator = await long_line(audience, people, LEFT)
    await moderator.look_at({LEFT: 500})
    assert moderator.queue(LEFT).whole
    connections = moderator.line.connections
    await moderator.line.break_off()
    await until(
        lambda: moderator.line.connections > connections and not moderator.queue(LEFT).whole,
        "the board of the next connection",
    )
    assert places(moderator, LEFT) == list(range(1, FRONT + 1))


async def test_a_whole_board_shows_what_was_looked_at_before(audience: Audience, people: People) -> None:
    moderator = await long_line(audience, people, LOOKED_AT)
    prefix = moderator.queue(LOOKED_AT).prefix
    await moderator.look_at({LOOKED_AT: 60}, text=f"{prefix}-C31")
    boards = moderator.views.count
    await moderator.refresh()
    await moderator.wait_for(lambda _: moderator.views.count > boards, "the board again")
    numbers = [one.number for one in moderator.queue(LOOKED_AT).tickets]
    assert numbers[60:] == [f"{prefix}-C{at}" for at in range(310, 320)]
    assert moderator.queue(LOOKED_AT).found == 11, "C31 is in front"
