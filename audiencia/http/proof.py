"""What a page opened with folio and PIN lets its forms do, without sending the PIN back into it.
Good for this visit only, and for the generation of secrets that was proven."""

import base64
import hmac
from uuid import UUID

from audiencia.core.ids import AttentionId
from audiencia.privacy.crypto import Keyring, from_base64url

FIELD = "proof"
_TAG_BYTES = 28
_LENGTH = 64


def make(keyring: Keyring, visit: str, attention_id: AttentionId, generation: int) -> str:
    """The proof for forms of this visit: an HMAC, so nothing has to be stored."""
    body = attention_id.bytes + generation.to_bytes(4, "big")
    return base64.urlsafe_b64encode(body + _tag(keyring, visit, body)).decode()


def read(keyring: Keyring, visit: str, submitted: str) -> tuple[AttentionId, int] | None:
    """Whose secret was proven, and of which generation; `None` when we did not make it for this visit."""
    if len(submitted) != _LENGTH or not submitted.isascii():
        return None
    data = from_base64url(submitted)
    if data is None:
        return None
    body, tag = data[:-_TAG_BYTES], data[-_TAG_BYTES:]
    if not hmac.compare_digest(tag, _tag(keyring, visit, body)):
        return None
    return AttentionId(UUID(bytes=body[:16])), int.from_bytes(body[16:], "big")


def _tag(keyring: Keyring, visit: str, body: bytes) -> bytes:
    return keyring.keyed_hash("folio-proof", f"{visit}:{body.hex()}")[:_TAG_BYTES]
