"""Secrets at rest: a key per person, wrapped by an epoch key that lies outside the database.
What is sealed is bound to its place (column and row) as associated data: a ciphertext copied to another place does not
open. Destroying a person's wrapped key destroys all that was sealed under it. PINs, tokens and blind indexes are derived
from one further key, the pepper, and stored nowhere."""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from audiencia.core.ids import AttentionId, CaseId, PersonId
from audiencia.privacy import keyfiles
from audiencia.privacy.epochs import Epochs
from audiencia.privacy.keytree import LeafDestroyed

VERSION = b"\x01"
LEAF_VERSION = b"\x02"
"""Begins a key that is wrapped under a leaf; the leaf's number follows in four bytes. Earlier ones are under the epoch's root."""
NONCE_BYTES = 12
PIN_DIGITS = 6
"""Of the secrets that were handed out too: with another number no PIN that somebody wrote down opens anything."""
_TAG_BYTES = 28  # 224 bits: with the id and the generation a whole number of base64 characters, so no padding
_TOKEN_LENGTH = 64
_LEAF_BYTES = 4
_PEPPER = "pepper.key"


def from_base64url(text: str) -> bytes | None:
    """What was encoded, `None` for what no encoder writes: the standard library also takes `+` and `/`, which would make two
    texts of one token."""
    try:
        data = base64.b64decode(text, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64.urlsafe_b64encode(data).decode() == text else None


class SealBroken(Exception):
    """The data was not sealed by this key at this place, or it was changed."""


class KeyDestroyed(SealBroken):
    """There is no key, on purpose: the person was suppressed, or is blocked."""


def aad(column: str, object_id: UUID) -> str:
    """Where a sealed value lives: `place("attention.name", attention_id)`."""
    return f"{column}:{object_id}"


class PersonKey:
    """Seals the fields of one person. AES-256-GCM, random nonce; a person has some dozens of fields, far below its limits."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        if len(key) != keyfiles.KEY_BYTES:
            raise ValueError("a person's key has 32 bytes")
        self._key = key

    def seal(self, text: str, aad: str) -> bytes:
        """Ciphertext of `text` for `place`: version, nonce, ciphertext with tag."""
        return _encrypt(self._key, text.encode(), b"field:" + aad.encode())

    def open(self, data: bytes, aad: str) -> str:
        """The text. Raises `SealBroken` when the data was not sealed by this key at this place."""
        return _decrypt(self._key, data, b"field:" + aad.encode()).decode()

    def seal_bytes(self, content: bytes, aad: str) -> bytes:
        """Seals what is no text, such as a photograph."""
        return _encrypt(self._key, content, b"file:" + aad.encode())

    def open_bytes(self, data: bytes, aad: str) -> bytes:
        """What was sealed so. Raises `SealBroken`."""
        return _decrypt(self._key, data, b"file:" + aad.encode())

    def __repr__(self) -> str:
        return "PersonKey(...)"


def new_person_key() -> PersonKey:
    """A fresh random key."""
    return PersonKey(secrets.token_bytes(keyfiles.KEY_BYTES))


class Keyring:
    """The keys of this installation. Several epochs may live at once: the newest wraps, all unwrap."""

    def __init__(self, folder: Path, epochs: Epochs, pepper: bytes) -> None:
        self._folder = folder
        self._epochs = epochs
        self._pepper = pepper
        self._purposes: dict[str, bytes] = {}
        self._in_force: int | None = None
        self.leaves: Iterator[int] = iter(())
        """Numbers of leaves that the database gave this process and that nobody has yet."""

    @classmethod
    def open(cls, folder: Path) -> "Keyring":
        """Reads the keys in `folder`, and makes what is missing: `installation` says whether that may be.
        Raises `keyfiles.KeyFileError`."""
        keyfiles.open_folder(folder)
        pepper = keyfiles.read_or_make(folder / _PEPPER)
        return cls(folder, Epochs.open(folder), pepper)

    @staticmethod
    def is_there(folder: Path) -> bool:
        """Whether `folder` holds a pepper and a key of at least one epoch."""
        return (folder / _PEPPER).exists() and Epochs.any_in(folder)

    def in_place(self) -> bool:
        """Whether the files are still there: what is sealed under keys that this process alone has is lost with it."""
        return (self._folder / _PEPPER).exists() and self._epochs.in_place(self.newest_epoch)

    def refresh(self) -> None:
        """Learns of epochs that were made meanwhile, by another process or by whoever copied their keys here."""
        self._epochs.refresh()

    def use(self, epoch: int) -> bool:
        """From now on `wrap` uses this epoch, or a newer one that is in use already; `False` when its key is not there."""
        if epoch not in self._epochs:
            self.refresh()
        if epoch not in self._epochs:
            return False
        self._in_force = max(epoch, self._in_force or 0)
        return True

    def forget_epochs(self, before: int) -> list[int]:
        """Destroys the keys of the epochs before this one: what is only wrapped under them can never be read again."""
        return self._epochs.forget(before)

    def add_epoch(self) -> int:
        """Makes the key of the next epoch. Other nodes learn of it when they first meet it."""
        return self._epochs.add()

    def destroy(self, leaves: Collection[int]) -> int:
        """Destroys these persons' leaves in the files and in this process; gives how many were still there."""
        return self._epochs.destroy(leaves)

    def has_leaf(self, leaf: int, epoch: int | None = None) -> bool:
        """Whether a key is, or can be, wrapped under this leaf of an epoch that is there, of the one in force without it."""
        epoch = self.newest_epoch if epoch is None else epoch
        return epoch not in self._epochs or self._epochs.tree(epoch).has(leaf)

    @property
    def epochs(self) -> frozenset[int]:
        """Those whose keys this process knows."""
        return frozenset(self._epochs)

    @property
    def newest_epoch(self) -> int:
        """The epoch that `wrap` uses."""
        return self._in_force or self._epochs.newest

    @property
    def newest_made(self) -> int:
        """The newest whose key is there, in use or not."""
        return self._epochs.newest

    def wrap(self, person_key: PersonKey, person_id: PersonId, leaf: int) -> tuple[bytes, int]:
        """The person's key, encrypted for this person under its leaf of the newest epoch, with that epoch's number.
        Raises `LeafDestroyed`."""
        epoch = self.newest_epoch
        key = self._epochs.tree(epoch).leaf(leaf)
        sealed = _encrypt(key, person_key._key, _wrap_place(person_id, epoch))
        return LEAF_VERSION + leaf.to_bytes(_LEAF_BYTES, "big") + sealed, epoch

    def unwrap(self, wrapped: bytes, epoch: int, person_id: PersonId) -> PersonKey:
        """The person's key. Raises `SealBroken`, also when the epoch's key is gone or cannot be read, and `KeyDestroyed`."""
        if not wrapped:
            raise KeyDestroyed("the person was suppressed or is blocked")
        leaf = leaf_of(wrapped)
        try:
            tree = self._epochs.tree(epoch)
            key = tree.root if leaf is None else tree.leaf(leaf)
        except keyfiles.KeyFileError as error:
            raise SealBroken(f"there is no key of epoch {epoch}") from error
        except LeafDestroyed as error:
            raise KeyDestroyed("the person was suppressed") from error
        if key is None:
            raise SealBroken("wrapped under a root of which something was destroyed")
        sealed = wrapped if leaf is None else wrapped[1 + _LEAF_BYTES :]
        return PersonKey(_decrypt(key, sealed, _wrap_place(person_id, epoch)))

    def own_leaf(self, wrapped: bytes, epoch: int, person_id: PersonId) -> int | None:
        """The leaf of this person's key: the number in it counts because the key opens under that leaf, for this person alone. `None`
        for a key that is under the root, or erased.
        Raises `SealBroken` for what was changed, or is somebody else's."""
        if wrapped:
            with suppress(KeyDestroyed):  # nothing is left under that leaf
                self.unwrap(wrapped, epoch, person_id)
        return leaf_of(wrapped)

    def keyed_hash(self, purpose: str, text: str) -> bytes:
        """HMAC-SHA256 under a key of its own for each purpose: without the pepper it says nothing about `text`."""
        key = self._purposes.get(purpose)
        if key is None:
            key = self._purposes[purpose] = hmac.digest(self._pepper, b"purpose:" + purpose.encode(), "sha256")
        return hmac.digest(key, text.encode(), "sha256")

    def signing_key(self, purpose: str) -> Ed25519PrivateKey:
        """Signs for this installation, one key for each purpose; whoever has the public one can check it without the pepper."""
        return Ed25519PrivateKey.from_private_bytes(self.keyed_hash(purpose, "ed25519"))

    def blind_index(self, text: str) -> bytes:
        """Finds equal texts without storing them. The caller brings them to one form first."""
        return self.keyed_hash("blind-index", text)

    def pin(self, object_id: AttentionId | CaseId, generation: int) -> str:
        """The six digits that open a folio. Guessing is limited where they are checked (`runtime.folio_proof`)."""
        digest = self.keyed_hash("pin", f"{object_id}:{generation}")
        return f"{int.from_bytes(digest[:16], 'big') % 10**PIN_DIGITS:0{PIN_DIGITS}d}"

    def case_token(self, case_id: CaseId, generation: int) -> str:
        """The cookie of whoever sent a petition, or proved its folio and PIN: id, generation and 224 bits, as a ticket's."""
        return self._token(case_id, generation, "case-token")

    def read_case_token(self, token: str) -> tuple[CaseId, int] | None:
        """Whose token it is, and of which generation; `None` when we did not make it."""
        body = self._token_body(token, "case-token")
        return None if body is None else (CaseId(UUID(bytes=body[:16])), int.from_bytes(body[16:], "big"))

    def ticket_token(self, attention_id: AttentionId, generation: int) -> str:
        """The citizen's cookie: id, generation and 224 bits that only the pepper can make. A new generation ends it."""
        return self._token(attention_id, generation, "ticket-token")

    def read_ticket_token(self, token: str) -> AttentionId | None:
        """Whose token it is, or `None` when we did not make it."""
        found = self.open_ticket_token(token)
        return None if found is None else found[0]

    def open_ticket_token(self, token: str) -> tuple[AttentionId, int] | None:
        """Whose token it is, and of which generation, which may be over; `None` when we did not make it."""
        body = self._token_body(token, "ticket-token")
        return None if body is None else (AttentionId(UUID(bytes=body[:16])), int.from_bytes(body[16:], "big"))

    def _token(self, object_id: UUID, generation: int, purpose: str) -> str:
        body = object_id.bytes + generation.to_bytes(4, "big")
        return base64.urlsafe_b64encode(body + self._token_tag(body, purpose)).decode()

    def _token_body(self, token: str, purpose: str) -> bytes | None:
        if len(token) != _TOKEN_LENGTH or not token.isascii():
            return None
        data = from_base64url(token)
        if data is None:
            return None
        body, tag = data[:-_TAG_BYTES], data[-_TAG_BYTES:]
        return body if hmac.compare_digest(tag, self._token_tag(body, purpose)) else None

    def _token_tag(self, body: bytes, purpose: str) -> bytes:
        return self.keyed_hash(purpose, body.hex())[:_TAG_BYTES]

    def __repr__(self) -> str:
        return f"Keyring(epochs={list(self._epochs)})"


def leaf_of(wrapped: bytes) -> int | None:
    """The leaf under which a person's key is wrapped; `None` for one that is under the root, or is none."""
    if wrapped[:1] != LEAF_VERSION or len(wrapped) <= 1 + _LEAF_BYTES:
        return None
    return int.from_bytes(wrapped[1 : 1 + _LEAF_BYTES], "big")


def token_hash(token: str) -> bytes:
    """What is stored of a random token: enough to recognise it, nothing to use it with."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def _encrypt(key: bytes, plain: bytes, aad: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, plain, VERSION + aad)


def _decrypt(key: bytes, data: bytes, aad: bytes) -> bytes:
    if data[:1] != VERSION:
        raise SealBroken("unknown version")
    nonce, sealed = data[1 : 1 + NONCE_BYTES], data[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, sealed, VERSION + aad)
    except (InvalidTag, ValueError) as error:
        raise SealBroken("not sealed here, or changed") from error


def _wrap_place(person_id: PersonId, epoch: int) -> bytes:
    return f"person-key:{person_id}:{epoch}".encode()
