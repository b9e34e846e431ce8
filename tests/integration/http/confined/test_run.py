"""What a child cannot do, and that none stays behind."""

import asyncio
import os
from pathlib import Path

import pytest

from audiencia.http.confined import run as confined
from audiencia.http.confined.run import Failed, TooSlow, run

PROBE = "tests.integration.http.confined.probe"
ROOT = str(Path(__file__).parents[4])


@pytest.fixture(autouse=True)
def tests_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child of a test is a module of the tests."""
    made = asyncio.create_subprocess_exec

    async def start(program: str, *arguments: str, **options: object) -> object:
        code = (
            f"import sys; sys.path.insert(0, {ROOT!r}); import runpy; runpy.run_module({PROBE!r}, run_name='__main__')"
        )
        return await made(program, "-I", "-c", code, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", start)


@pytest.mark.parametrize(
    ("deed", "said"), [("socket", b"no: OSError"), ("open", b"no: OSError"), ("memory", b"no: MemoryError")]
)
async def test_it_gets_no_socket_no_file_and_no_more_memory(deed: str, said: bytes) -> None:
    assert await run(PROBE, deed.encode() + b"\n", seconds=20, most=1000) == said


async def test_it_writes_nothing_anywhere() -> None:
    Path("/tmp/audiencia-probe").unlink(missing_ok=True)
    try:
        assert await run(PROBE, b"write\n", seconds=20, most=1000) == b"no: OSError"
        assert Path("/tmp/audiencia-probe").stat().st_size == 0
    finally:
        Path("/tmp/audiencia-probe").unlink(missing_ok=True)


async def test_it_knows_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIENCIA_SMTP_PASSWORD", "secreto")
    assert b"AUDIENCIA" not in await run(PROBE, b"environment\n", seconds=20, most=1000)


async def test_what_spins_hits_the_limit_of_processor_time() -> None:
    with pytest.raises(Failed):
        await run(PROBE, b"spin\n", seconds=60, most=1000)


async def test_what_waits_is_ended() -> None:
    with pytest.raises(TooSlow):
        await run(PROBE, b"wait\nx", seconds=0.5, most=1000)
    assert await children() == []


@pytest.mark.parametrize("most", [1000, 4_999_999], ids=["much too much", "one byte, and then it ends by itself"])
async def test_what_gives_too_much_is_ended(most: int) -> None:
    with pytest.raises(Failed):
        await run(PROBE, b"much\n", seconds=20, most=most)
    assert await children() == []


async def test_much_goes_through_both_pipes_at_once() -> None:
    content = os.urandom(4_000_000)
    assert await run(PROBE, b"echo\n" + content, seconds=20, most=5_000_000) == content


async def test_a_cancelled_one_takes_its_child_with_it() -> None:
    task = asyncio.create_task(run(PROBE, b"wait\nx", seconds=60, most=1000))
    while not await children():
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await children() == []


async def test_the_gate_counts_those_who_left(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = confined.Gate(1, 0)
    for _ in range(3):
        with pytest.raises(RuntimeError):
            async with gate.enter():
                raise RuntimeError


async def children() -> list[int]:
    """Processes of ours that run the probe."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
                if int(parent) == os.getpid() and b"confined.probe" in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
            except OSError:
                continue
    return found
