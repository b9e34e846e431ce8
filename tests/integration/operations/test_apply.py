"""`audiencia config apply`: what was changed in pages is taken back by the files, after a look at what would change."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from audiencia.administration import catalogue, catalogue_log
from audiencia.administration.catalogue import Edit
from audiencia.cli.main import app as commands
from audiencia.core.cli_text import Stop
from audiencia.core.errors import Code, Refused
from audiencia.core.ids import CommandId, StaffId
from audiencia.operations import apply
from audiencia.operations.context import open_context
from audiencia.operations.setup.prepare import fill
from audiencia.settings.catalogue import topic_key
from audiencia.settings.config import Settings
from audiencia.staff import store
from audiencia.staff.roles import Role
from tests.support.audience import ROOT

TOPIC = topic_key("agua", "fugas")


async def rename(settings: Settings) -> None:
    """An administrator calls a topic otherwise."""
    await fill(settings)
    async with open_context(settings) as context:
        async with context.database.begin() as tx:
            by = await store.ensure_account(tx.conn, "altas", "Altas", Role.ADMINISTRATOR, None, "no password")
        assert by is not None
        held = (await catalogue_log.now(context)).objects[TOPIC]
        value = {**(held.value or {}), "name": {"es": "Goteras", "en": "Drips"}}
        await catalogue.change(context, StaffId(by), CommandId(uuid4()), [Edit(TOPIC, held.number, value)])


def test_what_differs_is_told_and_then_put_back(
    make_database: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(database_url=make_database(), data=tmp_path / "data", config=ROOT / "config")
    for name in ("database_url", "data", "config"):
        monkeypatch.setenv(f"AUDIENCIA_{name.upper()}", str(getattr(settings, name)))
    asyncio.run(rename(settings))
    run = CliRunner()
    assert "config apply --dry-run" in run.invoke(commands, ["check"]).output
    for arguments in (["--dry-run"], []):
        told = run.invoke(commands, ["config", "apply", *arguments])
        assert told.exit_code == 0 and "agua/fugas" in told.output and "Goteras" in told.output
    assert "agua/fugas" not in run.invoke(commands, ["config", "apply"]).output
    assert "config apply" not in run.invoke(commands, ["check"]).output


def test_where_nothing_runs_it_says_so_and_makes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AUDIENCIA_DATABASE_URL", raising=False)
    monkeypatch.setenv("AUDIENCIA_DATA", str(tmp_path / "nothing"))
    monkeypatch.setenv("AUDIENCIA_CONFIG", str(ROOT / "config"))
    told = CliRunner().invoke(commands, ["config", "apply"])
    assert told.exit_code == 1 and str(tmp_path / "nothing") in str(told.exception)
    assert not (tmp_path / "nothing").exists()


def test_what_cannot_be_put_back_now_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    async def refused(_settings: Settings) -> None:
        raise Refused(Code.DEPARTMENT_IN_USE)

    monkeypatch.setattr(apply, "apply", refused)
    told = CliRunner().invoke(commands, ["config", "apply"])
    assert isinstance(told.exception, Stop) and "en espera, en atención o con cita" in str(told.exception), (
        told.exception
    )
