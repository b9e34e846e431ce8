"""What pages of one call say to each other on its way to another web node: ciphertext and public keys, nothing personal."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from audiencia.core.ids import PartyId

PREFIXES = {"call_keys": "keys:", "typing": "typing:"}
"""By event. A node ignores prefixes that it does not know."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What `node` hands on: `said` by this event, to all pages of these parties."""

    node: str
    to: tuple[PartyId, ...]
    said: Mapping[str, Any]
    event: str = "call_keys"


def encode_keys(handed: Handed) -> str:
    """Its form on the channel."""
    content = asdict(handed)
    return PREFIXES[content.pop("event")] + json.dumps(content)


def decode_keys(data: object) -> Handed | None:
    """What was handed on; `None` for anything else that somebody published."""
    text = data.decode("ascii", "replace") if isinstance(data, bytes) else str(data)
    event = next((event for event, prefix in PREFIXES.items() if text.startswith(prefix)), None)
    if event is None:
        return None
    try:
        found = json.loads(text.removeprefix(PREFIXES[event]))
        return Handed(str(found["node"]), tuple(PartyId(str(one)) for one in found["to"]), dict(found["said"]), event)
    except (ValueError, TypeError, KeyError):
        return None
