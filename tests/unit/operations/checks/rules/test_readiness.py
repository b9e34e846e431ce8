"""The rules of readiness: what is red, what is only to be known, and when it is mailed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from audiencia.core.cli_text import spanish
from audiencia.core.gettext_mark import Sentence
from audiencia.core.redis_trouble import Trouble
from audiencia.operations.checks.result import Check, State, reds, worst_first
from audiencia.operations.checks.rules import backups, directors, machine, servers
from audiencia.operations.checks.rules.backups import Backups
from audiencia.operations.checks.rules.directors import DirectorTest, due_occasion

ES = spanish().gettext

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
OPENS = datetime(2026, 12, 1, 10, tzinfo=ZoneInfo("America/Mexico_City"))
DEMO, REAL = True, False
TITLE = Sentence("Clock")

ROWS: list[tuple[Check, State]] = [
    (servers.clock(0.2, True, False), State.GREEN),
    (servers.clock(0.2, None, False), State.GREEN),
    (servers.clock(0.2, False, False), State.AMBER),
    (servers.clock(-1.5, True, False), State.AMBER),
    (servers.clock(-5.1, True, False), State.RED),
    (servers.clock(0.0, True, True), State.RED),
    (servers.database(None, False, None), State.RED),
    (servers.database(18, True, None), State.RED),
    (servers.database(14, False, None), State.RED),
    (servers.database(18, False, 31.0), State.AMBER),
    (servers.database(18, False, 30.0), State.GREEN),
    (servers.migrations("0019", "0028"), State.RED),
    (servers.migrations(None, "0028"), State.RED),
    (servers.migrations("0028", "0028"), State.GREEN),
    (servers.migrations("0029", "0028", "runs"), State.AMBER),
    (servers.migrations("0030", "0028", "outlived"), State.RED),
    (servers.retention(None, None, NOW), State.GREEN),
    (servers.retention(NOW - timedelta(days=9), None, NOW), State.AMBER),
    (servers.retention(NOW - timedelta(days=9), NOW - timedelta(days=3), NOW), State.AMBER),
    (servers.retention(NOW - timedelta(days=9), NOW - timedelta(hours=30), NOW), State.GREEN),
    (backups.not_set_up(), State.AMBER),
    (backups.taken(Backups(None, None, ""), NOW), State.AMBER),
    (backups.taken(Backups(NOW - timedelta(hours=30), None, ""), NOW), State.GREEN),
    (backups.taken(Backups(NOW - timedelta(hours=30), None, "disk full"), NOW), State.AMBER),
    (backups.taken(Backups(NOW - timedelta(hours=37), None, ""), NOW), State.AMBER),
    (backups.taken(Backups(NOW + timedelta(hours=1), None, ""), NOW), State.AMBER),
    (backups.keys_copied(False), State.AMBER),
    (backups.keys_copied(True), State.GREEN),
    (backups.keys_copied(True, "the disk is away"), State.AMBER),
    (backups.logged(Backups(None, None, "")), State.GREEN),
    (backups.logged(Backups(None, None, "", log_problem="the disk is away")), State.AMBER),
    (backups.logged(Backups(None, None, "", archiver_fails=True)), State.AMBER),
    (backups.drilled(Backups(None, None, ""), NOW), State.AMBER),
    (backups.drilled(Backups(None, NOW + timedelta(days=1), ""), NOW), State.AMBER),
    (backups.drilled(Backups(None, NOW - timedelta(days=1), "", "is cut off"), NOW), State.AMBER),
    (backups.drilled(Backups(None, NOW - timedelta(days=34), ""), NOW), State.GREEN),
    (backups.drilled(Backups(None, NOW - timedelta(days=36), ""), NOW), State.AMBER),
    (servers.incidents(None, NOW, 24), State.GREEN),
    (servers.incidents(NOW + timedelta(hours=25), NOW, 24), State.GREEN),
    (servers.incidents(NOW + timedelta(hours=24), NOW, 24), State.AMBER),
    (servers.incidents(NOW, NOW, 24), State.AMBER),
    (servers.valkey(None), State.GREEN),
    *((servers.valkey(why), State.AMBER) for why in Trouble),
    (servers.pages("http://a", "ok", True), State.GREEN),
    (servers.pages("http://a", "degraded", True), State.AMBER),
    (servers.pages("http://a", None, True), State.RED),
    (servers.pages("https://a", None, False), State.AMBER),
    (servers.installation("one", [], 0), State.GREEN),
    (servers.installation("one", ["127.0.0.1:7883"], 0), State.RED),
    (servers.installation("one", [], 1), State.RED),
    (machine.open_files(1024, 4096), State.AMBER),
    (machine.open_files(4096, 4096), State.GREEN),
    (servers.media(1, 1, 1, 80, 10), State.GREEN),
    (servers.media(1, 2, 1, 80, 10), State.AMBER),
    (servers.media(1, 1, 0, 0, 0), State.RED),
    (servers.media(1, 1, 1, 9, 10), State.RED),
    (servers.udp({"1.2.3.4:7882": False}, ["8.8.8.8"], REAL), State.RED),
    (servers.udp({"1.2.3.4:7882": True}, ["127.0.0.1"], REAL), State.RED),
    (servers.udp({"1.2.3.4:7882": True}, ["127.0.0.1"], DEMO), State.GREEN),
    (servers.udp({"1.2.3.4:7882": True}, ["192.168.1.4"], REAL), State.AMBER),
    (servers.udp({"1.2.3.4:7882": True}, ["8.8.8.8"], REAL), State.GREEN),
    (machine.disk(499_000_000, 10**12, "/"), State.RED),
    (machine.disk(20_000_000_000, 10**12, "/"), State.AMBER),
    (machine.disk(60_000_000_000, 10**12, "/"), State.GREEN),
    (machine.certificate(None, False, REAL), State.RED),
    (machine.certificate(None, False, DEMO), State.AMBER),
    (machine.certificate(None, True, REAL, "x"), State.AMBER),
    (machine.certificate(1.9, True, REAL), State.RED),
    (machine.certificate(-3, True, REAL), State.RED),
    (machine.certificate(13.9, True, REAL), State.AMBER),
    (machine.certificate(14, True, REAL), State.GREEN),
    (machine.way("mail", TITLE, False, None, 0, 0), State.AMBER),
    (machine.way("mail", TITLE, True, False, 0, 0), State.RED),
    (machine.way("mail", TITLE, True, True, 1, 0), State.AMBER),
    (machine.way("mail", TITLE, True, None, 0, 0), State.GREEN),
    (machine.paper(True), State.GREEN),
    (machine.paper(False), State.RED),
    (machine.keys(()), State.GREEN),
    (machine.keys(("x",)), State.RED),
    (machine.configuration(None), State.GREEN),
    (machine.configuration(TITLE), State.RED),
]  # fmt: skip


@pytest.mark.parametrize(("row", "light"), ROWS, ids=lambda one: f"{one.code}" if isinstance(one, Check) else str(one))
def test_each_finding_has_its_light_and_says_what_to_do_unless_it_is_green(row: Check, light: State) -> None:
    assert row.state is light
    assert (row.to_do is None) == (light is State.GREEN)


def director(name: str, before_opening: timedelta | None, camera: bool = True) -> DirectorTest:
    return DirectorTest(name, None if before_opening is None else OPENS - before_opening, camera)


def test_a_director_who_has_not_tried_is_red_within_a_day_of_the_opening() -> None:
    week, late = timedelta(days=7), timedelta(days=7, seconds=1)
    found = [director("Uno", week), director("Dos", late), director("Tres", None)]
    row = directors.directors(found, OPENS, OPENS - timedelta(hours=24))
    assert row.state is State.RED
    assert row.sentence.said(ES) == "1 de 3. Faltan: Dos; Tres"
    assert directors.directors(found, OPENS, OPENS - timedelta(hours=25)).state is State.AMBER


def test_all_who_tried_are_green_and_who_has_no_camera_is_named() -> None:
    hour = timedelta(hours=1)
    assert directors.directors([director("Uno", hour)], OPENS, NOW).state is State.GREEN
    row = directors.directors([director("Uno", hour), director("Dos", hour, camera=False)], OPENS, NOW)
    assert (row.state, row.sentence.said(ES)) == (State.AMBER, "sin cámara: Dos")


def test_without_a_jornada_or_a_roster_that_is_said() -> None:
    assert directors.directors([], None, NOW).state is State.AMBER
    assert directors.directors([], OPENS, NOW).state is State.RED


@pytest.mark.parametrize(
    ("before", "occasion"),
    [
        (timedelta(hours=17), None),
        (timedelta(hours=16, seconds=1), None),
        (timedelta(hours=16), "evening"),  # 18:00 of the day before
        (timedelta(hours=1, seconds=1), "evening"),
        (timedelta(hours=1), "hour"),
        (timedelta(seconds=1), "hour"),
        (timedelta(0), None),
        (-timedelta(hours=1), None),
    ],
)
def test_the_list_is_mailed_the_evening_and_the_hour_before(before: timedelta, occasion: str | None) -> None:
    assert due_occasion(OPENS, (OPENS - before).astimezone(UTC)) == occasion


def test_the_worst_comes_first_and_reds_are_counted() -> None:
    rows = [machine.paper(True), servers.valkey(Trouble.AWAY), machine.paper(False), machine.keys(("x",))]
    assert [one.code for one in worst_first(rows)] == ["paper", "keys", "valkey", "paper"]
    assert reds(rows) == 2
