"""A citizen joins the line of a department: person, consents, attention, ticket and leg in one transaction."""

import secrets
from dataclasses import dataclass
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from audiencia.actor import CITIZEN
from audiencia.cases import folio
from audiencia.config import Municipality
from audiencia.db.database import Connection, Tx
from audiencia.errors import Code, NotFound, Refused
from audiencia.flows.house import House
from audiencia.ids import AttentionId, PersonId, TicketId
from audiencia.privacy import audit
from audiencia.privacy import store as persons
from audiencia.privacy.audit import Action
from audiencia.privacy.consent import Accepted, NoticeInfo, PurposeInfo, decide
from audiencia.privacy.crypto import PersonKey, place
from audiencia.queue import store
from audiencia.queue.line import Line, check_joins
from audiencia.queue.session import Session, check_admits
from audiencia.queue.ticket import TicketState


@dataclass(frozen=True, slots=True)
class JoinRequest:
    """The form as sent, each field checked for its form. `submission_id` makes a double submit one attention."""

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


@dataclass(frozen=True, slots=True)
class Joined:
    """What the citizen gets. `token` goes into the private cookie."""

    token: str
    ticket_id: TicketId
    number: str


def notice_info(municipality: Municipality) -> NoticeInfo:
    """The notice in force, as the consent rules need it."""
    notice = municipality.notice
    purposes = tuple(PurposeInfo(purpose.code, purpose.required) for purpose in notice.purposes)
    return NoticeInfo(notice.version, notice.hash, purposes)


async def join(house: House, request: JoinRequest) -> Joined:
    """Takes the person in, or gives the first result again when the same form is sent twice.

    Raises `Refused` (session_closed, session_not_open_yet, queue_closed, notice_changed), `BadInput`
    (notice_not_accepted) and `NotFound(unknown_topic)`; nothing is written then.
    """
    async with house.database.begin() as tx:
        known = await _known(house, tx.conn, request.submission_id)
        if known is not None:
            return known
        accepted = decide(notice_info(house.municipality), request.notice_hash, request.read_notice, request.purposes)
        session = check_admits(await store.live_session(tx.conn))
        session = check_admits(await store.hold_session(tx, session.id))
        topic = await store.SQL.topic_of(tx.conn, department=request.department, topic=request.topic)
        if topic is None:
            raise NotFound(Code.UNKNOWN_TOPIC)
        line = await _lock_open_queue(house, tx, session, request.department)
        # A double submit whose first half was just being written waited for the queue's lock.
        known = await _known(house, tx.conn, request.submission_id)
        if known is not None:
            return known
        return await _write(house, tx, session, line, topic, request, accepted)


async def _known(house: House, conn: Connection, submission_id: UUID) -> Joined | None:
    row = await store.SQL.attention_of_submission(conn, submission_id=submission_id)
    if row is None:
        return None
    return Joined(house.keyring.ticket_token(row["id"], row["secret_generation"]), row["ticket_id"], row["number"])


async def _lock_open_queue(house: House, tx: Tx, session: Session, department: str) -> Line:
    found = await store.SQL.queue_of_department(tx.conn, session_id=session.id, slug=department)
    if found is None:
        raise Refused(Code.QUEUE_CLOSED)
    line = (await store.lock_queues(tx, found["id"]))[found["id"]]
    waiting = await store.SQL.queue_waiting_count(tx.conn, queue_id=line.id)
    check_joins(line, waiting, house.municipality.limits.queue_cap)
    return line


async def _write(
    house: House,
    tx: Tx,
    session: Session,
    line: Line,
    topic: store.Row,
    request: JoinRequest,
    accepted: tuple[Accepted, ...],
) -> Joined:
    preferential = _preferential(house.municipality, request.adjustments)
    before = await store.line_order(tx, line, house.preference) if preferential else []
    attention_id = AttentionId(uuid4())
    await _write_attention(house, tx, session, attention_id, topic, request, accepted)
    ticket_id = TicketId(uuid4())
    number = f"{topic['prefix']}-{await store.SQL.take_number(tx.conn, id=line.id):03d}"
    await store.SQL.insert_ticket(
        tx.conn,
        id=ticket_id,
        attention_id=attention_id,
        session_id=session.id,
        queue_id=line.id,
        number=number,
        state=TicketState.WAITING,
        joined_at=tx.now,
        preferential=preferential,
        passes_from=line.jumps,
        wanted_director=None,
        needs=None,
        contact_index=None,
        device_index=None,
    )
    await store.SQL.open_leg(tx.conn, id=uuid4(), attention_id=attention_id, queue_id=line.id, now=tx.now)
    await store.append(
        tx,
        "joined",
        CITIZEN,
        session_id=session.id,
        queue_id=line.id,
        ticket_id=ticket_id,
        to_state=TicketState.WAITING,
    )
    if preferential:
        await store.note_passed(tx, line, house.preference, before, "joined")
    tx.changed(line.id)
    return Joined(house.keyring.ticket_token(attention_id, 1), ticket_id, number)


def _preferential(municipality: Municipality, adjustments: tuple[str, ...]) -> bool:
    return any(one.preferential for one in municipality.adjustments if one.code in adjustments)


async def _write_attention(
    house: House,
    tx: Tx,
    session: Session,
    attention_id: AttentionId,
    topic: store.Row,
    request: JoinRequest,
    accepted: tuple[Accepted, ...],
) -> None:
    person_id = PersonId(uuid4())
    key = await persons.create_person(tx.conn, house.keyring, person_id)
    await persons.add_consents(tx.conn, person_id, accepted, tx.now)
    year = tx.now.astimezone(ZoneInfo(house.municipality.timezone)).year
    await store.SQL.insert_attention(
        tx.conn,
        id=attention_id,
        session_id=session.id,
        person_id=person_id,
        topic_id=topic["id"],
        submission_id=request.submission_id,
        folio=folio.make(house.municipality.folio_prefix, year, secrets.token_bytes(folio.RANDOM_BYTES)),
        joined_at=tx.now,
        language=request.language,
        carried_from=None,
        **_sealed(key, attention_id, request),
    )
    await audit.record(
        tx.conn, actor=CITIZEN, action=Action.JOINED, object_kind="attention", object_id=attention_id, why="join"
    )


def _sealed(key: PersonKey, attention_id: AttentionId, request: JoinRequest) -> dict[str, bytes | None]:
    def seal(column: str, text: str) -> bytes | None:
        return key.seal(text, place(column, attention_id)) if text else None

    return {
        "name_sealed": seal("attention.name", request.name),
        "matter_sealed": seal("attention.matter", request.matter),
        "contact_sealed": seal("attention.contact", request.contact),
        "adjustments_sealed": seal("attention.adjustments", ",".join(request.adjustments)),
    }
