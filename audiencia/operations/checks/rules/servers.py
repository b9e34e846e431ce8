"""Rules for database, pages, media and clock. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Literal

from audiencia.core.redis_trouble import Trouble
from audiencia.core.server_versions import OLDEST_POSTGRES
from audiencia.operations.checks.result import Check, State, worded

Newer = Literal["no", "runs", "outlived"]
CLOCK_WARNS, CLOCK_FAILS = 1.0, 5.0
"""Seconds between this machine and the database: terms are shown by the one and decided by the other."""
LAG_WARNS = 30.0
RETENTION_WARNS = timedelta(days=2)


def clock(offset_s: float, synchronised: bool | None, rehearsed: bool) -> Check:
    """`synchronised`: what the kernel says, `None` where it does not. `rehearsed`: somebody shifted the service's own clock."""
    if rehearsed:
        return worded("clock", "shifted", State.RED, value=offset_s)
    off = abs(offset_s)
    state = State.RED if off > CLOCK_FAILS else State.AMBER if off > CLOCK_WARNS else State.GREEN
    if state is State.GREEN and synchronised is False:
        return worded("clock", "alone", State.AMBER, value=offset_s)
    return worded("clock", "off", state, off=f"{off:.1f}", value=offset_s)


def database(version: int | None, replica: bool, lag_s: float | None) -> Check:
    """`version`: the major one, `None` while it does not answer. `replica`: it takes no writing. `lag_s`: of its slowest copy."""
    if version is None:
        return worded("database", "away", State.RED)
    if replica:
        return worded("database", "replica", State.RED)
    if version < OLDEST_POSTGRES:
        postgres = f"PostgreSQL {version}"
        return worded("database", "too_old", State.RED, postgres=postgres, oldest_postgres=OLDEST_POSTGRES)
    if lag_s is not None and lag_s > LAG_WARNS:
        return worded("database", "behind", State.AMBER, version=version, lag_s=f"{lag_s:.0f}")
    return worded("database", "there", State.GREEN, postgres=f"PostgreSQL {version}")


def retention(since: datetime | None, last: datetime | None, now: datetime) -> Check:
    """Blocking and suppressing what is due, each night. `since`: the first run of all; `last`: the last one that went well."""
    if since is None:
        return worded("retention", "to_come", State.GREEN)
    if last is None:
        return worded("retention", "none", State.AMBER)
    state = State.AMBER if now - last > RETENTION_WARNS else State.GREEN
    return worded("retention", "ran", state, hours=_hours(now - last))


def incidents(due: datetime | None, now: datetime, warn_hours: int) -> Check:
    """Incidents of personal data of which somebody is still to be told. `due`: when the first term ends; `None`: nobody is."""
    if due is None:
        return worded("incidents", "none", State.GREEN)
    if due <= now:
        return worded("incidents", "over", State.AMBER)
    state = State.AMBER if due - now <= timedelta(hours=warn_hours) else State.GREEN
    return worded("incidents", "left", state, hours=_hours(due - now))


def _hours(time: timedelta) -> int:
    return time // timedelta(hours=1)


def migrations(here: str | None, wanted: str, newer: Newer = "no") -> Check:
    """The revision of the tables, and the one that this program needs. `newer`: whether it is that of a later program, and this one
    still runs with it or was outlived."""
    if newer != "no":
        return worded("migrations", "newer", State.AMBER if newer == "runs" else State.RED, here=here)
    state = State.GREEN if here == wanted else State.RED
    return worded("migrations", "revision", state, here=here, wanted=wanted)


def valkey(trouble: Trouble | None) -> Check:
    """Without it everything goes on, up to two seconds later. `None`: it can be used."""
    return worded("valkey", "there", State.GREEN) if trouble is None else worded("valkey", trouble, State.AMBER)


def pages(address: str, status: str | None, own: bool) -> Check:
    """What `/salud` answers at `address`; `None`: nothing. `own`: asked at this machine's port, not at the public address."""
    of = "pages" if own else "public_address"
    if status is None:
        return worded(of, "away", State.RED if own else State.AMBER, address=address)
    state = State.GREEN if status == "ok" else State.AMBER
    return worded(of, "there", state, found=f"{address}: {status}")


def installation(name: str | None, foreign: Sequence[str], other_nodes: int) -> Check:
    """`foreign`: our workers that serve another installation. `other_nodes`: web nodes that live on this database with other workers."""
    if foreign:
        return worded("installation", "foreign", State.RED, worker=foreign[0])
    if other_nodes:
        return worded("installation", "shared", State.RED, other_nodes=other_nodes)
    return worded("installation", "own", State.GREEN, name=name or "—")


def media(answering: int, listed: int, taking_rooms: int, capacity: int, directors: int) -> Check:
    """How many workers answer of those that are listed, how many take rooms, and for how many rooms there is place."""
    full = taking_rooms == 0 or capacity < directors
    state = State.RED if full else State.GREEN if answering == listed else State.AMBER
    return worded("media", "answer", state, answering=answering, listed=listed, capacity=capacity)


def udp(places: Mapping[str, bool], announced: Sequence[str], demo: bool) -> Check:
    """`places`: each worker's address and port, and whether the system takes datagrams for it; `announced`: what browsers are told.
    Whether datagrams come through from outside only somebody outside can say."""
    silent = sorted(one for one, taken in places.items() if not taken)
    if silent:
        return worded("udp", "refused", State.RED, places=", ".join(silent))
    here = [one for one in announced if ip_address(one).is_loopback]
    if here and not demo:
        return worded("udp", "here", State.RED, address=here[0])
    inside = any(ip_address(one).is_private and not ip_address(one).is_loopback for one in announced)
    if inside and not demo:
        return worded("udp", "inside", State.AMBER, names=", ".join(announced))
    return worded("udp", "listens", State.GREEN, names=", ".join(announced))
