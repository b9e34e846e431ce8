"""One open socket, and what all of a node's share."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from audiencia.core.ids import RoomId
from audiencia.db.precedence import Precedence
from audiencia.media.control.fleet import Fleet
from audiencia.queue.snapshot.estimate import Estimates
from audiencia.runtime.context import AppContext
from audiencia.signaling.fanout import Fanout, Watcher
from audiencia.signaling.last_sent import LastSent
from audiencia.signaling.namespaces.bucket import Bucket, FreezeLimit
from audiencia.signaling.transport import Stay
from audiencia.signaling.wire import Wire
from audiencia.signaling.words import Words
from audiencia.staff.roles import Role

SHARED = 200
"""Queues and languages of which a node keeps what their views share."""


class Shared:
    """The last one of what many views are made of: one that is equal is the same object, and costs nothing to compare."""

    def __init__(self) -> None:
        self._known: dict[Hashable, object] = {}

    def known(self, key: Hashable, made: object) -> object:
        """What is known by this key, where it equals `made`; else that."""
        known = self._known.get(key)
        if known == made:
            return known
        if len(self._known) >= SHARED:
            self._known.clear()
        self._known[key] = made
        return made


@dataclass(frozen=True)
class Live:
    """What all namespaces share, handed in by the composition root."""

    context: AppContext
    fanout: Fanout
    estimates: Estimates
    words: Words
    fleet: Fleet
    node_id: UUID
    language: Callable[[Mapping[str, str], str], str]
    """(cookies, Accept-Language) -> the language of this browser."""
    shared: Shared = field(default_factory=Shared)
    poor_lines: set[RoomId] = field(default_factory=set)
    """Rooms in whose call a line has been poor for long: what `quality.QualityWatch` saw last."""


@dataclass(slots=True)
class Socket:
    """One open socket: who it is, in which language, what it was told last, and its order of events."""

    sid: str
    role: Role
    lang: str
    cookies: Mapping[str, str]
    bucket: Bucket
    last: LastSent
    stay: Stay
    wire: Wire
    order: asyncio.Lock = field(default_factory=asyncio.Lock)
    pending: int = 0
    watcher: Watcher | None = None
    held_by: str = ""
    origin: str = ""
    """Of the page that opened it: links that lead back there begin with it."""
    freezes: FreezeLimit = field(default_factory=FreezeLimit)
    end: Callable[[], Awaitable[None]] | None = None
    """Ends the socket: who is behind it may be here no longer."""

    @property
    def precedence(self) -> Precedence:
        """With which the database is asked for whoever is behind it."""
        return self.watcher.precedence if self.watcher is not None else Precedence.USUAL
