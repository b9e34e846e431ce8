"""The doctor on a machine where some things are there and others are not: each is found out, nothing hangs, red is told by code."""

import asyncio
import json
import math
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from audiencia.db.database import Database
from audiencia.operations.checks import reaching, readiness, registry
from audiencia.operations.checks.result import State
from audiencia.operations.free_ports import free_port, free_ports
from audiencia.settings.config import Settings, load_municipality
from audiencia.signaling.hints import hints

ROOT = Path(__file__).parents[4]


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is away because the machine is busy."""
    monkeypatch.setattr(reaching, "ANSWER_SECONDS", 60.0)
    monkeypatch.setattr(readiness, "ANSWER_SECONDS", 120.0)
    monkeypatch.setattr(hints, "TIMEOUT_SECONDS", 60.0)


def settings(tmp_path: Path, **changed: object) -> Settings:
    keys = tmp_path / "keys"
    keys.mkdir(mode=0o700)
    return Settings.model_validate({
        "profile": "demo", "data": tmp_path, "config": ROOT / "config", "port": free_port(), "media_port": free_ports(1),
        "media_control_port": free_ports(1), "media_processes": 1, "media_secret": "00", "smtp_host": "127.0.0.1",
        "smtp_port": free_port(), "mail_from": "a@example.org",
    } | changed)  # fmt: skip


async def test_what_is_there_is_green_and_what_is_not_is_red(
    make_database: Callable[[], str], valkey_url: str, tmp_path: Path
) -> None:
    ready = settings(tmp_path, database_url=make_database(), redis_url=valkey_url)
    (tmp_path / "keys" / "open.key").write_text("x")
    (tmp_path / "keys" / "open.key").chmod(0o644)
    rows = {one.code: one for one in await registry.examine(ready, load_municipality(ready.config))}
    lights = {code: one.state for code, one in rows.items()}
    for code in ("database", "migrations", "valkey", "disk", "configuration", "paper"):
        assert lights[code] is State.GREEN, rows[code]
    for code in ("pages", "media", "udp", "keys", "mail"):
        assert lights[code] is State.RED, rows[code]
    assert lights["sms"] is lights["directors"] is State.AMBER


async def test_what_a_web_node_watches_with_its_own_connections(
    make_database: Callable[[], str], tmp_path: Path
) -> None:
    ready = settings(
        tmp_path,
        profile="production",
        database_url=make_database(),
        backup_to=tmp_path / "to",
        backup_keys_to=tmp_path / "k",
    )
    municipality, database = load_municipality(ready.config), Database(str(ready.database_url), size=2)
    await database.open()
    rows = {one.code: one for one in await registry.watch(ready, municipality, database)}
    await database.close()
    green = {"database", "migrations", "clock", "backup_keys", "backup_log", "mail"}
    assert {rows[code].state for code in green - {"clock"}} == {State.GREEN}
    assert (rows["backup"].value, rows["mail"].value) == (math.inf, 0) and rows["clock"].value is not None
    assert rows.keys() == green | {"push", "backup", "backup_drill", "certificate"}
    lost = Database(f"postgresql://a:b@127.0.0.1:{free_port()}/c")
    away = {one.code: one.state for one in await registry.watch(ready, municipality, lost)}
    assert away == {"database": State.RED, "certificate": State.RED}


async def test_a_database_that_is_long_in_closing_has_answered_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits: list[asyncio.Timeout] = []
    in_closing: list[float | None] = []

    def limited(seconds: float) -> asyncio.Timeout:
        limits.append(asyncio.timeout(seconds))
        return limits[-1]

    @asynccontextmanager
    async def opened(_url: str) -> AsyncIterator[Database]:
        yield Database("")
        in_closing.append(limits[0].when())

    async def answered(_database: Database) -> str:
        return "the answer"

    # Of this module alone: the loop of the tests' servers has limits of its own.
    monkeypatch.setattr(readiness, "asyncio", SimpleNamespace(timeout=limited))
    monkeypatch.setattr(Database, "opened", opened)
    ready = settings(tmp_path, database_url="postgresql://a:b@127.0.0.1:1/c")
    assert await readiness.once(ready, answered) == "the answer" and in_closing == [None]


async def test_without_a_database_the_others_are_still_looked_at(tmp_path: Path) -> None:
    lost = settings(tmp_path, database_url=f"postgresql://a:b@127.0.0.1:{free_port()}/c")
    rows = {one.code: one.state for one in await registry.examine(lost, load_municipality(lost.config))}
    assert rows["database"] is State.RED and rows["disk"] is State.GREEN
    assert "directors" not in rows and "migrations" not in rows


def test_the_command_ends_with_1_on_red_and_speaks_json(tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "audiencia", "doctor", "--json"],
        capture_output=True, text=True, timeout=120, cwd=ROOT, check=False,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "es_MX.UTF-8", "PYTHONUTF8": "1", "AUDIENCIA_DATA": str(tmp_path)},
    )  # fmt: skip
    assert made.returncode == 1, made.stderr
    told = json.loads(made.stdout)
    assert told["ready"] is False
    database = next(one for one in told["rows"] if one["code"] == "database")
    assert (database["light"], database["title"]) == ("red", "Base de datos")
