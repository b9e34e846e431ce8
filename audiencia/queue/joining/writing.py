"""Writes who takes a number or books a place: person, consents, visit and ticket."""

import json
import secrets
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from audiencia.core import folio
from audiencia.core.ids import AttentionId, LegId, PersonId, TicketId
from audiencia.db.commands import FORM, Result
from audiencia.privacy import attempts
from audiencia.privacy import store as persons
from audiencia.privacy.audit import Action
from audiencia.privacy.crypto import PersonKey, aad
from audiencia.privacy.store import Means
from audiencia.queue.domain.ticket import TicketState
from audiencia.queue.joining.entering import SQL, Entry, JoinRequest, Place


async def write(
    entry: Entry,
    at: Place,
    kind: str,
    state: TicketState,
    *,
    why: str,
    reason: str | None = None,
    detail: Mapping[str, object] = MappingProxyType({}),
) -> tuple[TicketId, Result]:
    """Person, consents, visit and ticket, logged as `kind`; on record with `why`. The result is kept for who sends it again."""
    request = entry.request
    attention_id, ticket_id = await _write_attention(entry, at, why), TicketId(uuid4())
    detail = {"medium": request.medium} | ({"other_person": True} if request.other_person else {}) | {**detail}
    told = {"kind": kind, "reason": reason, "detail": json.dumps(detail)}
    number = await _write_ticket(entry, attention_id, ticket_id, at, state, told)
    return ticket_id, {"id": str(attention_id), "ticket_id": str(ticket_id), "number": number}


async def _write_ticket(
    entry: Entry, attention_id: AttentionId, ticket_id: TicketId, at: Place, state: TicketState, told: Mapping[str, Any]
) -> str:
    """The ticket, with `told` in the log, and the form's result; of who waits with the first leg. Gives the queue's next number."""
    tx, queue, request = entry.tx, entry.queue, entry.request
    written = await SQL.write_ticket(
        tx.conn,
        id=ticket_id,
        attention_id=attention_id,
        session_id=entry.session.id,
        queue_id=queue.id,
        state=state,
        joined_at=at.seniority or tx.now,
        preferential=at.preferential,
        passes_from=queue.jumps,
        wanted_director=at.wanted_director,
        needs=at.needs,
        contact_index=at.contact_index,
        device_index=at.device_index,
        medium=request.medium,
        now=tx.now,
        leg_id=LegId(uuid4()) if state is TicketState.WAITING else None,
        actor_kind=request.actor.kind,
        actor_id=request.actor.staff_id,
        passes=at.passes,
        actor=FORM,
        command_id=request.command_id,
        **told,
    )
    tx.advanced(queue.id, written.version, whole=at.passes)
    tx.answered = True
    return written.number


async def _write_attention(entry: Entry, at: Place, why: str) -> AttentionId:
    """Person, consents and visit; on record with `why`, or with the front desk's part in it."""
    context, tx, request = entry.context, entry.tx, entry.request
    attention_id, person_id = AttentionId(uuid4()), PersonId(uuid4())
    year = tx.now.astimezone(ZoneInfo(context.municipality.timezone)).year
    number = folio.make(context.municipality.folio_prefix, year, secrets.token_bytes(folio.RANDOM_BYTES))

    async def insert(key: PersonKey, wrapped: bytes, epoch: int) -> bool:
        return bool(
            await SQL.write_visit(
                tx.conn,
                id=attention_id,
                session_id=entry.session.id,
                person_id=person_id,
                key_wrapped=wrapped,
                key_epoch=epoch,
                topic_id=entry.topic_id,
                folio=number,
                joined_at=at.seniority or tx.now,
                now=tx.now,
                language=request.language,
                carried_from=at.carried_from,
                about_case=request.about_case,
                made_by=request.by,
                means=_means(request),
                purposes=[one.purpose for one in entry.accepted],
                versions=[one.notice_version for one in entry.accepted],
                hashes=[one.notice_hash for one in entry.accepted],
                # The browser that is given the PIN is known by it, whatever others guess meanwhile.
                device_hash=attempts.budgets(context.keyring, "pin", number, request.guesser).device,
                actor_kind=request.actor.kind,
                action=str(Action.JOINED),
                why=why if request.by is None else "front_desk",
                **_sealed(key, attention_id, request),
            )
        )

    await persons.with_new_key(tx.conn, context.keyring, person_id, insert)
    return attention_id


def _means(request: JoinRequest) -> Means:
    """How the consents were given: before a member of staff they are words, at the counter or on the telephone."""
    if request.by is None:
        return "web"
    return "telephone" if request.medium == "phone" else "counter"


def _sealed(key: PersonKey, attention_id: AttentionId, request: JoinRequest) -> dict[str, Any]:
    def seal(column: str, text: str) -> bytes | None:
        return key.seal(text, aad(column, attention_id)) if text else None

    return {
        "name_sealed": seal("attention.name", request.name),
        "matter_sealed": seal("attention.matter", request.matter),
        "contact_sealed": seal("attention.contact", request.contact),
        "adjustments_sealed": seal("attention.adjustments", ",".join(request.adjustments)),
        "guardian_sealed": seal("attention.guardian", request.minor.guardian if request.minor else ""),
    }
