"""The chain over the record of accesses: each seal holds the hash of one entry and of the seal before it.
Whoever may write to the database can change an entry, but not so that its seal still fits. The seals could be made anew, but not
the checkpoints: they are signed (Ed25519, RFC 8032) with a key that does not lie in the database, and those that were written
elsewhere show that the end was cut off. Linked so as in Schneier and Kelsey, "Secure audit logs to support computer forensics"
(ACM TISSEC 2, 1999), but signed by runs of entries as in RFC 9162."""

import json
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from audiencia.core.gettext_mark import N_, Worded

HASH_BYTES = 32
GENESIS = bytes(HASH_BYTES)  # What stands before the first seal.
GRACE = timedelta(minutes=5)
"""No transaction lasts as long. An entry that appears later than this behind its time was not written by the product."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the record, as it is stored."""

    id: int
    at: datetime
    actor_kind: str
    actor_id: int | None
    action: str
    object_kind: str
    object_id: str
    why: str


@dataclass(frozen=True, slots=True)
class Seal:
    """One link: the entry with this id is the `seq`-th (from 1); `digest` is of the entry, `hash` of it and all before it."""

    seq: int
    entry_id: int
    digest: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The end of the chain at `made_at`, signed. `upto`: the highest id of a sealed entry. `drained_at`: when nothing was left to seal."""

    seq: int
    hash: bytes
    upto: int
    drained_at: datetime | None
    made_at: datetime
    signature: bytes = b""

    def text(self) -> str:
        """What is signed, and what is kept elsewhere: one line."""
        drained = "-" if self.drained_at is None else _instant(self.drained_at)
        return f"audiencia-audit-1 {self.seq} {self.hash.hex()} {self.upto} {drained} {_instant(self.made_at)}"

    @property
    def drained(self) -> bool:
        """Whether nothing was left to seal behind it."""
        return self.drained_at == self.made_at

    def line(self) -> str:
        """`text` and the signature, in hexadecimal."""
        return f"{self.text()} {self.signature.hex()}"


class Flaw(Worded):
    """What is wrong with the record."""

    CHANGED = "changed", N_("Entry %(entry)s was changed after it was written.")
    REMOVED = "removed", N_("Number %(seq)s of the record was removed (entry %(entry)s).")
    INSERTED = "inserted", N_("Entry %(entry)s was put in later.")
    REORDERED = "reordered", N_("Number %(seq)s of the record (entry %(entry)s) is not where it was.")
    FORGED = "forged", N_("The seals at number %(seq)s are not those that were signed.")
    CUT_OFF = "cut_off", N_("The record is cut off: number %(seq)s and what came after it are missing.")


@dataclass(frozen=True, slots=True)
class Finding:
    """The first place where the record was bent: the entry, where one is known, and the link of the chain. `since`: the first link of the
    run that ends there, where all of it was sealed anew."""

    flaw: Flaw
    seq: int
    entry_id: int | None = None
    since: int | None = None


def digest(entry: Entry) -> bytes:
    """SHA-256 of all that an entry says, in a form of which there is one alone."""
    said = [
        entry.id, _instant(entry.at), entry.actor_kind, entry.actor_id, entry.action, entry.object_kind, entry.object_id, entry.why,
    ]  # fmt: skip
    return sha256(b"audit entry 1\0" + json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).digest()


def link(before: bytes, seq: int, of_entry: bytes) -> bytes:
    """The hash of a seal: of the one before it, of its place, and of its entry's digest."""
    return sha256(b"audit seal 1\0" + before + seq.to_bytes(8, "big") + of_entry).digest()


def seal(last: Checkpoint | None, entries: Iterable[Entry]) -> list[Seal]:
    """The links of these entries, behind the end of the chain."""
    seq, before, made = (last.seq, last.hash, []) if last else (0, GENESIS, list[Seal]())
    for entry in entries:
        seq, of_entry = seq + 1, digest(entry)
        before = link(before, seq, of_entry)
        made.append(Seal(seq, entry.id, of_entry, before))
    return made


