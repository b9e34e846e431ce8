"""Rules for database, pages, media and clock. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Literal

from audiencia.core.gettext_mark import Sentence
from audiencia.core.server_versions import OLDEST_POSTGRES
from audiencia.operations.checks.result import Check, State, check

Newer = Literal["no", "runs", "outlived"]
CLOCK = Sentence("Clock")
CLOCK_TODO = Sentence("Synchronise the clocks of this machine and of the database (timedatectl set-ntp true).")
CLOCK_WARNS, CLOCK_FAILS = 1.0, 5.0
"""Seconds between this machine and the database: terms are shown by the one and decided by the other."""


def clock(offset_s: float, synchronised: bool | None, rehearsed: bool) -> Check:
    """`synchronised`: what the kernel says, `None` where it does not. `rehearsed`: somebody shifted the service's own clock."""
    if rehearsed:
        found = Sentence("the service's clock is shifted, as in a rehearsal")
        to_do = Sentence("Take the shift away before people come: UPDATE app_clock SET shift = '0', rate = 1.")
        return check("clock", State.RED, CLOCK, found, to_do, offset_s)
    off = abs(offset_s)
    state = State.RED if off > CLOCK_FAILS else State.AMBER if off > CLOCK_WARNS else State.GREEN
    found = Sentence("%(off)s s from the database", off=f"{off:.1f}")
    if state is State.GREEN and synchronised is False:
        found = Sentence("the system synchronises it with nobody")
        state = State.AMBER
    return check("clock", state, CLOCK, found, CLOCK_TODO, offset_s)


DATABASE = Sentence("Database")
LAG_WARNS = 30.0


def database(version: int | None, replica: bool, lag_s: float | None) -> Check:
    """`version`: the major one, `None` while it does not answer. `replica`: it takes no writing. `lag_s`: of its slowest copy."""
    if version is None:
        to_do = Sentence("Start PostgreSQL, or check AUDIENCIA_DATABASE_URL. Without it nobody gets in.")
        return check("database", State.RED, DATABASE, Sentence("does not answer"), to_do)
    if replica:
        to_do = Sentence("Point AUDIENCIA_DATABASE_URL at the primary, or promote this copy.")
        return check("database", State.RED, DATABASE, Sentence("is a read-only copy"), to_do)
    if version < OLDEST_POSTGRES:
        to_do = Sentence("Upgrade to PostgreSQL %(oldest_postgres)s or newer.", oldest_postgres=OLDEST_POSTGRES)
        return check("database", State.RED, DATABASE, Sentence(f"PostgreSQL {version}"), to_do)
    if lag_s is not None and lag_s > LAG_WARNS:
        found = Sentence(
            "PostgreSQL %(version)s; its copy is %(lag_s)s s behind", version=version, lag_s=f"{lag_s:.0f}"
        )
        to_do = Sentence("Check the copy's network and disk: the newest would be lost with the primary.")
        return check("database", State.AMBER, DATABASE, found, to_do)
    return check("database", State.GREEN, DATABASE, Sentence(f"PostgreSQL {version}"))


RETENTION_WARNS = timedelta(days=2)


