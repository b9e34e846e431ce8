"""The tickets of a queue as one reading finds them: all of them the first time, afterwards those that changed.
`queue_change` (db/migrations/versions/0101_queue_change.sql) names what a later reading has to read again. A person's own part
(history, steps, chat) is read for those whom somebody looks at."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from audiencia.core.ids import QueueId, TicketId
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.queue.booking import calling_off
from audiencia.queue.call import chat, commitments
from audiencia.queue.domain.kinds import devices_of
from audiencia.queue.domain.ticket import TERMINAL, UNFINISHED
from audiencia.queue.snapshot.decrypted_fields import Opened, Sealed
from audiencia.queue.snapshot.order import Order, Rule, follow, order_of, tickets_in
from audiencia.queue.snapshot.surroundings import Surroundings
from audiencia.queue.snapshot.ticket_facts import (
    BookingFacts,
    HistoryFacts,
    MatterFacts,
    Private,
    Safety,
    TicketFacts,
    WorkingNote,
)
from audiencia.queue.store import store
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text

if TYPE_CHECKING:
    from audiencia.queue.store import look_sql
    from audiencia.queue.store.look_sql import SafetyFacts

SQL = load("audiencia.queue.store", "look.sql")
HISTORY_MOST = 200  # So many entries of a ticket's history are read, the newest: more than a day brings.
IN_ONE_TURN = 200
"""So many tickets of a long queue are made in one turn of the loop: two thousand take a second. The transaction waits for each turn."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose facts a reading needs besides everybody's who is active in the queue. `watched`: by their own pages. `beside`: held by
    rooms, or results that were left for later; `held` of them those whose own part is needed. They may be in another queue, where
    changes are noted under its id: with `anew`, when rooms and results were read, they are read again. `rule`: of the queue."""

    queue_id: QueueId
    watched: frozenset[TicketId]
    beside: frozenset[TicketId]
    held: frozenset[TicketId]
    anew: bool
    rule: Rule

    @property
    def looked_at(self) -> frozenset[TicketId]:
        """Whose own part is needed."""
        return self.watched | self.held

    def needs(self, facts: TicketFacts) -> bool:
        """Whether this ticket is one of the reading's."""
        return self.is_active(facts) or facts.ticket.id in self.watched or facts.ticket.id in self.beside

    def is_active(self, facts: TicketFacts) -> bool:
        """Whether it is in the queue and goes on."""
        return facts.ticket.queue_id == self.queue_id and facts.ticket.state not in TERMINAL


@dataclass(frozen=True, slots=True)
class Known:
    """What one reading found. `seen`: the transactions that it saw. `whole`: whose own part it holds.
    `inactive`: those tickets that are there because somebody looks at them, or a room holds them."""

    seen: str
    tickets: Mapping[TicketId, TicketFacts]
    whole: frozenset[TicketId]
    inactive: frozenset[TicketId] = frozenset()
    order: Order | None = None
    around: Surroundings | None = None


async def read(
    context: AppContext,
    opened: Opened,
    conn: Connection,
    asked: Asked,
    queue: "look_sql.QueueFacts",
    known: Known | None,
) -> Known:
    """The tickets now, within the transaction of `conn`, in which the `queue` was read with what is `known`."""
    changed = _changed(queue)
    if known is None or known.order is None or changed is None:
        found = await _facts(context, opened, conn, asked, asked.looked_at | asked.beside, asked.queue_id)
        order = order_of(tickets_in(asked.queue_id, found), asked.rule)
        inactive = frozenset(at for at, one in found.items() if not asked.is_active(one))
        return Known(queue.visible, found, asked.looked_at & found.keys(), inactive, order)
    beside = asked.beside if asked.anew else asked.beside - known.tickets.keys()
    new = asked.watched - known.whole
    bare = await _bare(conn, [known.tickets[at] for at in (new & known.tickets.keys()) - changed - beside])
    again = changed | beside | (new - bare)
    found = await _facts(context, opened, conn, asked, again, None) if again else {}
    told = frozenset(map(TicketId, queue.told or ())) & known.whole
    grown = (told & known.tickets.keys()) - again | bare
    if grown:
        found |= await _grown(conn, [known.tickets[at] for at in grown])
    now = _follow(known, asked, queue.visible, again | grown, found)
    for at in again | known.inactive:
        if at in known.tickets and at not in now.tickets:
            opened.forget(known.tickets[at].ticket.attention_id)
    return now


