"""`audiencia keys`: a next epoch, and the earlier ones destroyed once nobody is under them."""

import asyncio
from uuid import uuid4

import pytest
from typer.testing import CliRunner, Result

from audiencia.cli.main import app as commands
from audiencia.core.ids import PersonId
from audiencia.operations.context import open_context
from audiencia.privacy import store
from audiencia.settings.config import Settings

pytestmark = pytest.mark.usefixtures("english_terminal")


async def come(settings: Settings, count: int) -> None:
    async with open_context(settings) as context, context.database.begin() as tx:
        for _ in range(count):
            await store.create_person(tx.conn, context.keyring, PersonId(uuid4()))


def run(*words: str) -> Result:
    return CliRunner().invoke(commands, ["keys", *words])


def files(settings: Settings) -> list[str]:
    return sorted(path.name for path in (settings.data / "keys").glob("epoch-*"))


def test_a_next_epoch_and_the_end_of_the_one_before(settings: Settings) -> None:
    asyncio.run(come(settings, 3))
    told = run("retire", "--yes")
    assert told.exit_code == 0 and "no earlier epoch that nobody is under" in told.output
    told = run("rotate")
    assert told.exit_code == 0 and "Epoch 2 counts; 3 persons were wrapped again." in told.output
    assert files(settings) == ["epoch-000001.key", "epoch-000002.key"]
    told = run("retire", "--yes")
    assert told.exit_code == 0 and "Destroyed: epochs 1." in told.output and files(settings) == ["epoch-000002.key"]
    asyncio.run(come(settings, 1))


def test_a_key_is_made_for_copying_and_does_not_count_yet(settings: Settings) -> None:
    asyncio.run(come(settings, 1))
    for _ in range(2):
        told = run("rotate", "--only-make")
        assert told.exit_code == 0 and "The key of epoch 2 is in" in told.output
    assert "Epoch 2 counts" in run("rotate").output


def test_nothing_is_destroyed_without_a_yes(settings: Settings) -> None:
    asyncio.run(come(settings, 1))
    run("rotate")
    for said in ("n\n", ""):
        told = CliRunner().invoke(commands, ["keys", "retire"], input=said)
        assert "Nothing was destroyed" in str(told.exception) and len(files(settings)) == 2
    told = CliRunner().invoke(commands, ["keys", "retire"], input="sí\n")
    assert told.exit_code == 0 and len(files(settings)) == 1
