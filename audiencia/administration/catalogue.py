"""The catalogue: changed, taken back and followed. The truth is the log of changes; each process follows it within a second.
A change is checked by the same models as the files, over all that is in force, so that nothing gets in which would keep the
service from starting."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from audiencia.administration import catalogue_effects as effects
from audiencia.administration.catalogue_log import Catalogue, read, value_of
from audiencia.core.actor import SYSTEM, staff_actor
from audiencia.core.cli_text import Stop, _
from audiencia.core.errors import Code, NotFound, Refused, Stale, existing
from audiencia.core.ids import CommandId, StaffId
from audiencia.db.commands import Act, Result, once, read_result
from audiencia.db.database import Database
from audiencia.db.unit_of_work import Tx, as_json
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.queue.api import Answer, Decision
from audiencia.runtime.context import AppContext, InForce
from audiencia.settings.catalogue import CONFIGURED, Key, Kind, Value, entries_of, in_force
from audiencia.settings.config import Municipality
from audiencia.settings.service_places import check_places

SQL = effects.SQL
PUBLISHED = frozenset({Kind.ANNOUNCEMENT, Kind.DOCUMENT})
"""What staff of a department publish for it, themselves."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What one object is to be. `seen`: the version that whoever changes it saw, 0 for a new one."""

    key: Key
    seen: int
    value: Value | None


async def at_start(database: Database, files: Municipality) -> InForce:
    """What is in force when a process starts: the files alone while nothing was seeded.
    Raises `Stop` when what was changed in pages does not go together with the files any more."""
    found = InForce(files)
    async with database.read() as conn:
        version = await SQL.version(conn)
        catalogue = await read(conn, CONFIGURED)
    if not catalogue.objects:
        return found
    unfit = misfit(files, catalogue)
    if unfit is not None:
        raise Stop(does_not_fit(unfit))
    found.replace(in_force(files, catalogue.entries, catalogue.holidays_changed), version)
    return found


def misfit(files: Municipality, catalogue: Catalogue) -> str | None:
    """Why these files do not go together with what was changed in pages; `None` when they do."""
    try:
        in_force(files, catalogue.entries)
    except ValidationError as error:
        return why(error)
    return None


def does_not_fit(why: str) -> str:
    """One sentence for who edits the files."""
    return _(
        "The configuration does not go with what was changed in the administration pages: %(why)s. Correct the files.",
        why=why,
    )


async def follow(context: AppContext) -> bool:
    """Takes over what was changed, in this process or in another one; gives whether there was something."""
    async with context.database.read() as conn:
        version = await SQL.version(conn)
        if version <= context.in_force.version:
            return False
        catalogue = await read(conn, CONFIGURED)
    files = context.in_force.files
    context.in_force.replace(in_force(files, catalogue.entries, catalogue.holidays_changed), version)
    return True


async def sow(tx: Tx, files: Municipality) -> None:
    """Writes what the files say, the first time; afterwards only pages and `audiencia config apply` change it.
    An installation without a directory gets the services of the files at the first start at which they have some."""
    await SQL.lock(tx.conn)
    sown = {row.kind async for row in SQL.kinds(tx.conn)}
    missing = {kind for kinds in (CONFIGURED, {Kind.SERVICE}) if sown.isdisjoint(kinds) for kind in kinds}
    if not missing:
        return
    entries = {key: value for key, value in entries_of(files).items() if key.kind in missing}
    if not entries:
        return
    made = [_row(Edit(key, 0, value), Origin("seed")) for key, value in entries.items()]
    await SQL.insert_changes(tx.conn, changes=as_json(made))
    await effects.project(tx.conn, entries)


async def change(
    context: AppContext,
    by: StaffId,
    command_id: CommandId,
    edits: Sequence[Edit],
    answer: Answer | None = None,
    within: str | None = None,
) -> list[str]:
    """Makes these changes, all or none. `answer`: to what `DAY_BOOKED` and `DAY_GIVEN_BACK` ask. `within`: the department for which
    alone it may be. Gives the names of what was changed, also when the same command comes again.
    Raises `Stale(CATALOGUE_CHANGED)` naming who was first, `Refused` (CATALOGUE_UNFIT, DEPARTMENT_IN_USE,
    SERVICE_DEPARTMENT_GONE, SERVICE_ADDRESS_TAKEN), `NotFound` for what is not of that department, and what `sessions.plan_again`
    raises."""

    async def act(tx: Tx) -> Result:
        await _change_now(context, tx, edits, Origin("page", by), answer, within)
        return {"names": [one.key.name for one in edits]}

    return await _once(context, by, command_id, act)


