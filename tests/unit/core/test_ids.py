"""Names of parties, and whose they are."""

from uuid import UUID

from audiencia.core.ids import (
    PartyIds,
    RelativeId,
    RoomId,
    TicketId,
    ids_of,
    party_of_relative,
    party_of_room,
    party_of_ticket,
)

TICKET = TicketId(UUID(int=5))


def test_each_party_is_of_whom_it_was_made_for() -> None:
    assert ids_of(party_of_ticket(TICKET)) == PartyIds(ticket=TICKET)
    assert ids_of(party_of_room(RoomId(7))) == PartyIds(room=RoomId(7))
    assert ids_of(party_of_relative(RelativeId(7))) == PartyIds(relative=RelativeId(7))


def test_a_program_that_takes_everybody_else_for_a_room_finds_none_with_the_number_of_a_relative() -> None:
    """As the release before relatives does with what is said about keys."""
    kind, _, number = party_of_relative(RelativeId(7)).partition(":")
    assert kind != "ticket"
    assert int(number) < 0