def _follow(
    known: Known, asked: Asked, seen: str, again: frozenset[TicketId], found: Mapping[TicketId, TicketFacts]
) -> Known:
    """What is known now that these were read `again`, and `found`. All others are left as they are: a long queue is not gone through."""
    tickets, inactive = {**known.tickets}, set(known.inactive)
    for at in again | known.inactive:
        facts = found.get(at) if at in again else tickets[at]
        if facts is None or not asked.needs(facts):
            tickets.pop(at, None)
            inactive.discard(at)
            continue
        tickets[at] = facts
        if asked.is_active(facts):
            inactive.discard(at)
        else:
            inactive.add(at)
    gone = (again | known.inactive) - tickets.keys()
    whole = (known.whole | found.keys()) & asked.looked_at - gone
    assert known.order is not None, "it was read before"
    order = follow(known.order, asked.queue_id, known.tickets, tickets, again, asked.rule)
    return Known(seen, tickets, whole, frozenset(inactive), order)


def _changed(queue: "look_sql.QueueFacts") -> frozenset[TicketId] | None:
    """Tickets of the queue that changed; `None` when any of them may have."""
    if queue.changed is None or None in queue.changed:
        return None
    return frozenset(map(TicketId, queue.changed))


@lru_cache(maxsize=1000)
def _detail(text: str) -> Mapping[str, Any]:
    """The detail of an entry of the history; cached, because the same few texts recur."""
    found: Mapping[str, Any] = json.loads(text)
    return found


async def _facts(
    context: AppContext,
    opened: Opened,
    conn: Connection,
    asked: Asked,
    tickets: frozenset[TicketId],
    queue_id: QueueId | None,
) -> dict[TicketId, TicketFacts]:
    """These tickets, and everybody who is active in the queue `queue_id`."""
    rows = [row async for row in SQL.ticket_facts(conn, queue_id=queue_id, ids=list(tickets))]
    own = asked.looked_at
    looked_at = {row.attention_id: row for row in rows if row.id in own}
    ids = [row.id for row in looked_at.values()]
    all_of_them = Sealed(context, {row.attention_id: row for row in rows})
    there = await SQL.own_parts(conn, attentions=[row.attention_id for row in rows], tickets=[row.id for row in rows])
    begun = await all_of_them.begun(conn) if there.matters else {}
    sealed = Sealed(context, looked_at)
    steps = await sealed.steps(conn) if there.steps else {}
    matters = await sealed.matters(conn) if there.matters else {}
    notes = await sealed.notes(conn) if there.notes else {}
    written = await sealed.chat(conn) if there.chat else {}
    unread = await chat.unread(conn, asked.queue_id) if there.chat else {}
    told = await sealed.announcements(conn) if there.announcements else {}
    promised = await commitments.of_attentions(context, conn, list(looked_at)) if there.commitments else {}
    unfinished = Sealed(context, {row.attention_id: row for row in rows if row.state in UNFINISHED})
    working = await unfinished.working(conn) if there.working else {}
    for one in (all_of_them, sealed, unfinished):
        one.tell()
    safety = {row.id: _safety(row) async for row in SQL.safety_facts(conn, ids=ids)} if there.safety else {}
    history = await _histories(conn, dict.fromkeys(ids, 0))
    facts: dict[TicketId, TicketFacts] = {}
    for number, row in enumerate(rows, 1):
        facts[row.id] = replace(
            _ticket(row, opened.of(context, row), *begun.get(row.attention_id, (None, 0))),
            steps=tuple(steps.get(row.attention_id, ())),
            history=tuple(history.get(row.id, ())),
            matters=tuple(matters.get(row.attention_id, ())),
            notes=tuple(notes.get(row.attention_id, ())),
            chat=written.get(row.id, ()),
            unread=unread.get(row.id, 0),
            announcements=tuple(told.get(row.id, ())),
            commitments=tuple(promised.get(row.attention_id, ())),
            working=working.get(row.attention_id, WorkingNote()),
            safety=safety.get(row.id, Safety()),
        )
        if number % IN_ONE_TURN == 0:
            await asyncio.sleep(0)
    return facts