async def undo(
    context: AppContext,
    by: StaffId,
    command_id: CommandId,
    change_id: int,
    seen: int,
    answer: Answer | None = None,
    within: str | None = None,
) -> list[str]:
    """The object is again what it was before this change; that is a change like any other. `seen`: the version of the object. `within`:
    as of `change`. Gives its name.
    Raises `NotFound`, and what `change` raises."""

    async def act(tx: Tx) -> Result:
        row = existing(await SQL.change(tx.conn, id=change_id))
        key = Key(Kind(row.kind), row.key)
        edits = [Edit(key, seen, value_of(row.before))]
        await _change_now(context, tx, edits, Origin("undo", by, change_id), answer, within)
        return {"names": [key.name]}

    return await _once(context, by, command_id, act)


async def _once(context: AppContext, by: StaffId, command_id: CommandId, act: Act) -> list[str]:
    done = await once(context, f"staff:{by}", command_id, act)
    await follow(context)
    return list(done.get("names", ()))


async def carried_out(context: AppContext, by: StaffId, command_id: CommandId) -> list[str] | None:
    """The names of what this form changed when it was sent before, since what it adds is there already; `None` for a new one."""
    async with context.database.read() as conn:
        done = await SQL.carried_out(conn, actor=f"staff:{by}", command_id=command_id)
    return None if done is None else list(read_result(done).get("names", ()))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a change comes from: pages (`by` somebody), `undo`, or files."""

    source: str
    by: StaffId | None = None
    undoes: int | None = None


async def _change_now(
    context: AppContext, tx: Tx, edits: Sequence[Edit], origin: Origin, answer: Answer | None, within: str | None
) -> None:
    await SQL.lock(tx.conn)
    catalogue = await read(tx.conn)
    for edit in edits:
        if within is not None and not is_within(within, edit, catalogue.entries.get(edit.key)):
            raise NotFound(Code.NOT_FOUND)
        if catalogue.number(edit.key) != edit.seen:
            held = catalogue.objects.get(edit.key)
            raise Stale(Code.CATALOGUE_CHANGED, by=(held and held.by) or _("The configuration"))
    decision = None if origin.by is None else Decision(context, origin.by, answer)
    await write(tx, context.in_force.files, catalogue, edits, origin, decision)


def is_within(department: str, edit: Edit, held: Value | None) -> bool:
    """Whether the edit is of something that this department publishes, and publishes still. `held`: what it is now."""
    known = [one for one in (held, edit.value) if one is not None]
    return edit.key.kind in PUBLISHED and all(one.get("department") == department for one in known)


async def write(
    tx: Tx,
    files: Municipality,
    catalogue: Catalogue,
    edits: Sequence[Edit],
    origin: Origin,
    decision: Decision | None = None,
) -> None:
    """What differs of the edits, under the lock, with all that follows from it."""
    before = catalogue.entries
    edits = [one for one in edits if before.get(one.key) != one.value]
    if not edits:
        return
    entries = before | {one.key: one.value for one in edits}
    try:
        municipality = in_force(files, entries)
        for one in edits:
            effects.check(one.key, entries)
    except ValidationError as error:
        raise Refused(Code.CATALOGUE_UNFIT, why=why(error)) from error
    if origin.by is not None:
        chosen = {one.slug for one in municipality.public_departments}
        check_places(chosen, before, entries, {one.key for one in edits})
    await SQL.insert_changes(tx.conn, changes=as_json([_row(one, origin) for one in edits]))
    await SQL.advance(tx.conn)
    await effects.follow(tx, municipality, before, entries, {one.key for one in edits}, decision)
    for one in edits:
        await audit.record(
            tx.conn,
            SYSTEM if origin.by is None else staff_actor(origin.by),
            Action.CATALOGUE_CHANGED,
            (one.key.kind, one.key.name),
            why=origin.source,
        )


def why(error: ValidationError) -> str:
    """The first thing that is wrong, in words."""
    first = error.errors(include_url=False)[0]
    if first["loc"][-1:] == ("topics",):
        return _("a department needs one topic at least")
    where = " › ".join(map(str, first["loc"]))
    text = str(first.get("ctx", {}).get("error", first["msg"]))
    return f"{where}: {text}" if where else text


def _row(edit: Edit, origin: Origin) -> dict[str, Any]:
    return {
        "kind": edit.key.kind,
        "key": edit.key.name,
        "version": edit.seen + 1,
        "value": edit.value,
        "source": origin.source,
        "staff_id": origin.by,
        "undoes": origin.undoes,
    }
