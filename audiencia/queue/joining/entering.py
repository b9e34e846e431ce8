"""What taking a number and booking a place have in common: the form, what it leads to, and who it is."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from audiencia.core.errors import BadInput, Code, NotFound, Refused, TooMany
from audiencia.core.ids import AttentionId, CaseId, QueueId, StaffId, TicketId
from audiencia.db.commands import Act, Result, first_answer, once_per_form
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import contact
from audiencia.privacy.attempts import Guesser
from audiencia.privacy.consent import Accepted, SentForm
from audiencia.privacy.crypto import Keyring
from audiencia.queue.domain.kinds import Medium
from audiencia.queue.domain.queue import Queue
from audiencia.queue.domain.session import Session
from audiencia.runtime.context import AppContext

SQL = load("audiencia.queue.joining", "join.sql")


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinRequest(SentForm):
    """The form of who takes a number or books a place. `simulated`: it comes from somebody who plays in a practice.
    `carried_folio` and `carried_pin`, or `carried_attention` when the browser holds its secret, name an earlier visit that closing time
    cut off. `about_case`: what the person wants to talk about, whose secret the browser holds. `network`: where it comes from.
    `other_person`: several people use the device, or the contact that the front desk was told of."""

    adjustments: tuple[str, ...]
    wanted_director: StaffId | None = None
    carried_folio: str = ""
    carried_pin: str = ""
    carried_attention: AttentionId | None = None
    about_case: CaseId | None = None
    network: str = ""
    other_person: bool = False
    medium: Medium = "video"
    simulated: bool = False

    @property
    def guesser(self) -> Guesser:
        """The network and device that a wrong PIN counts against."""
        return Guesser(self.network, self.device)


@dataclass(frozen=True, slots=True)
class Joined:
    """What the citizen gets. `token` goes into the private cookie."""

    token: str
    attention_id: AttentionId
    ticket_id: TicketId
    number: str


@dataclass(frozen=True, slots=True)
class Place:
    """What the ticket gets besides its number; see `queue.domain.ticket.Ticket`."""

    preferential: bool
    needs: str | None
    wanted_director: StaffId | None
    contact_index: bytes | None
    device_index: bytes | None
    carried_from: AttentionId | None
    seniority: datetime | None
    """Seniority of an earlier visit of this jornada, whose place is given back; `None`: they join now."""

    @property
    def passes(self) -> bool:
        """Whether somebody who waits already may be further back by it."""
        return self.preferential or self.seniority is not None


@dataclass(frozen=True, slots=True)
class Entry:
    """A form that leads to a ticket; its jornada and queue are locked."""

    context: AppContext
    tx: Tx
    request: JoinRequest
    accepted: tuple[Accepted, ...]
    session: Session
    topic_id: int
    queue: Queue


def contact_index(keyring: Keyring, typed: str) -> bytes | None:
    """By what a telephone or e-mail is known again; `None` for what is neither."""
    found = contact.canonical(typed)
    return keyring.blind_index(found) if found else None


async def enter(
    context: AppContext, request: JoinRequest, prepare: Callable[[tuple[Accepted, ...]], Awaitable[Act]]
) -> Joined:
    """Carries the form out, or gives the first result again when the same form is sent twice.
    `prepare` gives what is done in the transaction, once notice, consents and telephone are in order. Raises `Refused`
    (notice_changed, form_used) and `BadInput` (notice_not_accepted, guardian_needed, telephone_needed)."""
    if request.carried_folio or request.carried_pin:
        # Checking them is counted and put on record: not once more for a form that was carried out.
        known = await _given_before(context, request)
        if known is not None:
            return known
    try:
        accepted = request.accepted(context.municipality)
        if request.medium == "phone" and not contact.telephone(request.contact):
            raise BadInput(Code.TELEPHONE_NEEDED, {"contact": Code.TELEPHONE_NEEDED.value})
        act = await prepare(accepted)
    except (BadInput, Refused, TooMany):
        # What would be refused now may have been carried out when it was sent first.
        known = await _given_before(context, request)
        if known is None:
            raise
        return known
    return joined(context, await once_per_form(context, request.command_id, act))


async def _given_before(context: AppContext, request: JoinRequest) -> Joined | None:
    """What the form led to when it was sent before. Raises `Refused(form_used)`."""
    async with context.database.read() as conn:
        result = await first_answer(conn, request.command_id)
    return None if result is None else joined(context, result)


def joined(context: AppContext, result: Result) -> Joined:
    """The answer to the form. Its token is of the first generation, also when it is given again."""
    attention_id = AttentionId(UUID(result["id"]))
    token = context.keyring.ticket_token(attention_id, 1)
    return Joined(token, attention_id, TicketId(UUID(result["ticket_id"])), result["number"])


def check_topic(context: AppContext, request: JoinRequest, topic_id: int | None) -> int:
    """The topic that was chosen, as it was found. Raises `NotFound(unknown_topic)`, also in a department that only a rule leads to."""
    if topic_id is None or context.municipality.is_by_rule(request.department):
        raise NotFound(Code.UNKNOWN_TOPIC)
    return topic_id


async def check_once(
    tx: Tx, queue_id: QueueId, at: Place, request: JoinRequest, *, is_here: bool | None = None
) -> None:
    """Whether this person is in this locked queue no other time (invariant 1): the same browser, unless another person uses it.
    `is_here`: whether the browser is, where that was read under the lock.
    A telephone or e-mail proves nobody: only the front desk is told of numbers that have it, and says whose they are.
    Raises `Refused` (device_in_line, contact_in_line)."""
    if request.other_person:
        return
    if is_here is None:
        is_here = bool(await SQL.device_in_queue(tx.conn, queue_id=queue_id, device_index=at.device_index))
    if is_here:
        raise Refused(Code.DEVICE_IN_LINE)
    if request.by is not None:
        numbers = await SQL.numbers_of_contact(tx.conn, queue_id=queue_id, contact_index=at.contact_index)
        if numbers is not None:
            raise Refused(Code.CONTACT_IN_LINE, number=numbers)


def device_index(keyring: Keyring, request: JoinRequest) -> bytes | None:
    """By what a browser is known again; `None` for none, or one that another person uses."""
    if not request.device or request.other_person:
        return None
    return keyring.blind_index(f"device:{request.device}")


async def _needed(conn: Connection, asked: list[str]) -> str | None:
    """The first of these that somebody here interprets for: waiting for one whom the municipality has not would never end."""
    known = {row.helps_with async for row in SQL.interpreters(conn)} if asked else set()
    return next((code for code in asked if code in known), None)


async def place_of(
    context: AppContext,
    tx: Tx,
    request: JoinRequest,
    *,
    earlier: AttentionId | None = None,
    seniority: datetime | None = None,
    wanted_director: StaffId | None = None,
) -> Place:
    """What the ticket gets by what the form says. `earlier`: the visit that it goes on from, with its `seniority` of this jornada or, from
    another one, with preference."""
    asked = [one for one in context.municipality.adjustments if one.code in request.adjustments]
    return Place(
        preferential=(earlier is not None and seniority is None) or any(one.preferential for one in asked),
        needs=await _needed(tx.conn, [one.code for one in asked if one.interpreter]),
        wanted_director=wanted_director,
        contact_index=contact_index(context.keyring, request.contact),
        device_index=device_index(context.keyring, request),
        carried_from=earlier,
        seniority=seniority,
    )