def retention(since: datetime | None, last: datetime | None, now: datetime) -> Check:
    """Blocking and suppressing what is due, each night. `since`: the first run of all; `last`: the last one that went well."""
    name = Sentence("Retention of data")
    if since is None:
        return check("retention", State.GREEN, name, Sentence("the first run is still to come"))
    good = last or since
    hours = int((now - good).total_seconds() // 3600)
    state = State.AMBER if last is None or now - good > RETENTION_WARNS else State.GREEN
    found = Sentence("the last run that went well was %(hours)s h ago", hours=hours)
    if last is None:
        found = Sentence("no run went well yet")
    to_do = Sentence("Look at /administracion/conservacion: what is due is neither blocked nor suppressed.")
    return check("retention", state, name, found, to_do)


def incidents(due: datetime | None, now: datetime, warn_hours: int) -> Check:
    """Incidents of personal data of which somebody is still to be told. `due`: when the first term ends; `None`: nobody is."""
    name = Sentence("Incidents of personal data")
    if due is None:
        return check("incidents", State.GREEN, name, Sentence("nobody is left to be told"))
    hours = int((due - now).total_seconds() // 3600)
    to_do = Sentence("Look at /datos-personales/incidentes: the authority and the people are told within the term.")
    if due <= now:
        return check("incidents", State.AMBER, name, Sentence("the term to tell of one is over"), to_do)
    state = State.AMBER if due - now <= timedelta(hours=warn_hours) else State.GREEN
    return check("incidents", state, name, Sentence("%(hours)s h are left to tell of one", hours=hours), to_do)


def migrations(here: str | None, wanted: str, newer: Newer = "no") -> Check:
    """The revision of the tables, and the one that this program needs. `newer`: whether it is that of a later program, and this one
    still runs with it or was outlived."""
    name = Sentence("Tables up to date")
    if newer != "no":
        found = Sentence("revision %(here)s, of a newer version", here=here)
        to_do = Sentence("Replace this program by the newer one, on each machine.")
        return check("migrations", State.AMBER if newer == "runs" else State.RED, name, found, to_do)
    state = State.GREEN if here == wanted else State.RED
    to_do = Sentence("Run: audiencia migrate")
    return check(
        "migrations", state, name, Sentence("revision %(here)s of %(wanted)s", here=here, wanted=wanted), to_do
    )


def valkey(there: bool) -> Check:
    """Without it everything goes on, up to two seconds later."""
    found = Sentence("answers") if there else Sentence("does not answer")
    to_do = Sentence("Start Valkey, or check AUDIENCIA_REDIS_URL. Meanwhile changes are seen up to 2 s later.")
    return check("valkey", State.GREEN if there else State.AMBER, Sentence("Valkey"), found, to_do)


PAGES = Sentence("Pages")


def pages(address: str, status: str | None, own: bool) -> Check:
    """What `/salud` answers at `address`; `None`: nothing. `own`: asked at this machine's port, not at the public address."""
    code = "pages" if own else "public_address"
    name = PAGES if own else Sentence("Public address")
    if status is None:
        state = State.RED if own else State.AMBER
        to_do = (
            Sentence("Start the service (audiencia serve). If it runs elsewhere: AUDIENCIA_PORT, AUDIENCIA_DATA.")
            if own
            else Sentence(
                "Open it from a telephone on mobile data. If it fails there too, check the proxy, the DNS and the certificate."
            )
        )
        return check(code, state, name, Sentence("%(address)s does not answer from here", address=address), to_do)
    state = State.GREEN if status == "ok" else State.AMBER
    to_do = Sentence("A part does not answer: see the other lines.")
    return check(code, state, name, Sentence(f"{address}: {status}"), to_do)


INSTALLATION = Sentence("Installation")


def installation(name: str | None, foreign: Sequence[str], other_nodes: int) -> Check:
    """`foreign`: our workers that serve another installation. `other_nodes`: web nodes that live on this database with other workers."""
    if foreign:
        found = Sentence("%(worker)s serves another installation", worker=foreign[0])
        to_do = Sentence(
            "It is not used. Give each installation media workers and an AUDIENCIA_MEDIA_SECRET of its own, and restart that "
            "one."
        )
        return check("installation", State.RED, INSTALLATION, found, to_do)
    if other_nodes:
        found = Sentence("%(other_nodes)s nodes of this database use other media workers", other_nodes=other_nodes)
        to_do = Sentence(
            "Give each installation a database of its own, or all nodes the same AUDIENCIA_MEDIA_CONTROLS and _SECRET."
        )
        return check("installation", State.RED, INSTALLATION, found, to_do)
    return check("installation", State.GREEN, INSTALLATION, Sentence(f"{name or '—'}"))


MEDIA = Sentence("Media workers")


def media(answering: int, listed: int, taking_rooms: int, capacity: int, directors: int) -> Check:
    """How many workers answer of those that are listed, how many take rooms, and for how many rooms there is place."""
    found = Sentence(
        "%(answering)s of %(listed)s answer; place for %(capacity)s rooms",
        answering=answering,
        listed=listed,
        capacity=capacity,
    )
    to_do = Sentence("See «audiencia workers»; take draining back (--undo) or start another one.")
    if taking_rooms == 0 or capacity < directors:
        return check("media", State.RED, MEDIA, found, to_do)
    return check("media", State.GREEN if answering == listed else State.AMBER, MEDIA, found, to_do)


def udp(places: Mapping[str, bool], announced: Sequence[str], demo: bool) -> Check:
    """`places`: each worker's address and port, and whether the system takes datagrams for it; `announced`: what browsers are told.

    Whether datagrams come through from outside only somebody outside can say.
    """
    name = Sentence("UDP for video")
    silent = sorted(one for one, taken in places.items() if not taken)
    if silent:
        to_do = Sentence("Nobody listens there: restart that media worker or check AUDIENCIA_MEDIA_PORT.")
        return check("udp", State.RED, name, Sentence("%(places)s is refused", places=", ".join(silent)), to_do)
    here = [one for one in announced if ip_address(one).is_loopback]
    if here and not demo:
        to_do = Sentence("Set AUDIENCIA_MEDIA_ANNOUNCE to the address at which browsers get here from the internet.")
        return check(
            "udp",
            State.RED,
            name,
            Sentence("%(address)s is announced, which serves this machine alone", address=here[0]),
            to_do,
        )
    inside = [one for one in announced if ip_address(one).is_private and not ip_address(one).is_loopback]
    names = ", ".join(announced)
    to_do = Sentence("Open these UDP ports in the firewall and try a call from a telephone on mobile data.")
    if inside and not demo:
        return check(
            "udp", State.AMBER, name, Sentence("%(names)s is announced, of an inner network", names=names), to_do
        )
    return check("udp", State.GREEN, name, Sentence("listens; %(names)s is announced", names=names))
