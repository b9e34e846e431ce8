"""The rules of readiness: what is red, what is only to be known, and when it is mailed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from audiencia.operations.checks.rules import machine, readiness, servers
from audiencia.operations.checks.rules.readiness import DirectorTest, Light, Row, due_occasion

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
OPENS = datetime(2026, 12, 1, 10, tzinfo=ZoneInfo("America/Mexico_City"))
DEMO, REAL = True, False
TITLE = servers.CLOCK

ROWS: list[tuple[Row, Light]] = [
    (servers.clock(0.2, True, False), Light.GREEN),
    (servers.clock(0.2, None, False), Light.GREEN),
    (servers.clock(0.2, False, False), Light.AMBER),
    (servers.clock(-1.5, True, False), Light.AMBER),
    (servers.clock(-5.1, True, False), Light.RED),
    (servers.clock(0.0, True, True), Light.RED),
    (servers.database(None, False, None), Light.RED),
    (servers.database(18, True, None), Light.RED),
    (servers.database(14, False, None), Light.RED),
    (servers.database(18, False, 31.0), Light.AMBER),
    (servers.database(18, False, 30.0), Light.GREEN),
    (servers.migrations("0019", "0028"), Light.RED),
    (servers.migrations(None, "0028"), Light.RED),
    (servers.migrations("0028", "0028"), Light.GREEN),
    (servers.valkey(True), Light.GREEN),
    (servers.valkey(False), Light.AMBER),
    (servers.pages("http://a", "ok", True), Light.GREEN),
    (servers.pages("http://a", "degraded", True), Light.AMBER),
    (servers.pages("http://a", None, True), Light.RED),
    (servers.pages("https://a", None, False), Light.AMBER),
    (servers.installation("one", [], 0), Light.GREEN),
    (servers.installation("one", ["127.0.0.1:7883"], 0), Light.RED),
    (servers.installation("one", [], 1), Light.RED),
    (machine.open_files(1024, 4096), Light.AMBER),
    (machine.open_files(4096, 4096), Light.GREEN),
    (servers.media(1, 1, 1, 80, 10), Light.GREEN),
    (servers.media(1, 2, 1, 80, 10), Light.AMBER),
    (servers.media(1, 1, 0, 0, 0), Light.RED),
    (servers.media(1, 1, 1, 9, 10), Light.RED),
    (servers.udp({"1.2.3.4:7882": False}, ["8.8.8.8"], REAL), Light.RED),
    (servers.udp({"1.2.3.4:7882": True}, ["127.0.0.1"], REAL), Light.RED),
    (servers.udp({"1.2.3.4:7882": True}, ["127.0.0.1"], DEMO), Light.GREEN),
    (servers.udp({"1.2.3.4:7882": True}, ["192.168.1.4"], REAL), Light.AMBER),
    (servers.udp({"1.2.3.4:7882": True}, ["8.8.8.8"], REAL), Light.GREEN),
    (machine.disk(499_000_000, 10**12, "/"), Light.RED),
    (machine.disk(20_000_000_000, 10**12, "/"), Light.AMBER),
    (machine.disk(60_000_000_000, 10**12, "/"), Light.GREEN),
    (machine.certificate(None, False, REAL), Light.RED),
    (machine.certificate(None, False, DEMO), Light.AMBER),
    (machine.certificate(None, True, REAL, "x"), Light.AMBER),
    (machine.certificate(1.9, True, REAL), Light.RED),
    (machine.certificate(-3, True, REAL), Light.RED),
    (machine.certificate(13.9, True, REAL), Light.AMBER),
    (machine.certificate(14, True, REAL), Light.GREEN),
    (machine.way("mail", TITLE, False, None, 0, 0), Light.AMBER),
    (machine.way("mail", TITLE, True, False, 0, 0), Light.RED),
    (machine.way("mail", TITLE, True, True, 1, 0), Light.AMBER),
    (machine.way("mail", TITLE, True, None, 0, 0), Light.GREEN),
    (machine.paper(True), Light.GREEN),
    (machine.paper(False), Light.RED),
    (machine.keys(()), Light.GREEN),
    (machine.keys(("x",)), Light.RED),
    (machine.configuration(()), Light.GREEN),
    (machine.configuration(("x",)), Light.RED),
]  # fmt: skip


@pytest.mark.parametrize(("row", "light"), ROWS, ids=lambda one: f"{one.code}" if isinstance(one, Row) else str(one))
def test_each_finding_has_its_light_and_says_what_to_do_unless_it_is_green(row: Row, light: Light) -> None:
    assert row.light is light
    assert (row.todo is None) == (light is Light.GREEN)


def director(name: str, before_opening: timedelta | None, camera: bool = True) -> DirectorTest:
    return DirectorTest(name, None if before_opening is None else OPENS - before_opening, camera)


def test_a_director_who_has_not_tried_is_red_within_a_day_of_the_opening() -> None:
    week, late = timedelta(days=7), timedelta(days=7, seconds=1)
    found = [director("Uno", week), director("Dos", late), director("Tres", None)]
    row = readiness.directors(found, OPENS, OPENS - timedelta(hours=24))
    assert row.light is Light.RED
    assert row.found.es == "1 de 3. Faltan: Dos; Tres"
    assert readiness.directors(found, OPENS, OPENS - timedelta(hours=25)).light is Light.AMBER


def test_all_who_tried_are_green_and_who_has_no_camera_is_named() -> None:
    hour = timedelta(hours=1)
    assert readiness.directors([director("Uno", hour)], OPENS, NOW).light is Light.GREEN
    row = readiness.directors([director("Uno", hour), director("Dos", hour, camera=False)], OPENS, NOW)
    assert (row.light, row.found.es) == (Light.AMBER, "sin cámara: Dos")


def test_without_a_jornada_or_a_roster_that_is_said() -> None:
    assert readiness.directors([], None, NOW).light is Light.AMBER
    assert readiness.directors([], OPENS, NOW).light is Light.RED


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
    rows = [machine.paper(True), servers.valkey(False), machine.paper(False), machine.keys(("x",))]
    assert [one.code for one in readiness.worst_first(rows)] == ["paper", "keys", "valkey", "paper"]
    assert readiness.reds(rows) == 2
