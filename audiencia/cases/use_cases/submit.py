"""A petition is taken: person, consents, case and what came with it, in one transaction, under a folio and a PIN."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Literal
from uuid import UUID, uuid4

from audiencia.cases.domain.case import CaseState, Kind
from audiencia.cases.domain.contact import reaches
from audiencia.cases.store import store
from audiencia.cases.use_cases import attachments, sealed_fields
from audiencia.cases.use_cases.rules import calendar_of, kind_at, rules_of
from audiencia.core import deadlines, folio
from audiencia.core.deadlines import Calendar, Term
from audiencia.core.errors import BadInput, Code, NotFound, Refused
from audiencia.core.folio import Folio
from audiencia.core.ids import CaseId, DepartmentId, PersonId, TopicId
from audiencia.db.commands import Result, first_answer, once_per_form, unless_away
from audiencia.db.connection import Connection, now_of
from audiencia.db.unit_of_work import Tx
from audiencia.http.uploads.cleaned import Cleaned
from audiencia.notifications import outbox
from audiencia.notifications.kinds import Kind as Kinds
from audiencia.privacy import attempts, audit
from audiencia.privacy import store as persons
from audiencia.privacy.attempts import Guesser
from audiencia.privacy.audit import Action
from audiencia.privacy.consent import Accepted, SentForm
from audiencia.privacy.contact import email
from audiencia.privacy.crypto import PersonKey
from audiencia.privacy.store import Means
from audiencia.runtime.context import AppContext

AnswerBy = Literal["page", "email", "telephone", "counter"]
Behalf = Literal["self", "group", "minor"]
Source = Literal["web", "counter", "telephone"]
_MEANS: dict[Source, Means] = {"web": "web", "counter": "counter", "telephone": "telephone"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionRequest(SentForm):
    """The form of a petition. For a complaint `department` is the area it is about, or empty where the person does not know; who answers
    it is configured. `behalf_of`: the group, or the minor and who may speak for them. `acknowledge`: an e-mail that it was received is
    wanted, at the address in `contact`."""

    kind: Kind
    place: str
    answer_by: AnswerBy
    behalf: Behalf
    behalf_of: str
    anonymous: bool
    files: Sequence[Cleaned] = ()
    source: Source = "web"
    acknowledge: bool = False


@dataclass(frozen=True, slots=True)
class Submitted:
    """What the citizen gets. `token` goes into a private cookie: it shows folio and PIN to this browser alone. `mailed`: an
    e-mail goes out, too. `again`: the form had been sent before."""

    case_id: CaseId
    folio: Folio
    pin: str
    token: str
    mailed: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class Intake:
    """Whether petitions are received now. `opens_at`: when they are again, or now; `received_on`: the day that counts."""

    open: bool
    accepts: bool
    opens_at: datetime
    received_on: date


@dataclass(frozen=True, slots=True)
class _Addressee:
    """Who answers, what about, and for a complaint the area that must not read it."""

    department_id: DepartmentId
    topic_id: TopicId | None
    about: DepartmentId | None
    kind: Kind


async def intake(context: AppContext) -> Intake:
    """Whether what would be sent now is taken, and when it counts as received."""
    async with context.database.read() as conn:
        now = await now_of(conn)
    return _intake(context, now)


async def intake_shown(context: AppContext) -> Intake:
    """The same for a form that comes back with an error: by this machine's clock where the database is away."""
    return await unless_away(intake(context), _intake(context, datetime.now(UTC)))


def _intake(context: AppContext, now: datetime) -> Intake:
    calendar = calendar_of(context)
    is_open = calendar.is_open(now)
    accepts = is_open or context.municipality.petitions.outside_hours == "accept"
    return Intake(is_open, accepts, calendar.opens_next(now), calendar.received_on(now))


async def submit(context: AppContext, request: PetitionRequest) -> Submitted:
    """Takes the petition, or gives the first result again when the same form is sent twice.
    Raises `Refused` (petitions_closed, notice_changed, no_complaints_here, form_used), `BadInput` (notice_not_accepted, guardian_needed,
    anonymous_not_allowed, contact_needed) and `NotFound(unknown_topic)`; nothing is written then."""
    async with context.database.read() as conn:
        known = await first_answer(conn, request.command_id)
    if known is not None:
        return replace(_submitted(context, known), again=True)
    accepted = request.accepted(context.municipality)
    _check(context, request)

    async def act(tx: Tx) -> Result:
        if request.by is None and not _intake(context, tx.now).accepts:
            raise Refused(Code.PETITIONS_CLOSED)
        return await _write(context, tx, request, accepted, await _addressee(context, tx.conn, request))

    return _submitted(context, await once_per_form(context, request.command_id, act))


def _check(context: AppContext, request: PetitionRequest) -> None:
    if request.kind == "complaint" and context.municipality.petitions.complaints_to is None:
        raise Refused(Code.NO_COMPLAINTS_HERE)
    if request.anonymous and not context.municipality.petitions.anonymous:
        raise BadInput(Code.ANONYMOUS_NOT_ALLOWED, {"name": Code.ANONYMOUS_NOT_ALLOWED.value})
    if not reaches(request.contact, request.answer_by):
        raise BadInput(Code.CONTACT_NEEDED, {"contact": Code.CONTACT_NEEDED.value})


