"""Rate limit for guesses at a PIN or a password. Counts are in PostgreSQL, so that all nodes share them and restarts keep them.
The pause grows with each wrong guess. Wrong guesses count against their network; the first ones of each network also count
against all networks together. A browser that was right before has a count of its own."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from audiencia.core.errors import TooMany
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.privacy.crypto import Keyring

SQL = load("audiencia.privacy", "attempts.sql")
FREE = 5  # Wrong ones of one network, or of one browser that was right before, until the next has to wait.
FREE_IN_ALL = 80
"""Wrong ones of all networks together; higher, or a few networks could keep the owner waiting everywhere."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=15)
REMEMBERED = timedelta(days=1)  # So long after the last wrong one it counts no more.
KNOWN = timedelta(days=90)  # So long after it was right last a browser is known.
Kind = Literal["pin", "login", "factor"]


@dataclass(frozen=True, slots=True)
class Guesser:
    """Where a guess comes from: the network, and the browser's opaque id; empty where it has none, as at the front desk."""

    network: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class Budgets:
    """What a guess at one secret can be counted for, as keyed hashes: nothing of them tells a login, a folio or a network."""

    kind: Kind
    device: bytes | None
    network: bytes
    everywhere: bytes


@dataclass(frozen=True, slots=True)
class Attempt:
    """A guess that was counted for `charged`; or, with the seconds to `wait`, one that may not be checked."""

    charged: tuple[bytes, ...] = ()
    wait: int | None = None


def pause_after(wrong: int, free: int) -> timedelta | None:
    """How long the next one waits after so many wrong ones: twice as long each time, from `FIRST_PAUSE` to `LONGEST_PAUSE`."""
    if wrong < free:
        return None
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(wrong - free, 10)))


def budgets(keyring: Keyring, kind: Kind, secret: str, guesser: Guesser) -> Budgets:
    """Those of a guess at what belongs to `secret`, a login or a folio."""

    def of(scope: str, value: str) -> bytes:
        return keyring.keyed_hash("attempt", f"{kind}\n{scope}\n{value}\n{secret}")

    device = of("device", guesser.device) if guesser.device else None
    return Budgets(kind, device, of("network", guesser.network), of("everywhere", ""))


async def count(conn: Connection, who: Budgets) -> Attempt:
    """Counts one attempt before it is checked, so that many at once are all counted; `right` takes it back.
    The caller commits before it refuses (`refuse`): a rollback would forget the attempt. What has to wait counts nowhere."""
    if who.device is not None and await SQL.was_right(conn, kind=who.kind, subject_hash=who.device):
        return await _charge(conn, who.kind, [(who.device, FREE)])
    wait = await _wait(conn, who.kind, who.everywhere)
    if wait is not None:
        return Attempt(wait=wait)
    return await _charge(conn, who.kind, [(who.network, FREE), (who.everywhere, FREE_IN_ALL)])


async def _charge(conn: Connection, kind: Kind, subjects: Sequence[tuple[bytes, int]]) -> Attempt:
    """Of a network only the first ones count for all networks: it alone keeps nobody else waiting."""
    charged: list[bytes] = []
    for subject, free in subjects:
        wrong = await SQL.count_attempt(conn, kind=kind, subject_hash=subject, remembered=REMEMBERED)
        if wrong is None:
            return Attempt(tuple(charged), await _wait(conn, kind, subject) or 1)
        pause = pause_after(wrong, free)
        if pause is not None:
            await SQL.pause(conn, kind=kind, subject_hash=subject, pause=pause)
        charged.append(subject)
        if wrong > FREE:
            break
    return Attempt(tuple(charged))


async def _wait(conn: Connection, kind: Kind, subject: bytes) -> int | None:
    left: timedelta | None = await SQL.wait_of(conn, kind=kind, subject_hash=subject)
    return None if left is None else max(1, math.ceil(left.total_seconds()))


def refuse(attempt: Attempt) -> None:
    """Raises `TooMany` for one that has to wait."""
    if attempt.wait is not None:
        raise TooMany(retry_after=attempt.wait)


async def right(conn: Connection, who: Budgets, attempt: Attempt) -> None:
    """Whoever knew the secret was no guesser, and is known in this browser from now on."""
    for subject in attempt.charged:  # in the order of counting: two guesses never cross
        await SQL.forget_attempts(conn, kind=who.kind, subject_hash=subject)
    await trust(conn, who)


async def trust(conn: Connection, who: Budgets) -> None:
    """The browser was right, or was given the secret itself."""
    if who.device is not None:
        await SQL.note_right(conn, kind=who.kind, subject_hash=who.device)


async def sweep(conn: Connection) -> None:
    """Removes what no longer limits anybody."""
    await SQL.sweep_attempts(conn, remembered=REMEMBERED, known=KNOWN)
