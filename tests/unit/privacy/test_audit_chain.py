"""The chain over the record of accesses: whatever is bent is found and named, and nothing that was written honestly is."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from audiencia.privacy import audit_chain
from audiencia.privacy.audit_chain import Checkpoint, Entry, Finding, Flaw, Seal, Walk

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
DAYS = int(os.environ.get("AUDIENCIA_BENT", "200"))
"""So many honest days; `make soak-audit` tries 10,000."""
MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)


@dataclass
class Record:
    """What lies in the database: entries by id, their seals, the signed ends."""

    entries: dict[int, Entry] = field(default_factory=dict)
    seals: list[Seal] = field(default_factory=list)
    ends: list[Checkpoint] = field(default_factory=list)

    def seal(self, entries: list[Entry], now: datetime) -> None:
        last = self.ends[-1] if self.ends else None
        links = audit_chain.seal(last, entries)
        self.entries |= {one.id: one for one in entries}
        self.seals += links
        end = Checkpoint(links[-1].seq, links[-1].hash, max(self.entries), now, now)
        self.ends.append(replace(end, signature=audit_chain.sign(KEY, end)))

    def found(self, *kept: Checkpoint) -> Finding | None:
        walk = Walk(kept)
        walk.learn(self.ends)
        for one in self.seals:
            if flaw := walk.step(one, self.entries.get(one.entry_id)):
                return flaw
        return walk.end() or walk.late or audit_chain.first_unsigned(KEY.public_key(), self.ends)


def entry(number: int, at: datetime, drawn: Random) -> Entry:
    return Entry(
        number, at, "staff", drawn.randint(1, 20), drawn.choice(["disclosed", "moved", "case_read"]), "ticket",
        str(drawn.randint(1, 9_999)), "call",
    )  # fmt: skip


def honest_day(drawn: Random, *, runs: int = 6) -> Record:
    """Entries of many transactions: ids have gaps, some appear later than higher ones, and runs come late now and then."""
    record, now, number = Record(), MONDAY, drawn.randint(1, 1_000)
    waiting: list[Entry] = []
    for _ in range(runs):
        since, now = now, now + timedelta(seconds=drawn.choice([10, 10, 15, 3_600]))
        for _ in range(drawn.randint(1, 8)):
            number += drawn.choice([1, 1, 1, 2, 5])
            waiting.append(entry(number, since + (now - since) * drawn.random(), drawn))
        late = [one for one in waiting if now - one.at < timedelta(seconds=5) and drawn.random() < 0.3]
        if ready := [one for one in waiting if one not in late]:
            record.seal(sorted(ready, key=lambda one: one.id), now)
        waiting = late
    return record


def changed(record: Record, drawn: Random) -> None:
    one = record.entries[drawn.choice(list(record.entries))]
    record.entries[one.id] = drawn.choice([
        replace(one, at=one.at + timedelta(microseconds=1)), replace(one, actor_id=(one.actor_id or 0) + 1),
        replace(one, action=f"{one.action}x"), replace(one, object_id=f"{one.object_id}x"), replace(one, why="other"),
    ])  # fmt: skip


def removed(record: Record, drawn: Random) -> None:
    del record.entries[drawn.choice(list(record.entries))]


def removed_with_its_seal(record: Record, drawn: Random) -> None:
    seal = record.seals.pop(drawn.randrange(len(record.seals)))
    del record.entries[seal.entry_id]


def inserted_among_the_seals(record: Record, drawn: Random) -> None:
    """With seals that are made anew behind it: whoever has the database alone cannot sign their end."""
    entries = [record.entries[one.entry_id] for one in record.seals]
    entries.insert(drawn.randrange(len(entries) + 1), entry(10**6, MONDAY, drawn))
    record.entries |= {one.id: one for one in entries}
    record.seals = audit_chain.seal(None, entries)


def swapped(record: Record, drawn: Random) -> None:
    if len(record.seals) < 2:
        return inserted_among_the_seals(record, drawn)
    one, other = drawn.sample(range(len(record.seals)), 2)
    first, second = record.seals[one], record.seals[other]
    record.seals[one], record.seals[other] = replace(second, seq=first.seq), replace(first, seq=second.seq)
    return None


def swapped_and_sealed_anew(record: Record, drawn: Random) -> None:
    entries = [record.entries[one.entry_id] for one in record.seals]
    one, other = drawn.sample(range(len(entries)), 2) if len(entries) > 1 else (0, 0)
    if one == other:
        return changed(record, drawn)
    entries[one], entries[other] = entries[other], entries[one]
    record.seals = audit_chain.seal(None, entries)
    return None


BENT: tuple[Callable[[Record, Random], None], ...] = (
    changed, removed, removed_with_its_seal, inserted_among_the_seals, swapped, swapped_and_sealed_anew,
)  # fmt: skip


@pytest.mark.parametrize("bend", BENT, ids=lambda bend: bend.__name__)
def test_whatever_is_bent_is_found(bend: Callable[[Record, Random], None]) -> None:
    for number in range(34):
        drawn = Random(number)
        record = honest_day(drawn)
        bend(record, drawn)
        assert record.found() is not None, number


@given(st.randoms(use_true_random=False))
@settings(max_examples=DAYS, deadline=None, derandomize=DAYS == 200)
def test_an_honest_day_has_no_flaw(drawn: Random) -> None:
    record = honest_day(drawn)
    assert record.found(*record.ends) is None


def test_a_link_is_the_sha_256_of_the_one_before_its_place_and_its_entry() -> None:
    record = honest_day(Random(1))
    first, second = record.seals[:2]
    assert second.hash == sha256(b"audit seal 1\0" + first.hash + (2).to_bytes(8, "big") + second.digest).digest()


def test_the_first_place_is_named() -> None:
    record = honest_day(Random(1))
    third, last = record.seals[2], record.seals[-1]
    for one in (third, last):
        record.entries[one.entry_id] = replace(record.entries[one.entry_id], why="other")
    assert record.found() == Finding(Flaw.CHANGED, 3, third.entry_id)
    del record.entries[third.entry_id]
    assert record.found() == Finding(Flaw.REMOVED, 3, third.entry_id)


def test_an_end_that_was_kept_elsewhere_shows_what_was_cut_off() -> None:
    record = honest_day(Random(2))
    kept = record.ends[-1]
    record.ends.pop()
    record.seals = record.seals[: record.ends[-1].seq]
    assert record.found() is None, "of itself the record cannot know"
    assert record.found(kept) == Finding(Flaw.CUT_OFF, record.ends[-1].seq + 1)


def test_an_end_that_was_kept_elsewhere_shows_what_was_sealed_anew() -> None:
    record, kept = honest_day(Random(3)), honest_day(Random(4)).ends[0]
    found = record.found(kept)
    assert found is not None and (found.flaw, found.seq) == (Flaw.FORGED, kept.seq)


def test_another_key_signs_for_nobody() -> None:
    record = honest_day(Random(5))
    record.ends[1] = replace(record.ends[1], signature=audit_chain.sign(OTHER_KEY, record.ends[1]))
    assert record.found() == Finding(Flaw.FORGED, record.ends[1].seq)


def test_links_beyond_the_last_signed_end_are_nobodys() -> None:
    record = honest_day(Random(6))
    more = entry(10**6, MONDAY + timedelta(days=1), Random(0))
    record.entries[more.id] = more
    record.seals += audit_chain.seal(record.ends[-1], [more])
    assert record.found() == Finding(Flaw.FORGED, record.seals[-1].seq)


def test_an_entry_that_says_it_is_old_was_not_there_then() -> None:
    record = honest_day(Random(7))
    late = entry(10**6, record.ends[-1].made_at - timedelta(minutes=6), Random(0))
    record.seal([late], record.ends[-1].made_at + timedelta(seconds=10))
    assert record.found() == Finding(Flaw.INSERTED, record.seals[-1].seq, late.id)


def test_a_flaw_behind_a_late_entry_is_found_too() -> None:
    record = honest_day(Random(7))
    late = entry(10**6, record.ends[-1].made_at - timedelta(minutes=6), Random(0))
    record.seal(
        [late, entry(10**6 + 1, record.ends[-1].made_at, Random(0))], record.ends[-1].made_at + timedelta(seconds=10)
    )
    record.entries[10**6 + 1] = replace(record.entries[10**6 + 1], why="other")
    assert record.found() == Finding(Flaw.CHANGED, record.seals[-1].seq, 10**6 + 1)


def test_a_clock_that_is_set_back_is_no_flaw() -> None:
    record = honest_day(Random(10))
    back = record.ends[-1].made_at - timedelta(hours=2)
    for number in (10**6, 10**6 + 1):
        back += timedelta(seconds=10)
        record.seal([entry(number, back - timedelta(seconds=3), Random(0))], back)
    assert record.found() is None


def test_what_a_stop_of_some_hours_left_is_as_honest() -> None:
    record = honest_day(Random(8))
    stopped = record.ends[-1].made_at
    record.seal([entry(10**6, stopped + timedelta(seconds=2), Random(0))], stopped + timedelta(hours=8))
    assert record.found() is None


def test_a_signed_end_is_read_back_as_it_was_written() -> None:
    for end in honest_day(Random(9)).ends:
        assert audit_chain.read_line(end.line()) == end
        assert audit_chain.is_signed(KEY.public_key(), end)
    not_drained = replace(end, drained_at=None)
    assert audit_chain.read_line(not_drained.line()) == not_drained


@pytest.mark.parametrize(
    "line", ["", "x", "audiencia-audit-1 1 zz 1 - x y", "other 1 00 1 - 2026-11-30T09:00:00+00:00 00"]
)
def test_other_lines_are_none(line: str) -> None:
    assert audit_chain.read_line(line) is None
