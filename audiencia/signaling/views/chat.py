"""What was written, as each of the two sides reads it. Pure."""

from collections.abc import Iterable
from typing import Literal

from audiencia.core.ids import StaffId
from audiencia.queue.domain.chat import HELPED, WRITES_IN_CALL, Channel
from audiencia.queue.domain.ticket import TicketState
from audiencia.queue.snapshot.ticket_facts import ChatFacts, TicketFacts
from audiencia.signaling import messages_out as out
from audiencia.signaling.words import Words


def of_citizen(facts: TicketFacts, lang: str, words: Words) -> out.ChatOut | None:
    """In a call that of the call; before it that with the moderators, once one of them wrote."""
    state = facts.ticket.state
    if state in WRITES_IN_CALL:
        return chat(facts, "call", None, lang, words)
    begun = any(not one.in_call and one.staff_id is not None for one in facts.chat)
    return chat(facts, "help", None, lang, words) if begun and state in HELPED else None


def chat(facts: TicketFacts, channel: Channel, reader: StaffId | None, lang: str, words: Words) -> out.ChatOut:
    """One conversation of a ticket, as this member of staff or (`None`) its citizen reads it."""
    found = [one for one in facts.chat if one.in_call == (channel == "call")]
    return conversation(found, channel, reader, facts.ticket.state, lang, words)


def conversation(
    found: Iterable[ChatFacts], channel: Channel, reader: StaffId | None, state: TicketState, lang: str, words: Words
) -> out.ChatOut:
    """A conversation, from messages that were read for one person."""
    staff: Literal["director", "moderator"] = "director" if channel == "call" else "moderator"
    return out.ChatOut(
        channel=channel,
        messages=[
            out.ChatMessageOut(
                id=one.id,
                who="citizen" if one.staff_id is None else staff,
                name=one.name,
                mine=one.staff_id == reader,
                text=words.readable(one.text, lang),
                damaged=one.text is None,
                at=one.at,
            )
            for one in found
        ],
        may_write=state in (WRITES_IN_CALL if channel == "call" else HELPED),
    )
