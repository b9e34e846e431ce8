"""One open socket, what it was sent last, and what all of a node's share."""

import asyncio
import hashlib
import json
import time
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from audiencia.core.ids import QueueId, RoomId
from audiencia.db.precedence import Precedence
from audiencia.media.control.fleet import Fleet
from audiencia.queue.snapshot.estimate import Estimates
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.runtime.context import AppContext
from audiencia.signaling.fanout import Fanout
from audiencia.signaling.key_relay import KeyRelay
from audiencia.signaling.namespaces.bucket import KEYS_BURST, KEYS_PER_SECOND, Bucket, FreezeLimit
from audiencia.signaling.transport import Stay
from audiencia.signaling.watcher import Watcher
from audiencia.signaling.wire import Wire
from audiencia.signaling.words import Words
from audiencia.staff.roles import Role

Payload = Mapping[str, Any]
Send = Callable[[str, Payload], None]
BY_ITSELF = frozenset({"call_keys", "typing"})
"""What a page says without anybody's doing, dozens at once."""
INTERNED = 200  # Values that a node keeps to be compared with: one for each queue and language.


class Interned:
    """Equal values as one object, of each key the last one: then comparing many views that are made of it costs nothing."""

    def __init__(self) -> None:
        self._values: dict[Hashable, object] = {}

    def get(self, key: Hashable, value: object) -> object:
        """The value kept by this key, where it equals `value`; else `value`, which is kept."""
        kept = self._values.get(key)
        if kept == value:
            return kept
        if len(self._values) >= INTERNED:
            self._values.clear()
        self._values[key] = value
        return value


@dataclass(frozen=True)
class Live:
    """What all namespaces share, handed in by the composition root."""

    context: AppContext
    fanout: Fanout
    estimates: Estimates
    words: Words
    fleet: Fleet
    node_id: UUID
    language: Callable[[Mapping[str, str], str], str]  # (cookies, Accept-Language) -> the language of this browser.
    keys: KeyRelay
    interned: Interned = field(default_factory=Interned)
    poor_lines: set[RoomId] = field(default_factory=set)
    """Rooms in whose call a line has been poor for long: what `quality.QualityWatch` saw last."""


@dataclass(slots=True)
class LastSent:
    """Remembers what a socket has seen; versions and clocks alone are no news.
    Digests (BLAKE2, 128 bit): a citizen's view itself would take some 10 kB for each socket."""

    send: Send
    _seen: dict[str, bytes] = field(default_factory=dict)
    _moments: dict[str, tuple[QueueId, int]] = field(default_factory=dict)

    def changed(self, event: str, key: str, payload: Payload, snapshot: Snapshot) -> None:
        """Sends `payload`, which was made from `snapshot`, when more in it is new than `version` and `now`.
        Two readings may overtake each other: what was seen of a queue is never replaced by an earlier moment of it."""
        digest = _digest(payload)
        if not self.is_past(key, snapshot) and self._seen.get(key) != digest:
            self._seen[key] = digest
            self.send(event, payload)

    def changed_view(self, rest: str) -> bool:
        """Whether a view as text, without what is no news or news of its own, is another than the last one, which it is from now on."""
        before, self._seen["view"] = self._seen.get("view"), _digest_of(rest)
        return before != self._seen["view"]

    def sent_within(self, key: str, payload: Payload, snapshot: Snapshot) -> None:
        """`payload` was sent as a part of something else: as if `changed` had sent it."""
        if not self.is_past(key, snapshot):
            self._seen[key] = _digest(payload)

    def forget(self) -> None:
        """The next one is sent whatever it holds."""
        self._seen.clear()

    def is_past(self, key: str, snapshot: Snapshot) -> bool:
        """Whether a later moment of this queue was seen; else this one is from now on."""
        queue_id, version = self._moments.get(key, (snapshot.queue_id, 0))
        if queue_id == snapshot.queue_id and version > snapshot.version:
            return True
        self._moments[key] = (snapshot.queue_id, snapshot.version)
        return False


def _digest(payload: Payload) -> bytes:
    return _digest_of(json.dumps({name: value for name, value in payload.items() if name not in ("version", "now")}))


def _digest_of(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


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
    origin: str = ""  # Origin of the page that opened the socket: links back to it begin with this.
    freezes: FreezeLimit = field(default_factory=FreezeLimit)
    end: Callable[[], Awaitable[None]] | None = None  # Ends the socket: who is behind it may be here no longer.
    _keys: asyncio.Lock | None = None  # Made with the first word about keys: most sockets wait, and never say one.

    def order_of(self, event: str) -> asyncio.Lock:
        """What pages say by themselves waits for no command: they agree on keys while a call is accepted."""
        if event not in BY_ITSELF:
            return self.order
        self._keys = self._keys or asyncio.Lock()
        return self._keys

    def limit_of(self, event: str) -> Bucket:
        """What pages say by themselves takes nothing of what whoever looks at them may say."""
        if event not in BY_ITSELF:
            return self.bucket
        self.bucket.keys = self.bucket.keys or Bucket(time.monotonic(), KEYS_BURST, KEYS_PER_SECOND)
        return self.bucket.keys

    @property
    def precedence(self) -> Precedence:
        """With which the database is asked for whoever is behind it."""
        return self.watcher.precedence if self.watcher is not None else Precedence.USUAL
