"""A second installation on the same database is refused before it writes anything; the same one may start again."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from audiencia.core.cli_text import Stop
from audiencia.operations.second_installation import refuse_second
from audiencia.operations.serve import environment
from tests.support import quick_hashing
from tests.support.audience import ROOT, Audience, audience_settings
from tests.support.services import Servers

REFUSAL = "Otra instalación, con otros procesos de video, usa esta base de datos"
WITHIN = 120.0


@pytest.fixture(autouse=True)
def spanish(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "es_MX.UTF-8")


async def test_another_one_with_folders_and_ports_of_its_own_does_not_start(audience: Audience, tmp_path: Path) -> None:
    ours = audience.settings
    assert ours.database_url and ours.redis_url
    theirs = audience_settings(ours.database_url, ours.redis_url, tmp_path / "data")
    before = await audience.fingerprint()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", quick_hashing.NAME, "serve", cwd=ROOT, env={**os.environ, **environment(theirs)},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    async with asyncio.timeout(WITHIN):
        said, _ = await process.communicate()
    assert process.returncode == 2
    assert said.decode().count(REFUSAL) == 1 and "Traceback" not in said.decode()
    assert not (theirs.data / "keys" / "installation.id").exists()
    assert await audience.fingerprint() == before


async def test_the_same_one_is_not_refused_while_its_nodes_live(audience: Audience) -> None:
    await audience.until_row("SELECT 1 FROM node WHERE lease_until > app_now()")
    await refuse_second(audience.settings)
    other = audience.settings.model_copy(update={"media_control_port": audience.settings.media_control_port + 1})
    with pytest.raises(Stop, match=REFUSAL):
        await refuse_second(other)


async def test_an_empty_database_is_nobodys(audience: Audience, servers: Servers) -> None:
    await refuse_second(audience.settings.model_copy(update={"database_url": servers.postgres.admin_url}))
