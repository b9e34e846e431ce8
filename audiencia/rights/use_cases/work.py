"""The privacy officer works a request off: reads it, asks, extends, declares who is competent, answers, makes it effective."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from audiencia.core.actor import Actor, staff_actor
from audiencia.core.deadlines import Urgency
from audiencia.core.errors import BadInput, Code, Stale, existing
from audiencia.core.ids import StaffId
from audiencia.db.connection import now_of
from audiencia.db.unit_of_work import Tx
from audiencia.followup import consents
from audiencia.notifications.kinds import Kind
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.privacy.retention import suppression
from audiencia.rights.domain import request as domain
from audiencia.rights.domain.request import OPEN, Decision, Request, Right, Rules, State
from audiencia.rights.store import requests as store
from audiencia.rights.store.requests import Kept
from audiencia.rights.use_cases import corrections, holder
from audiencia.rights.use_cases.ask import WHY
from audiencia.rights.use_cases.corrections import NO_TEXT, Corrected
from audiencia.rights.use_cases.holder import Seen
from audiencia.rights.use_cases.keys import key_of, key_to_write
from audiencia.rights.use_cases.rules import rules_at
from audiencia.rights.use_cases.telling import tell_person
from audiencia.runtime.context import AppContext

SHOWN_FOR = timedelta(days=730)  # Requests that are over stay in the list for so long.
Change = Callable[[Request, Rules], Request]
Then = Callable[[Tx, Kept], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Row:
    """A request in the list. `pressing`: how near its term is; `None` when nothing is owed."""

    kept: Kept
    state: State
    pressing: Urgency | None


@dataclass(frozen=True, slots=True)
class Act:
    """Something done with a request as it was seen in `version`. `text`: what is written to the person."""

    staff_id: StaffId
    request_id: UUID
    version: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """What is changed by making it effective. `stopped`: purposes, of an opposition that was granted in part. `elsewhere`: it was
    done in what no field holds."""

    stopped: tuple[str, ...] = ()
    corrected: Corrected = NO_TEXT
    elsewhere: bool = False


BY_ITSELF = Effect()  # Nothing is to be said beside the text.


async def listed(context: AppContext) -> list[Row]:
    """Open requests, and those of the last two years that are over; what is due first comes first."""
    async with context.database.read() as conn:
        now = await now_of(conn)
        rules = rules_at(context, now)
        found = store.SQL.all_requests(conn, since=now - SHOWN_FOR, today=rules.today)
        rows = [store.kept_of(row) async for row in found]
    shown = [Row(one, domain.state_now(one.request, rules.today), domain.pressing(one.request, rules)) for one in rows]
    return sorted(shown, key=_by_term)


def _by_term(row: Row) -> tuple[bool, float, str]:
    """Open ones by their term, then the others, the newest first."""
    is_open = row.state in OPEN
    clock = row.kept.request.clock
    by = clock.effect_by or clock.answer.due_on
    return not is_open, by.toordinal() if is_open else -row.kept.made_at.timestamp(), str(row.kept.id)


async def open_counts(context: AppContext) -> tuple[int, int]:
    """How many requests are open, and how many of them are overdue."""
    rows = [one for one in await listed(context) if one.state in OPEN]
    return len(rows), sum(one.pressing is Urgency.OVERDUE for one in rows)


async def read(context: AppContext, staff_id: StaffId, request_id: UUID) -> tuple[Seen, Rules]:
    """One request with what was written; that it was read is on record. Raises `NotFound`."""
    async with context.database.begin() as tx:
        row = existing(await store.SQL.one_request(tx.conn, id=request_id))
        kept, rules = store.kept_of(row), rules_at(context, tx.now)
        await audit.disclosed(tx.conn, staff_id, [kept.about], WHY)
        key = await key_of(tx.conn, context, kept.person_id)
        seen = await holder.seen(tx.conn, key, kept, rules.today)
        return replace(seen, blocked=bool(await store.SQL.is_blocked(tx.conn, person_id=kept.person_id))), rules


async def ask(context: AppContext, act: Act) -> None:
    """Asks for a clarification. Each act raises `Refused` (not_allowed_now, term_over), `Stale`, `NotFound`, `Unreadable`."""
    await _do(context, act, domain.ask, "asked", Action.RIGHT_QUESTIONED)


async def extend(context: AppContext, act: Act) -> None:
    """Extends the term to answer, once, and says why."""
    await _do(context, act, domain.extend, "extended", Action.RIGHT_EXTENDED)


async def not_competent(context: AppContext, act: Act) -> None:
    """Says who has the data instead."""
    await _do(context, act, domain.not_competent, "not_competent", Action.RIGHT_NOT_COMPETENT)


async def identify(context: AppContext, act: Act, identity: str) -> None:
    """Notes by what it is known who asks."""

    def seen(kept: Kept) -> Kept:
        return replace(kept, identity=identity, identified_by=act.staff_id)

    await _do(context, act, domain.identify, "identified", Action.RIGHT_IDENTIFIED, seen, then=_tell_nobody)


async def decide(context: AppContext, act: Act, decision: Decision) -> None:
    """Answers it. Nothing of a cancellation is carried out yet, so that the person can read the answer.
    Raises `Refused(identity_needed)` too."""

    def change(request: Request, rules: Rules) -> Request:
        return domain.decide(request, rules, decision)

    def decided(kept: Kept) -> Kept:
        return replace(kept, decision=decision)

    await _do(context, act, change, "decided", Action.RIGHT_DECIDED, decided, why=decision)


async def clarified(context: AppContext, act: Act) -> None:
    """Writes down what the person, who is here, answers to what was asked."""
    await _do(context, act, domain.clarify, "clarified", Action.RIGHT_CLARIFIED, then=_tell_nobody)


async def make_effective(context: AppContext, act: Act, effect: Effect = BY_ITSELF) -> None:
    """Says that what was granted was done, and how, and does it.
    Of a cancellation that is granted whole the data are blocked with it, and the run of the night suppresses them: `Refused` while the
    visit or the case goes on, or another request of the person is open. An opposition takes all voluntary consents back, and where it is
    granted in part those that are stopped: `BadInput` where none of them is allowed, and others are. A rectification, or another
    cancellation, changes something: raises `BadInput` and `Stale` as `corrections.correct` does."""

    async def carry_out(tx: Tx, kept: Kept) -> None:
        actor, whole = staff_actor(act.staff_id), kept.decision is Decision.GRANTED
        if kept.request.right is Right.CANCELLATION and whole:
            rules, today = context.municipality.retention, rules_at(context, tx.now).today
            await suppression.grant_cancellation(tx.conn, rules, kept.person_id, actor, today)
            return
        if kept.request.right is Right.OPPOSITION:
            await _oppose(tx, context, kept, actor, None if whole else effect)
        if domain.corrects(kept.request, kept.decision):
            await corrections.correct(tx, context, kept, effect.corrected, actor, elsewhere=effect.elsewhere)
        await _tell(context, tx, kept)

    await _do(context, act, domain.make_effective, "done", Action.RIGHT_DONE, then=carry_out)


async def _oppose(tx: Tx, context: AppContext, kept: Kept, actor: Actor, partly: Effect | None) -> None:
    about = UUID(str(kept.about[1]))
    codes = None
    if partly is not None:
        allowed = await consents.in_force(tx, context, about)
        codes = allowed & set(partly.stopped)
        if allowed and not codes and not partly.elsewhere:
            raise BadInput(fields={"stop": "required"})
    await consents.withdraw(tx, context, about, actor, why=Right.OPPOSITION, codes=codes)


async def correctable(context: AppContext, kept: Kept) -> dict[str, str]:
    """The texts that making it effective corrects, by their fields. That the office reads them is on record with the request."""
    if kept.request.state is not State.GRANTED or not domain.corrects(kept.request, kept.decision):
        return {}
    async with context.database.begin() as tx:
        return await corrections.correctable(tx, context, kept)


async def _do(
    context: AppContext,
    act: Act,
    change: Change,
    event: str,
    action: Action,
    also: Callable[[Kept], Kept] = lambda kept: kept,
    *,
    why: str = WHY,
    then: Then | None = None,
) -> None:
    async with context.database.begin() as tx:
        kept = await store.lock(tx, act.request_id)
        if kept.request.version != act.version:
            raise Stale(Code.STALE_VERSION)
        after = change(kept.request, rules_at(context, tx.now))
        actor = staff_actor(act.staff_id)
        key = await key_to_write(tx, context, kept.person_id)
        await store.write(tx, also(kept), after)
        await store.append(tx, act.request_id, event, actor, key, act.text)
        await audit.record(tx.conn, actor, action, kept.about, why=why)
        await (then(tx, kept) if then is not None else _tell(context, tx, kept))


async def _tell(context: AppContext, tx: Tx, kept: Kept) -> None:
    await tell_person(tx, context, kept.person_id, Kind.DATA_RIGHT)


async def _tell_nobody(tx: Tx, kept: Kept) -> None:
    """What the officer notes for the file."""
