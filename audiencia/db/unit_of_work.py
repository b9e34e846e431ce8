"""The unit of work: what a transaction changed, which is written and told at its end."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import structlog

from audiencia.core.ids import CommandId, PartyId, QueueId, RoomId, StaffId
from audiencia.core.logs import failure
from audiencia.db.connection import Connection, NoAnswer
from audiencia.db.queries import load

SQL = load("audiencia.db", "commit.sql")
log = structlog.get_logger()


class AfterCommit(Protocol):
    """What is told after a commit: who is in which slot now, and then which queues are at which version."""

    async def rerouted(self, room_id: RoomId) -> None:
        """The media of this room go other ways now. Never raises because a worker is away."""

    async def cut_off(self, party: PartyId) -> None:
        """Every media connection that this party has by now ends. Never raises because a worker is away."""

    async def published(self, versions: Mapping[QueueId, int], slight: Collection[QueueId]) -> None:
        """These queues are at these versions now; of the `slight` ones tickets alone changed."""

    async def signed_out(self, staff_ids: Collection[StaffId]) -> None:
        """Sessions of these members of staff ended."""


@dataclass
class Tx:
    """One transaction. `now`: the database's time at its beginning, or once its locks are held.
    `finish` writes the log's entries, the command's result and the versions at the end; a flow may set `ending`, which does that together
    with its own last writes and gives the versions."""

    conn: Connection
    now: datetime = field(init=False)
    touched: set[QueueId] = field(default_factory=set)
    in_tickets: set[QueueId] = field(default_factory=set)
    """Queues of which tickets changed, and unless they are `touched` too nothing else."""
    rooms: set[RoomId] = field(default_factory=set)
    parties: set[PartyId] = field(default_factory=set)
    left: set[StaffId] = field(default_factory=set)
    log: list[Mapping[str, Any]] = field(default_factory=list)
    command: tuple[str, CommandId] | None = None
    result: Mapping[str, Any] = field(default_factory=dict)
    versions: dict[QueueId, int] = field(default_factory=dict)
    """Of queues that a flow's own statement has advanced as far as they changed (`advanced`)."""
    answered: bool = False  # Whether a flow's own statement has kept the command's result.
    ending: Callable[[], Awaitable[dict[QueueId, int]]] | None = None
    last: list[Callable[[Connection], Awaitable[None]]] = field(default_factory=list)

    def append(self, entry: Mapping[str, Any]) -> None:
        """One more entry of the log, at `now`; keys are the columns of `event`."""
        self.log.append({"at": self.now, **entry})

    def carried_out(self, actor: str, command_id: CommandId, result: Mapping[str, Any]) -> None:
        """This actor's command, noted at the beginning, gave `result`: a repetition gets it too."""
        if not self.answered:
            self.command, self.result = (actor, command_id), result

    def changed(self, *queues: QueueId) -> None:
        """These queues look different after the commit: their versions advance and their watchers are told."""
        for queue_id in set(queues) - self.touched:
            self.versions.pop(queue_id, None)  # advanced for its tickets alone, it advances once more
        self.touched.update(queues)

    def changed_tickets(self, *queues: QueueId) -> None:
        """As `changed`, where nothing but rows that belong to tickets is another than before, nobody's place included."""
        self.in_tickets.update(queues)

    def advanced(self, queue_id: QueueId, version: int, *, whole: bool) -> None:
        """A flow's own statement advanced this queue to `version`: as `changed`, or unless `whole` as `changed_tickets`."""
        (self.changed if whole else self.changed_tickets)(queue_id)
        if whole or queue_id not in self.touched:
            self.versions[queue_id] = version

    def done(self, versions: dict[QueueId, int]) -> None:
        """Nothing is left to be written at the end: of these queues tickets alone changed, and they are at these versions."""

        async def ending() -> dict[QueueId, int]:
            return versions

        self.changed_tickets(*versions)
        self.ending = ending

    @property
    def all_changed(self) -> list[QueueId]:
        """Queues whose versions are to advance, by ascending id."""
        return sorted((self.touched | self.in_tickets) - self.versions.keys())

    def rerouted(self, room_id: RoomId) -> None:
        """The media of this room go other ways after the commit."""
        self.rooms.add(room_id)

    @asynccontextmanager
    async def apart(self) -> AsyncIterator[None]:
        """A part that is undone alone when it fails; the rest of the transaction goes on."""
        said, answered = len(self.log), self.answered
        queues = set(self.touched), set(self.in_tickets), dict(self.versions)
        try:
            async with self.conn.transaction():
                yield
        except BaseException:
            del self.log[said:]
            self.touched, self.in_tickets, self.versions = queues
            self.answered = answered
            raise

    def cut_off(self, party: PartyId) -> None:
        """The media connections that this party has by now end after the commit: it goes on from another device."""
        self.parties.add(party)

    def afterwards(self, write: Callable[[Connection], Awaitable[None]]) -> None:
        """Is written by itself once the transaction is over, also where a `DomainError` undid it."""
        self.last.append(write)

    async def write_last(self) -> None:
        """Writes it, each by itself. What fails is logged: the transaction is over, and its result or refusal stands."""
        for write in self.last:
            try:
                await write(self.conn)
            except Exception as error:  # noqa: BLE001 -- as promised above
                failure(log, "write_afterwards_failed", error)
                if isinstance(error, NoAnswer):
                    self.conn.terminate()  # else it is waited for once more when it is given back

    def signed_out(self, staff_id: StaffId) -> None:
        """A session of this member of staff ends with the commit: so do its sockets."""
        self.left.add(staff_id)

    def last_words(self) -> dict[str, Any]:
        """The parameters of `finish`."""
        actor, command_id = self.command or (None, None)
        return {
            "queues": self.all_changed,
            "tickets_alone": sorted(self.in_tickets - self.touched),
            "events": as_json(self.log),
            "actor": actor,
            "command_id": command_id,
            "result": json.dumps(self.result),
        }


async def finish(tx: Tx) -> dict[QueueId, int]:
    """Writes what comes at the end, and is not written yet; gives the versions of the queues that changed."""
    if not (tx.all_changed or tx.log or tx.command):
        return tx.versions
    rows = SQL.finish(tx.conn, **tx.last_words())
    return tx.versions | {QueueId(row.id): row.version async for row in rows}


def as_json(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as a parameter for `json_to_recordset`."""
    return json.dumps(rows, default=_plain)


def _plain(value: UUID | datetime) -> str:
    """What JSON has no form for."""
    return value.isoformat() if isinstance(value, datetime) else str(value)