def _submitted(context: AppContext, kept: Result) -> Submitted:
    """The answer to the form. Its secrets are of the first generation, also when it is given again."""
    case_id, keyring = CaseId(UUID(kept["id"])), context.keyring
    pin, token = keyring.pin(case_id, 1), keyring.case_token(case_id, 1)
    return Submitted(case_id, Folio(kept["folio"]), pin, token, kept["mailed"])


async def _addressee(context: AppContext, conn: Connection, request: PetitionRequest) -> _Addressee:
    if request.kind == "petition":
        row = await store.SQL.topic_of_petition(conn, department=request.department, topic=request.topic)
        if row is None:
            raise NotFound(Code.UNKNOWN_TOPIC)
        return _Addressee(row.department_id, row.id, row.about, kind_at(context, row.slug, row.about))
    to = await store.SQL.department_id(conn, slug=context.municipality.petitions.complaints_to)
    about = await store.SQL.department_id(conn, slug=request.department) if request.department else None
    if to is None or (request.department and about is None):
        raise NotFound(Code.UNKNOWN_DEPARTMENT)
    return _Addressee(to, None, about if about != to else None, "complaint")


async def _write(
    context: AppContext, tx: Tx, request: PetitionRequest, accepted: tuple[Accepted, ...], addressee: _Addressee
) -> Result:
    calendar, case_id, person_id = calendar_of(context), CaseId(uuid4()), PersonId(uuid4())
    received_on = calendar.received_on(tx.now)
    term = deadlines.start(calendar, received_on, rules_of(context, request.department, request.topic).term_days)
    key = await persons.create_person(tx.conn, context.keyring, person_id)
    await persons.add_consents(tx.conn, person_id, accepted, tx.now, means=_MEANS[request.source], witness=request.by)
    number = await _new_folio(context, tx, calendar)
    await attempts.trust(tx.conn, attempts.budgets(context.keyring, "pin", number, Guesser(device=request.device)))
    await _insert(context, tx, request, addressee, case_id, person_id, key, number, received_on, term)
    await store.append(
        tx, case_id, "received", request.actor, to_state=CaseState.RECEIVED, reason=request.source,
        detail={"files": len(request.files), "kind": addressee.kind},
    )  # fmt: skip
    for file in request.files:
        await attachments.keep(context, tx, case_id, key, file, request.by)
    await audit.record(tx.conn, request.actor, Action.PETITIONED, ("case", case_id), why=request.source)
    mailed = await _acknowledge(context, tx, request, case_id, person_id, number, term)
    return {"id": str(case_id), "folio": number, "mailed": mailed}


async def _acknowledge(
    context: AppContext,
    tx: Tx,
    request: PetitionRequest,
    case_id: CaseId,
    person_id: PersonId,
    number: Folio,
    term: Term,
) -> bool:
    """Whether an e-mail goes out, in the same transaction; it never holds the PIN."""
    address = email(request.contact)
    if not request.acknowledge or not address:
        return False
    made = await outbox.put(
        tx,
        context,
        kind=Kinds.CASE_RECEIVED,
        to=outbox.ToPerson(person_id, request.language, mail=address),
        about=case_id,
        values={"folio": number, "due": term.due_on},
        occasion="received",
    )
    return made > 0


async def _insert(
    context: AppContext,
    tx: Tx,
    request: PetitionRequest,
    addressee: _Addressee,
    case_id: CaseId,
    person_id: PersonId,
    key: PersonKey,
    number: Folio,
    received_on: date,
    term: Term,
) -> None:
    await store.SQL.insert_case(
        tx.conn,
        id=case_id,
        folio=number,
        person_id=person_id,
        attention_id=None,
        source=request.source,
        kind=addressee.kind,
        topic_id=addressee.topic_id,
        department_id=addressee.department_id,
        about_department_id=addressee.about,
        state=CaseState.RECEIVED,
        assigned_to=None,
        language=request.language,
        demo=False,
        made_by=request.by,
        made_at=tx.now,
        received_on=received_on,
        due_on=term.due_on,
        calendar=term.calendar,
        answered_at=None,
        answer_by=request.answer_by,
        behalf=request.behalf,
        anonymous=request.anonymous,
        **sealed_fields.columns(context.keyring, key, case_id, _said(request)),
    )


async def _new_folio(context: AppContext, tx: Tx, calendar: Calendar) -> Folio:
    """One that neither a case nor a visit has: of 2^40, so the second try is a formality."""
    year = tx.now.astimezone(calendar.zone).year
    while True:
        number = folio.make(context.municipality.folio_prefix, year, secrets.token_bytes(folio.RANDOM_BYTES))
        if not await store.SQL.folio_taken(tx.conn, folio=number):
            return number


def _said(request: PetitionRequest) -> dict[str, str]:
    return {
        "name": "" if request.anonymous else request.name,
        "matter": request.matter,
        "place": request.place,
        "contact": request.contact,
        "behalf": request.behalf_of,
        "guardian": request.minor.guardian if request.minor else "",
    }
