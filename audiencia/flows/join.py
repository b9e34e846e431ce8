"""A citizen joins the line of a department: person, consents, attention, ticket and leg in one transaction."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from audiencia.actor import CITIZEN, Actor, staff_actor
from audiencia.cases import folio
from audiencia.config import Municipality
from audiencia.db.database import Connection, Tx
from audiencia.db.queries import load
from audiencia.errors import BadInput, Code, NotFound, Refused
from audiencia.flows import carried
from audiencia.flows.house import House
from audiencia.ids import AttentionId, CaseId, PersonId, StaffId, TicketId
from audiencia.privacy import audit, contact
from audiencia.privacy import store as persons
from audiencia.privacy.audit import Action
from audiencia.privacy.consent import Accepted, NoticeInfo, PurposeInfo, decide
from audiencia.privacy.crypto import Keyring, PersonKey, place
from audiencia.privacy.store import Means
from audiencia.queue import store
from audiencia.queue.kinds import Medium
from audiencia.queue.line import TAKES_PEOPLE, Line, LineState, check_joins
from audiencia.queue.rules import ByRule, CarriedRule, line_by_rule
from audiencia.queue.session import Session, check_admits, check_finishes
from audiencia.queue.ticket import TicketState

SQL = load("audiencia.flows", "join.sql")


@dataclass(frozen=True, slots=True)
class JoinRequest:
    """The form as sent, each field checked for its form. `submission_id` makes a double submit one attention.

    `by`: the member of staff who wrote it for somebody at the counter or on the telephone, and read the notice out to them.

    `carried_folio` and `carried_pin`, or `carried_attention` when the browser holds its secret, name an earlier visit that
    closing time cut off. `about_case`: what the person wants to talk about, whose secret the browser holds. `device` is the
    opaque id of the browser; `other_person`: it is used by several people.
    """

    submission_id: UUID
    department: str
    topic: str
    name: str
    matter: str
    contact: str
    adjustments: tuple[str, ...]
    read_notice: bool
    purposes: tuple[str, ...]
    notice_hash: str
    language: str
    wanted_director: StaffId | None = None
    carried_folio: str = ""
    carried_pin: str = ""
    carried_attention: AttentionId | None = None
    about_case: CaseId | None = None
    device: str = ""
    other_person: bool = False
    medium: Medium = "video"
    by: StaffId | None = None

    @property
    def actor(self) -> Actor:
        """Who goes into the log."""
        return CITIZEN if self.by is None else staff_actor(self.by)


@dataclass(frozen=True, slots=True)
class Joined:
    """What the citizen gets. `token` goes into the private cookie."""

    token: str
    attention_id: AttentionId
    ticket_id: TicketId
    number: str


@dataclass(frozen=True, slots=True)
class _Place:
    """What the ticket gets besides its number; see `queue.ticket.Ticket`."""

    preferential: bool
    needs: str | None
    wanted_director: StaffId | None
    contact_index: bytes | None
    device_index: bytes | None
    carried_from: AttentionId | None
    seniority: datetime | None
    """Of an earlier visit of this jornada, whose place is given back; `None`: they join now."""

    @property
    def passes(self) -> bool:
        """Whether somebody who waits already may be further back by it."""
        return self.preferential or self.seniority is not None


def notice_info(municipality: Municipality) -> NoticeInfo:
    """The notice in force, as the consent rules need it."""
    notice = municipality.notice
    purposes = tuple(PurposeInfo(purpose.code, purpose.required) for purpose in notice.purposes)
    return NoticeInfo(notice.version, notice.hash, purposes)


def contact_index(keyring: Keyring, typed: str) -> bytes | None:
    """By what a telephone or e-mail is known again; `None` for what is neither."""
    found = contact.canonical(typed)
    return keyring.blind_index(found) if found else None


async def join(house: House, request: JoinRequest, finishing: datetime | None = None) -> Joined:
    """Takes the person in, or gives the first result again when the same form is sent twice.

    `finishing`: when this person would be done, as far as it is estimated (`flows.admission`).

    Raises `Refused` (session_closed, session_not_open_yet, queue_closed, queue_full, too_late_today, already_in_line,
    device_in_line, notice_changed), `BadInput` (notice_not_accepted, unknown_carried_folio, telephone_needed) and
    `NotFound(unknown_topic)`; nothing is written then. `TooMany` after too many wrong PINs of an earlier visit.
    """
    async with house.database.read() as conn:
        known = await _known(house, conn, request.submission_id)
    if known is not None:
        return known
    accepted = decide(notice_info(house.municipality), request.notice_hash, request.read_notice, request.purposes)
    if request.medium == "phone" and not contact.telephone(request.contact):
        raise BadInput(Code.TELEPHONE_NEEDED, {"contact": Code.TELEPHONE_NEEDED.value})
    earlier = request.carried_attention
    if request.carried_folio or request.carried_pin:
        earlier = await carried.prove(house, request.carried_folio, request.carried_pin)
    async with house.database.begin() as tx:
        session = check_admits(await store.live_session(tx.conn), tx.now)
        session = check_admits(await store.hold_session(tx, session.id), tx.now)
        topic = await store.SQL.topic_of(tx.conn, department=request.department, topic=request.topic)
        if topic is None or house.municipality.is_by_rule(request.department):
            raise NotFound(Code.UNKNOWN_TOPIC)
        rule = await by_rule(house.municipality, tx, session, request, earlier)
        line = await _lock_queue(tx, session, request.department if rule is None else rule.department)
        # A double submit whose first half was just being written waited for the queue's lock.
        known = await _known(house, tx.conn, request.submission_id)
        if known is not None:
            return known
        at = await _place(house, tx, line, request, earlier, rule)
        await _check_line(house, tx, line, at, other_person=request.other_person)
        if rule is None:
            check_finishes(session, finishing)
        return await _write(house, tx, session, line, topic, request, accepted, at, rule)


async def _known(house: House, conn: Connection, submission_id: UUID) -> Joined | None:
    row = await store.SQL.attention_of_submission(conn, submission_id=submission_id)
    if row is None:
        return None
    token = house.keyring.ticket_token(row["id"], row["token_generation"])
    return Joined(token, row["id"], row["ticket_id"], row["number"])


async def by_rule(
    municipality: Municipality, tx: Tx, session: Session, request: JoinRequest, earlier: AttentionId | None
) -> ByRule | None:
    """The rule that brings this person into another line than that of the department they chose.

    `None` too where that line takes nobody today: then they are attended as anybody else.
    """
    times = 0 if earlier is None else await SQL.times_carried(tx.conn, id=earlier)
    carried_rules = [
        CarriedRule(one.slug, one.carried_over_times)
        for one in municipality.departments
        if one.carried_over_times is not None
    ]
    rule = line_by_rule(municipality.topic_leads_to(request.department, request.topic), times, carried_rules)
    if rule is None:
        return None
    found = await store.SQL.queue_of_department(tx.conn, session_id=session.id, slug=rule.department)
    return rule if found is not None and LineState(found["state"]) in TAKES_PEOPLE else None


async def _lock_queue(tx: Tx, session: Session, department: str) -> Line:
    found = await store.SQL.queue_of_department(tx.conn, session_id=session.id, slug=department)
    if found is None:
        raise Refused(Code.QUEUE_CLOSED)
    line = (await store.lock_queues(tx, found["id"]))[found["id"]]
    newest = await SQL.newest_in_line(tx.conn, queue_id=line.id)
    if newest is not None and newest >= tx.now:
        # The clock was set back: whoever joins now still comes after those who were here.
        tx.now = newest + timedelta(microseconds=1)
    return line


async def _check_line(house: House, tx: Tx, line: Line, at: _Place, *, other_person: bool) -> None:
    """Whether this person may join now: once (invariant 1), and while the line takes people."""
    found = await SQL.duplicates(
        tx.conn, queue_id=line.id, contact_index=at.contact_index, device_index=at.device_index
    )
    if found["contact"]:
        raise Refused(Code.ALREADY_IN_LINE)
    if found["device"] and not other_person:
        raise Refused(Code.DEVICE_IN_LINE)
    taken = await store.SQL.queue_waiting_count(tx.conn, queue_id=line.id)
    check_joins(line, taken, house.municipality.limits.queue_cap)


async def _place(
    house: House, tx: Tx, line: Line, request: JoinRequest, earlier: AttentionId | None, rule: ByRule | None
) -> _Place:
    seniority = None if earlier is None else await carried.claim(tx, earlier, line.session_id)
    asked = [one for one in house.municipality.adjustments if one.code in request.adjustments]
    return _Place(
        preferential=(earlier is not None and seniority is None) or any(one.preferential for one in asked),
        needs=await _needs(tx.conn, [one.code for one in asked if one.interpreter]),
        # Whom one asked for attends in the line that one chose.
        wanted_director=None if rule is not None else await _wanted(house, tx.conn, line, request),
        contact_index=contact_index(house.keyring, request.contact),
        device_index=house.keyring.blind_index(f"device:{request.device}") if request.device else None,
        carried_from=earlier,
        seniority=seniority,
    )


async def _needs(conn: Connection, asked: list[str]) -> str | None:
    """The first of these that somebody here interprets for: waiting for one whom the municipality has not would never end."""
    known = {row["helps_with"] async for row in SQL.known_interpreters(conn)}
    return next((code for code in asked if code in known), None)


async def _wanted(house: House, conn: Connection, line: Line, request: JoinRequest) -> StaffId | None:
    """The director asked for. Raises `BadInput` where nobody, or not this one, can be asked for."""
    if request.wanted_director is None:
        return None
    allowed = any(one.ask_for_director for one in house.municipality.departments if one.slug == request.department)
    known = {row["id"] async for row in SQL.directors_to_ask_for(conn, queue_id=line.id)}
    if not allowed or request.wanted_director not in known:
        raise BadInput(fields={"wanted_director": "unknown"})
    return request.wanted_director


async def _write(
    house: House,
    tx: Tx,
    session: Session,
    line: Line,
    topic: store.Row,
    request: JoinRequest,
    accepted: tuple[Accepted, ...],
    at: _Place,
    rule: ByRule | None,
) -> Joined:
    before = await store.line_order(tx, line, house.preference) if at.passes else []
    attention_id = AttentionId(uuid4())
    await _write_attention(house, tx, session, attention_id, topic, request, accepted, at)
    ticket_id, number = await _write_ticket(tx, session, line, attention_id, at, request.medium)
    await store.SQL.open_leg(tx.conn, id=uuid4(), attention_id=attention_id, queue_id=line.id, now=tx.now)
    await store.append(
        tx,
        "joined",
        request.actor,
        session_id=session.id,
        queue_id=line.id,
        ticket_id=ticket_id,
        to_state=TicketState.WAITING,
        reason=rule.reason if rule is not None else _why(at),
        detail={"medium": request.medium}
        | ({"other_person": True} if request.other_person else {})
        | ({"to_queue": line.id} if rule else {}),
    )
    if at.seniority is not None:
        await store.SQL.write_passes_from(
            tx.conn, queue_id=line.id, since=line.jumps, joined_at=at.seniority, id=ticket_id
        )
        await store.SQL.level_passes(tx.conn, queue_id=line.id, id=ticket_id)
    if at.passes:
        kind = "joined" if at.seniority is None else "restored"
        await store.note_passed(tx, line, house.preference, before, kind)
    tx.changed(line.id)
    return Joined(house.keyring.ticket_token(attention_id, 1), attention_id, ticket_id, number)


def _why(at: _Place) -> str | None:
    if at.carried_from is None:
        return None
    return "carried_over" if at.seniority is None else "restored"


async def _write_ticket(
    tx: Tx, session: Session, line: Line, attention_id: AttentionId, at: _Place, medium: Medium
) -> tuple[TicketId, str]:
    """The ticket with the line's next number."""
    ticket_id = TicketId(uuid4())
    prefix = await SQL.prefix_of_queue(tx.conn, queue_id=line.id)
    number = f"{prefix}-{await store.SQL.take_number(tx.conn, id=line.id):03d}"
    await store.SQL.insert_ticket(
        tx.conn,
        id=ticket_id,
        attention_id=attention_id,
        session_id=session.id,
        queue_id=line.id,
        number=number,
        state=TicketState.WAITING,
        joined_at=at.seniority or tx.now,
        preferential=at.preferential,
        passes_from=line.jumps,
        wanted_director=at.wanted_director,
        needs=at.needs,
        contact_index=at.contact_index,
        device_index=at.device_index,
        medium=medium,
        now=tx.now,
    )
    return ticket_id, number


