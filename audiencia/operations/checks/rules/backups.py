"""Rules for backups and for the drill of restoring one. Pure."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from audiencia.core.gettext_mark import Sentence
from audiencia.operations.checks.result import Check, State, check

NAME = Sentence("Backups")
NOT_YET = Sentence("the last one bears a time to come")
CLOCK = Sentence("The clock was ahead, or is behind: compare it with the time.")
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
    """Of the copy of the keys, and of putting the log away, as the supervisor noted them last."""
    archiver_fails: bool = False
    """PostgreSQL itself could not hand out the last file of its log (`pg_stat_archiver`)."""


def not_set_up() -> Check:
    """None is taken by this program."""
    to_do = Sentence("Set AUDIENCIA_BACKUP_TO; a database of another server is backed up there, before the upgrade.")
    return check("backup", State.AMBER, NAME, Sentence("none are set up here"), to_do)


def away(why: str) -> Check:
    """Nobody can say what is there."""
    to_do = Sentence("Mend that before the upgrade: a backup is taken then, and without it nothing leads back.")
    return check("backup", State.RED, NAME, Sentence("cannot be looked at: %(why)s", why=why), to_do)


def taken(found: Backups, now: datetime) -> Check:
    """Amber when the last one failed, none was taken, it lies in the future, or it is over 36 hours old. Its age is without end where
    there is none to count on."""
    to_do = Sentence("Look at logs/backup.log, or run: audiencia backup. What is lost with the disk is lost.")
    counts = found.backup is not None and found.backup <= now
    age = (now - found.backup).total_seconds() if counts and found.backup else math.inf
    if found.problem:
        why = Sentence("the last one failed: %(why)s", why=found.problem)
        return check("backup", State.AMBER, NAME, why, to_do, age)
    if found.backup is None:
        return check("backup", State.AMBER, NAME, Sentence("none was taken yet"), to_do, age)
    if not counts:
        return check("backup", State.AMBER, NAME, NOT_YET, CLOCK, age)
    state = State.AMBER if age > BACKUP_WARNS.total_seconds() else State.GREEN
    return check("backup", state, NAME, Sentence("the last one is %(hours)s h old", hours=int(age // 3600)), to_do, age)


def keys_copied(elsewhere: bool, problem: str = "") -> Check:
    """`elsewhere`: whether a folder is named for them. `problem`: what the last copy failed with."""
    name = Sentence("Copy of the keys")
    if not elsewhere:
        to_do = Sentence("Set AUDIENCIA_BACKUP_KEYS_TO, on another disk: without the keys nobody can read a backup.")
        return check("backup_keys", State.AMBER, name, Sentence("the keys are copied nowhere"), to_do)
    if problem:
        to_do = Sentence("Connect its disk. Until then the copy holds keys of people who were suppressed.")
        return check("backup_keys", State.AMBER, name, Sentence("the last one failed: %(why)s", why=problem), to_do)
    return check("backup_keys", State.GREEN, name, Sentence("the keys are copied elsewhere"))


def logged(found: Backups) -> Check:
    """Whether the log of the database goes away while it is written: one goes on along it from a backup."""
    name = Sentence("Log of the database")
    to_do = Sentence("Look at the folder of the backups and its disk: what is not put away is lost with this one.")
    if found.log_problem:
        why = Sentence("is not put away: %(why)s", why=found.log_problem)
        return check("backup_log", State.AMBER, name, why, to_do)
    if found.archiver_fails:
        return check("backup_log", State.AMBER, name, Sentence("PostgreSQL cannot hand it out"), to_do)
    return check("backup_log", State.GREEN, name, Sentence("is put away as it is written"))


def drilled(found: Backups, now: datetime) -> Check:
    """Amber when the last one failed, none was done, it lies in the future, or it is over 35 days old."""
    name = Sentence("Drill of restoring")
    to_do = Sentence("Run with the private key at hand: audiencia backup drill")
    if found.drill_problem:
        why = Sentence("the last one failed: %(why)s", why=found.drill_problem)
        return check("backup_drill", State.AMBER, name, why, to_do)
    if found.drill is None:
        return check("backup_drill", State.AMBER, name, Sentence("no backup was restored for trial yet"), to_do)
    if found.drill > now:
        return check("backup_drill", State.AMBER, name, NOT_YET, CLOCK)
    state = State.AMBER if now - found.drill > DRILL_WARNS else State.GREEN
    days = (now - found.drill).days
    return check(
        "backup_drill",
        state,
        name,
        Sentence("a backup was last restored for trial %(days)s days ago", days=days),
        to_do,
    )