async def _bare(conn: Connection, tickets: Sequence[TicketFacts]) -> frozenset[TicketId]:
    """Those of whose own parts there is nothing but the history: nearly all who wait."""
    if not tickets:
        return frozenset()
    ids, attentions = [one.ticket.id for one in tickets], [one.ticket.attention_id for one in tickets]
    there = await SQL.own_parts(conn, attentions=attentions, tickets=ids)
    owners = {one for _, of_part in there.items() for one in of_part}
    return frozenset(one.ticket.id for one in tickets if owners.isdisjoint((one.ticket.id, one.ticket.attention_id)))


async def _grown(conn: Connection, tickets: Sequence[TicketFacts]) -> dict[TicketId, TicketFacts]:
    """These with what their histories grew by: such entries are written under the queue's lock, the later one with the higher id."""
    after = {one.ticket.id: one.history[-1].id if one.history else 0 for one in tickets}
    new = await _histories(conn, after)
    return {
        one.ticket.id: replace(one, history=(*one.history, *new.get(one.ticket.id, ()))[-HISTORY_MOST:])
        for one in tickets
    }


async def _histories(conn: Connection, after: Mapping[TicketId, int]) -> dict[TicketId, list[HistoryFacts]]:
    """The entries of these tickets behind the one with that id."""
    found: dict[TicketId, list[HistoryFacts]] = {}
    async for entry in SQL.history_facts(conn, ids=list(after), after=list(after.values()), most=HISTORY_MOST):
        happened = HistoryFacts(
            at=entry.at, kind=entry.kind, reason=entry.reason, detail=_detail(entry.detail), id=entry.id
        )
        found.setdefault(TicketId(entry.ticket_id), []).append(happened)
    return found


def _ticket(row: "look_sql.TicketFacts", private: Private, now: MatterFacts | None, begun: int) -> TicketFacts:
    """One ticket; topic and matter are those that it is about now."""
    topic = Text(es=row.topic_es, en=row.topic_en) if now is None else now.topic
    return TicketFacts(
        ticket=store.ticket_of(row),
        folio=row.folio,
        generation=row.secret_generation,
        language=row.language,
        devices=row.devices,
        topic=topic,
        private=private if now is None else replace(private, matter=now.matter),
        outcome=row.outcome,
        disposition=row.disposition,
        outcome_at=row.outcome_at,
        says_resolved=row.citizen_says_resolved,
        reopened=row.reopened,
        why_not=row.not_resolved_why,
        rating=row.rating,
        begun=begun,
        token_generation=row.token_generation,
        about_folio=row.about_folio or "",
        of_complaint=row.of_complaint,
        data_mode=row.data_mode,
        camera_paused=row.camera_paused,
        turned_off=devices_of(row.turned_off),
        encrypts=row.encrypts,
        booking=_booking(row),
        contact_index=row.contact_index,
    )


def _booking(row: "look_sql.TicketFacts") -> BookingFacts | None:
    if row.booked_from is None or row.booked_until is None:
        return None
    called_off = calling_off.reason_of(row) if row.called_off_at and not row.held_at else None
    return BookingFacts(
        starts_at=row.booked_from,
        ends_at=row.booked_until,
        checked_in_at=row.checked_in_at,
        called_off=called_off,
        held_after_all=row.held_at is not None,
    )


def _safety(row: "SafetyFacts") -> Safety:
    ended = (row.ending_reason, row.ended_at) if row.ending_reason is not None and row.ended_at is not None else None
    return Safety(
        help=row.help_reason,
        help_answered=row.help_answered,
        ended=ended,
        review=row.review,
        used=row.used,
        called=row.called,
        reports=row.reports,
    )
