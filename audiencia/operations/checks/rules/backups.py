"""Rules for backups and for the drill of restoring one. Pure."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from audiencia.operations.checks.result import Check, State, worded

BACKUP_WARNS, DRILL_WARNS = timedelta(hours=36), timedelta(days=35)


@dataclass(frozen=True, slots=True)
class Backups:
    """When the last good backup was begun and a drill last went well, and what the last of each ended with, empty where it went well."""

    backup: datetime | None
    drill: datetime | None
    problem: str
    drill_problem: str = ""
    keys_problem: str = ""
    log_problem: str = ""
    """The last problems with the copy of the keys and with archiving the log, as noted by the supervisor."""
    archiver_fails: bool = False  # PostgreSQL itself could not hand out the last file of its log (`pg_stat_archiver`).


def not_set_up() -> Check:
    """None is taken by this program."""
    return worded("backup", "not_set_up", State.AMBER)


def away(why: str) -> Check:
    """Nobody can say what is there."""
    return worded("backup", "away", State.RED, why=why)


def taken(found: Backups, now: datetime) -> Check:
    """Amber when the last one failed, none was taken, it lies in the future, or it is over 36 hours old. Its age is without end where
    there is none to count on."""
    counts = found.backup is not None and found.backup <= now
    age = (now - found.backup).total_seconds() if counts and found.backup else math.inf
    if found.problem:
        return worded("backup", "failed", State.AMBER, why=found.problem, value=age)
    if not counts:
        return worded("backup", "none" if found.backup is None else "to_come", State.AMBER, value=age)
    state = State.AMBER if age > BACKUP_WARNS.total_seconds() else State.GREEN
    return worded("backup", "taken", state, hours=int(age // 3600), value=age)


def keys_copied(elsewhere: bool, problem: str = "") -> Check:
    """`elsewhere`: whether a folder is named for them. `problem`: what the last copy failed with."""
    if not elsewhere:
        return worded("backup_keys", "nowhere", State.AMBER)
    if problem:
        return worded("backup_keys", "failed", State.AMBER, why=problem)
    return worded("backup_keys", "copied", State.GREEN)


def logged(found: Backups) -> Check:
    """Whether the log of the database goes away while it is written: one goes on along it from a backup."""
    if found.log_problem:
        return worded("backup_log", "failed", State.AMBER, why=found.log_problem)
    if found.archiver_fails:
        return worded("backup_log", "archiver_fails", State.AMBER)
    return worded("backup_log", "goes_away", State.GREEN)


def drilled(found: Backups, now: datetime) -> Check:
    """Amber when the last one failed, none was done, it lies in the future, or it is over 35 days old."""
    if found.drill_problem:
        return worded("backup_drill", "failed", State.AMBER, why=found.drill_problem)
    if found.drill is None or found.drill > now:
        return worded("backup_drill", "none" if found.drill is None else "to_come", State.AMBER)
    age = now - found.drill
    return worded("backup_drill", "done", State.AMBER if age > DRILL_WARNS else State.GREEN, days=age.days)
