"""What a socket was sent last, so that only news is sent."""

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from audiencia.core.ids import QueueId
from audiencia.queue.snapshot.facts import Snapshot

Payload = Mapping[str, Any]
Send = Callable[[str, Payload], Awaitable[None]]


@dataclass(slots=True)
class LastSent:
    """Remembers what a socket has seen; versions and clocks alone are no news.

    Digests (BLAKE2, 128 bit): a citizen's view itself would take some 10 kB for each socket.
    """

    send: Send
    _seen: dict[str, bytes] = field(default_factory=dict)
    _moments: dict[str, tuple[QueueId, int]] = field(default_factory=dict)

    async def changed(self, event: str, key: str, payload: Payload, snapshot: Snapshot) -> None:
        """Sends `payload`, which was made from `snapshot`, when more in it is new than `version` and `now`.

        Two readings may overtake each other: what was seen of a queue is never replaced by an earlier moment of it.
        """
        if self._is_past(key, snapshot):
            return
        await self._send_new(event, key, payload)

    async def changed_line(self, payload: Payload, snapshot: Snapshot) -> None:
        """As `changed`, of the line of a view that was sent whole before and in which nothing else is new."""
        if self._is_past("view", snapshot):
            return
        await self._send_new("line", "line", payload)

    async def changed_view(self, payload: Payload, snapshot: Snapshot) -> None:
        """As `changed`, of a view with a `line`: where only that is new, it alone is sent."""
        if self._is_past("view", snapshot):
            return
        rest, line = _digest(payload, "line"), {"line": payload["line"]}
        if self._seen.get("view") == rest:
            await self._send_new("line", "line", {"version": payload["version"], "now": payload["now"], **line})
            return
        await self._send("view", payload, {"view": rest, "line": _digest(line)})

    def sent_within(self, key: str, payload: Payload, snapshot: Snapshot) -> None:
        """`payload` was sent as a part of something else: as if `changed` had sent it."""
        if not self._is_past(key, snapshot):
            self._seen[key] = _digest(payload)

    def forget(self) -> None:
        """The next one is sent whatever it holds."""
        self._seen.clear()

    def _is_past(self, key: str, snapshot: Snapshot) -> bool:
        queue_id, version = self._moments.get(key, (snapshot.queue_id, 0))
        if queue_id == snapshot.queue_id and version > snapshot.version:
            return True
        self._moments[key] = (snapshot.queue_id, snapshot.version)
        return False

    async def _send_new(self, event: str, key: str, payload: Payload) -> None:
        digest = _digest(payload)
        if self._seen.get(key) != digest:
            await self._send(event, payload, {key: digest})

    async def _send(self, event: str, payload: Payload, seen: Mapping[str, bytes]) -> None:
        """Noted before it is sent: whoever has the same to say meanwhile says it no more."""
        self._seen |= seen
        try:
            await self.send(event, payload)
        except BaseException:
            for key in seen:
                self._seen.pop(key, None)
            raise


def _digest(payload: Payload, *left_out: str) -> bytes:
    content = {name: value for name, value in payload.items() if name not in ("version", "now", *left_out)}
    return hashlib.blake2b(json.dumps(content).encode(), digest_size=16).digest()
