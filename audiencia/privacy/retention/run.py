"""The run of retention: once a night by one process of the cluster, or when an operator asks. What it would do can be read before.
One transaction for each person: stopped at any place, the next run goes on with whoever is left. Persons whose rows came back
from a backup after their keys were destroyed are cleared again."""

import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import structlog

from audiencia.core.errors import DomainError
from audiencia.core.ids import PersonId, StaffId
from audiencia.db.connection import Connection, now_of
from audiencia.db.database import Database
from audiencia.privacy import crypto
from audiencia.privacy.crypto import Keyring, SealBroken
from audiencia.privacy.keyfiles import KeyFileError
from audiencia.privacy.retention import rows, suppression
from audiencia.privacy.retention.due import Step, next_step, shortest
from audiencia.privacy.retention.rows import SQL
from audiencia.privacy.retention.suppression import SQL as PERSONS
from audiencia.privacy.retention.suppression import facts_of, lock
from audiencia.privacy.shredding import Shredder
from audiencia.privacy.store import FIRST
from audiencia.settings.retention_rules import ROW_KINDS, Retention

log = structlog.get_logger()
LOCK = 0x52455445_4E54494F  # Key of the advisory lock: the letters RETENTIO.
AT_ONCE = 500
Problem = Literal["keys_not_rotated", "error"]
Done = Mapping[str, Mapping[str, int]]  # By kind and act ("block", "suppress", "delete"), how many.


@dataclass(frozen=True, slots=True)
class Preview:
    """What a run would do at a moment, and when the next of each kind and act comes due after it."""

    at: datetime
    due: Done
    next_at: Mapping[tuple[str, str], datetime]
    rotated: bool