def sign(key: Ed25519PrivateKey, checkpoint: Checkpoint) -> bytes:
    """The signature of a checkpoint."""
    return key.sign(checkpoint.text().encode())


def is_signed(key: Ed25519PublicKey, checkpoint: Checkpoint) -> bool:
    """Whether this installation made it."""
    try:
        key.verify(checkpoint.signature, checkpoint.text().encode())
    except InvalidSignature:
        return False
    return True


def read_line(line: str) -> Checkpoint | None:
    """A checkpoint that was kept elsewhere; `None` for what is none. Whether it is signed is another question."""
    try:
        kind, seq, end, upto, drained, made, signature = line.split()
        found = Checkpoint(
            int(seq), bytes.fromhex(end), int(upto), None if drained == "-" else datetime.fromisoformat(drained),
            datetime.fromisoformat(made), bytes.fromhex(signature),
        )  # fmt: skip
    except ValueError:
        return None
    return found if kind == "audiencia-audit-1" else None


class Walk:
    """Goes along the chain, link by link, and stops at the first that does not hold.
    `kept`: signed ends from elsewhere, each of which has to fit its link too."""

    def __init__(self, kept: Iterable[Checkpoint] = ()) -> None:
        self._kept: dict[int, set[bytes]] = {}
        for one in kept:
            self._kept.setdefault(one.seq, set()).add(one.hash)
        self._ahead: deque[Checkpoint] = deque()
        self._covered = 0
        self._drained_at: datetime | None = None
        self.seq, self.hash = 0, GENESIS
        self.late: Finding | None = None
        """The first entry whose own time lies before that of the run before the one that sealed it."""

    def learn(self, checkpoints: Iterable[Checkpoint]) -> None:
        """Those of the database that come next, by `seq`: up to the links that follow at least."""
        self._ahead.extend(checkpoints)

    def step(self, found: Seal, entry: Entry | None) -> Finding | None:
        """The next link, by `seq`, with its entry, `None` where it is gone; what is wrong with it."""
        seq = self.seq + 1
        if found.seq != seq:
            return Finding(Flaw.REMOVED, seq)
        if entry is None:
            return Finding(Flaw.REMOVED, seq, found.entry_id)
        if digest(entry) != found.digest:
            return Finding(Flaw.CHANGED, seq, found.entry_id)
        self.seq, self.hash = seq, link(self.hash, seq, found.digest)
        if self.hash != found.hash:
            return Finding(Flaw.REORDERED, seq, found.entry_id)
        if any(end != self.hash for end in self._kept.get(seq, ())):
            return Finding(Flaw.FORGED, seq, found.entry_id)
        self._note_late(entry)
        return self._pass_checkpoint()

    def end(self) -> Finding | None:
        """After the last link: whether there were more once, or one that no checkpoint covers."""
        if self._ahead or max(self._kept, default=0) > self.seq:
            return Finding(Flaw.CUT_OFF, self.seq + 1)
        return Finding(Flaw.FORGED, self.seq) if self.seq > self._covered else None

    def _note_late(self, entry: Entry) -> None:
        """A clock that was set back is seen at the checkpoint, and is no flaw."""
        if self._drained_at is None or self.late is not None or not self._ahead:
            return
        if entry.at < min(self._drained_at, self._ahead[0].made_at) - GRACE:
            self.late = Finding(Flaw.INSERTED, self.seq, entry.id)

    def _pass_checkpoint(self) -> Finding | None:
        if not self._ahead or self._ahead[0].seq > self.seq:
            return None
        end, since = self._ahead.popleft(), self._covered + 1
        self._covered, self._drained_at = end.seq, end.drained_at
        return None if (end.seq, end.hash) == (self.seq, self.hash) else Finding(Flaw.FORGED, self.seq, since=since)


def first_unsigned(key: Ed25519PublicKey, checkpoints: Iterable[Checkpoint]) -> Finding | None:
    """The first of them that this installation did not make. Takes a tenth of a millisecond each."""
    return next((Finding(Flaw.FORGED, one.seq) for one in checkpoints if not is_signed(key, one)), None)


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
