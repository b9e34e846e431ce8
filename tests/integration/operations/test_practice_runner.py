"""The program of simulated people: which node begins it, and that it ends where it does not want to."""

import asyncio
from pathlib import Path
from uuid import uuid4

import pytest
from structlog.testing import capture_logs

from audiencia.operations import practice as runners
from audiencia.operations.practice import PracticeRunner
from audiencia.queue.sessions import practice
from audiencia.runtime.context import AppContext
from tests.support.audience import until


@pytest.fixture
def heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the program, which never ends by itself, writes its number once it hears that it is to end."""
    monkeypatch.setattr(runners, "PROGRAM", "tests.support.deaf_program")
    return tmp_path / "heard"


def runs(heard: Path) -> bool:
    return Path(f"/proc/{heard.read_text('ascii')}").exists()


async def pass_lease(context: AppContext) -> None:
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE app_clock SET shift = shift + $1::interval", practice.LEASE)


async def test_which_node_plays_is_asked_anew_once_the_people_of_before_have_left(
    context: AppContext, heard: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runners, "LEAVING_SECONDS", 0.2)
    first, other = (PracticeRunner(context, uuid4(), str(heard)) for _ in range(2))
    with capture_logs() as said:
        await practice.start(context, None, 3, 30)
        await first.turn()
        await practice.start(context, None, 5, 30)
        await first.turn()
        await pass_lease(context)  # as if they had taken longer to leave
        await other.turn()
        await first.turn()
    await other.close(0.2)
    begun = [entry["people"] for entry in said if entry["event"] == "practice_started"]
    assert begun == [3, 5], "by one node each"


async def test_a_node_that_ends_while_people_leave_leaves_no_program_behind(context: AppContext, heard: Path) -> None:
    runner = PracticeRunner(context, uuid4(), str(heard))
    await practice.start(context, None, 3, 30)
    await runner.turn()
    await practice.stop(context, None)
    turn = asyncio.create_task(runner.turn())
    await until(lambda: heard.exists() and heard.read_text("ascii"), "the program hears it")
    assert runs(heard)
    turn.cancel()
    with pytest.raises(asyncio.CancelledError):
        await turn
    assert not runs(heard)