@dataclass(slots=True)
class Report:
    """What a run has done."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    failed: int = 0
    keys_destroyed: int = 0
    problem: Problem | None = None

    @property
    def done(self) -> dict[str, dict[str, int]]:
        """By kind and act."""
        return by_kind(self.counts)


def by_kind(counts: Mapping[tuple[str, str], int]) -> dict[str, dict[str, int]]:
    """Counts of pairs as counts of acts by kind."""
    found: dict[str, dict[str, int]] = {}
    for (kind, act), count in counts.items():
        if count:
            found.setdefault(kind, {})[act] = count
    return found


async def preview(
    database: Database, keyring: Keyring, rules: Retention, zone: str, at: datetime | None = None
) -> Preview:
    """Changes nothing. `at`: for which moment, now without it."""
    counts: Counter[tuple[str, str]] = Counter()
    next_at: dict[tuple[str, str], datetime] = {}
    async with database.read() as conn:
        now = at or await now_of(conn)
        async for _person, step in steps(conn, rules, zone, now):
            if step.due_at <= now:
                counts[step.kind, step.act] += 1
            else:
                at_kind = step.kind, step.act
                next_at[at_kind] = min(step.due_at, next_at.get(at_kind, step.due_at))
        for kind, count in (await rows.due(conn, rules, now)).items():
            counts[kind, "delete"] = count
        return Preview(now, by_kind(counts), next_at, not await has_keys_without_leaf(conn, keyring))


async def steps(conn: Connection, rules: Retention, zone: str, now: datetime) -> AsyncIterator[tuple[PersonId, Step]]:
    """What comes next for each person who came long enough ago, or is blocked."""
    after: PersonId | None = FIRST
    while after is not None:
        asked = PERSONS.facts(conn, after=after, before=now - shortest(rules), at_most=AT_ONCE, today=day_of(zone, now))
        found = [row async for row in asked]
        for row in found:
            if step := next_step(rules, facts_of(row)):
                yield row.id, step
        after = found[-1].id if len(found) == AT_ONCE else None


async def has_keys_without_leaf(conn: Connection, keyring: Keyring) -> bool:
    """Whether somebody's key is wrapped under an epoch's root, from before there were leaves: the first leaf that is destroyed
    would take the root away. A key that does not open is lost already."""
    async for person, wrapped, epoch in kept_keys(conn):
        if wrapped and crypto.leaf_of(wrapped) is None:
            with suppress(SealBroken):
                keyring.unwrap(wrapped, epoch, person)
                return True
    return False


async def kept_keys(conn: Connection) -> AsyncIterator[tuple[PersonId, bytes, int]]:
    """The wrapped keys of all who are kept, with their epochs."""
    after: PersonId | None = FIRST
    while after is not None:
        found = [row async for row in PERSONS.kept_keys(conn, after=after, at_most=AT_ONCE)]
        for row in found:
            yield row.id, row.key_wrapped, row.key_epoch
        after = found[-1].id if len(found) == AT_ONCE else None


class Run:
    """One run. `work` raises nothing of the database but ends what it can."""

    def __init__(self, database: Database, keyring: Keyring, rules: Retention, zone: str) -> None:
        self._database, self._keyring, self._rules, self._zone = database, keyring, rules, zone
        self.report = Report()

    async def work(self, asked_by: StaffId | None = None) -> Report | None:
        """All that is due; `None` while another process does it."""
        async with self._database.read() as holding:
            if not await SQL.try_lock(holding, lock=LOCK):
                return None
            try:
                await self._work_and_note(asked_by)
            finally:
                await SQL.unlock(holding, lock=LOCK)
        return self.report

    async def _work_and_note(self, asked_by: StaffId | None) -> None:
        async with self._database.begin() as tx:
            run_id: int = await SQL.begin_run(tx.conn, asked_by=asked_by)
            await SQL.end_interrupted(tx.conn, id=run_id)
        try:
            await self._all(run_id)
        except DomainError as error:
            log.warning("retention_run_failed", code=error.code)
            self.report.problem = "error"
        except KeyFileError as error:
            log.error("retention_run_failed", code="key_file", reason=str(error))
            self.report.problem = "error"
        await self._progress(run_id)
        async with self._database.begin() as tx:
            await SQL.end_run(
                tx.conn, id=run_id, keys_destroyed=self.report.keys_destroyed, problem=self.report.problem
            )
        log.info("retention_run_ended", failed=self.report.failed, keys=self.report.keys_destroyed)

    async def _all(self, run_id: int) -> None:
        for kind in ROW_KINDS:
            self.report.counts[kind, "delete"] += await rows.delete(self._database, self._rules, kind)
        async with self._database.read() as conn:
            now, old_keys = await now_of(conn), await has_keys_without_leaf(conn, self._keyring)
            due = [
                (person, step) async for person, step in steps(conn, self._rules, self._zone, now) if step.due_at <= now
            ]
            restored = [] if old_keys else [one async for one in self._restored(conn)]
        if old_keys:
            self.report.problem = "keys_not_rotated"
            due = [(person, step) for person, step in due if step.act == "block"]
        await self._each(run_id, (person for person, _step in due), lambda person: self._steps(person, not old_keys))
        await self._each(run_id, restored, self._clear_restored)
        self.report.keys_destroyed = await Shredder(self._database, self._keyring).turn()

    async def _restored(self, conn: Connection) -> AsyncIterator[PersonId]:
        """Those whose rows came from a backup and whose keys were destroyed since."""
        async for person, wrapped, epoch in kept_keys(conn):
            leaf = crypto.leaf_of(wrapped)
            if leaf is not None and not self._keyring.has_leaf(leaf, epoch):
                yield person

    async def _each(self, run_id: int, people: Iterable[PersonId], act: Callable[[PersonId], Awaitable[None]]) -> None:
        """One who fails is counted, and keeps nobody else."""
        for number, person in enumerate(people, 1):
            try:
                await act(person)
            except DomainError as error:
                self.report.failed += 1
                log.warning("retention_person_failed", person_id=str(person), code=error.code)
            if number % AT_ONCE == 0:
                await self._progress(run_id)

    async def _steps(self, person: PersonId, suppresses: bool) -> None:
        while await self._step(person, suppresses):
            pass

    async def _step(self, person: PersonId, suppresses: bool) -> bool:
        """One step of one person, as it is due under the lock; whether there was one."""
        async with self._database.begin() as tx:
            facts = await lock(tx.conn, person, day_of(self._zone, tx.now))
            step = None if facts is None else next_step(self._rules, facts)
            if step is None or step.due_at > tx.now:
                return False
            if step.act == "block":
                if not await suppression.block(tx.conn, person, "retention"):
                    return False
            elif suppresses:
                await suppression.suppress(tx.conn, self._keyring, person, "retention")
            else:
                return False
        self.report.counts[step.kind, step.act] += 1
        return True

    async def _clear_restored(self, person: PersonId) -> None:
        async with self._database.begin() as tx:
            if await lock(tx.conn, person, day_of(self._zone, tx.now)) is not None:
                await suppression.suppress(tx.conn, self._keyring, person, "restored")
                self.report.counts["restored", "suppress"] += 1

    async def _progress(self, run_id: int) -> None:
        async with self._database.begin() as tx:
            await SQL.note_progress(tx.conn, id=run_id, done=json.dumps(self.report.done), failed=self.report.failed)


def day_of(zone: str, now: datetime) -> date:
    """The day in the municipality."""
    return now.astimezone(ZoneInfo(zone)).date()


def night_began(rules: Retention, zone: str, now: datetime) -> datetime:
    """When the run of this night was, or is, due: the last `at` that is over."""
    local = now.astimezone(ZoneInfo(zone))
    today = local.replace(hour=rules.at.hour, minute=rules.at.minute, second=0, microsecond=0)
    return today if today <= local else today - timedelta(days=1)


async def run_when_due(database: Database, keyring: Keyring, rules: Retention, zone: str) -> None:
    """Once a night, by one process alone; after a failure once more each hour."""
    async with database.read() as conn:
        if await SQL.last_good(conn, since=night_began(rules, zone, await now_of(conn))):
            return
    await Run(database, keyring, rules, zone).work()
