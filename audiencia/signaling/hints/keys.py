"""Messages about the keys of a call on their way to another web node: ciphertext and public keys, nothing personal."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from audiencia.core.ids import PartyId

PREFIX = "keys:"


@dataclass(frozen=True, slots=True)
class Handed:
    """What `node` hands on: the event `said`, to all pages of these parties."""

    node: str
    to: tuple[PartyId, ...]
    said: Mapping[str, Any]


def encode_keys(handed: Handed) -> str:
    """Its form on the channel."""
    return PREFIX + json.dumps(asdict(handed))


def decode_keys(data: object) -> Handed | None:
    """What was handed on; `None` for anything else that somebody published."""
    text = data.decode("ascii", "replace") if isinstance(data, bytes) else str(data)
    if not text.startswith(PREFIX):
        return None
    try:
        found = json.loads(text.removeprefix(PREFIX))
        return Handed(str(found["node"]), tuple(PartyId(str(one)) for one in found["to"]), dict(found["said"]))
    except (ValueError, TypeError, KeyError):
        return None
