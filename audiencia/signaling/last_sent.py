"""What a socket was sent last, so that only news is sent."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from audiencia.core.ids import QueueId
from audiencia.queue.snapshot.facts import Snapshot

Payload = Mapping[str, Any]
Send = Callable[[str, Payload], None]


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