async def _write_attention(
    house: House,
    tx: Tx,
    session: Session,
    attention_id: AttentionId,
    topic: store.Row,
    request: JoinRequest,
    accepted: tuple[Accepted, ...],
    at: _Place,
) -> None:
    person_id = PersonId(uuid4())
    key = await persons.create_person(tx.conn, house.keyring, person_id)
    await persons.add_consents(tx.conn, person_id, accepted, tx.now, means=_means(request), witness=request.by)
    year = tx.now.astimezone(ZoneInfo(house.municipality.timezone)).year
    await store.SQL.insert_attention(
        tx.conn,
        id=attention_id,
        session_id=session.id,
        person_id=person_id,
        topic_id=topic["id"],
        submission_id=request.submission_id,
        folio=folio.make(house.municipality.folio_prefix, year, secrets.token_bytes(folio.RANDOM_BYTES)),
        joined_at=at.seniority or tx.now,
        language=request.language,
        carried_from=at.carried_from,
        about_case=request.about_case,
        made_by=request.by,
        **_sealed(key, attention_id, request),
    )
    await audit.record(
        tx.conn,
        actor=request.actor,
        action=Action.JOINED,
        object_kind="attention",
        object_id=attention_id,
        why="join" if request.by is None else "front_desk",
    )


def _means(request: JoinRequest) -> Means:
    """How the consents were given: before a member of staff they are words, at the counter or on the telephone."""
    if request.by is None:
        return "web"
    return "telephone" if request.medium == "phone" else "counter"


def _sealed(key: PersonKey, attention_id: AttentionId, request: JoinRequest) -> dict[str, bytes | None]:
    def seal(column: str, text: str) -> bytes | None:
        return key.seal(text, place(column, attention_id)) if text else None

    return {
        "name_sealed": seal("attention.name", request.name),
        "matter_sealed": seal("attention.matter", request.matter),
        "contact_sealed": seal("attention.contact", request.contact),
        "adjustments_sealed": seal("attention.adjustments", ",".join(request.adjustments)),
    }
