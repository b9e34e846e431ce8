"""Rules for backups and for the drill of restoring one. Pure."""

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
    """When a backup and a drill last went well, and what the last of each ended with, empty where it went well."""

    backup: datetime | None
    drill: datetime | None
    problem: str
    drill_problem: str = ""


def not_set_up() -> Check:
    """None is taken by this program."""
    to_do = Sentence("Set AUDIENCIA_BACKUP_TO; a database of another server is backed up there, before the upgrade.")
    return check("backup", State.AMBER, NAME, Sentence("none are set up here"), to_do)


def taken(found: Backups, now: datetime) -> Check:
    """Amber when the last one failed, none was taken, it lies in the future, or it is over 36 hours old."""
    to_do = Sentence("Look at logs/backup.log, or run: audiencia backup. What is lost with the disk is lost.")
    if found.problem:
        return check("backup", State.AMBER, NAME, Sentence("the last one failed: %(why)s", why=found.problem), to_do)
    if found.backup is None:
        return check("backup", State.AMBER, NAME, Sentence("none was taken yet"), to_do)
    if found.backup > now:
        return check("backup", State.AMBER, NAME, NOT_YET, CLOCK)
    state = State.AMBER if now - found.backup > BACKUP_WARNS else State.GREEN
    hours = int((now - found.backup).total_seconds() // 3600)
    return check("backup", state, NAME, Sentence("the last one is %(hours)s h old", hours=hours), to_do)


def keys_copied(elsewhere: bool) -> Check:
    """`elsewhere`: whether a folder is named for them."""
    sentence = Sentence("the keys are copied elsewhere") if elsewhere else Sentence("the keys are copied nowhere")
    to_do = Sentence("Set AUDIENCIA_BACKUP_KEYS_TO, on another disk: without the keys nobody can read a backup.")
    state = State.GREEN if elsewhere else State.AMBER
    return check("backup_keys", state, Sentence("Copy of the keys"), sentence, to_do)


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
