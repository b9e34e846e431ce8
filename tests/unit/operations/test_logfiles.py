"""Log files stay small under a process that goes on writing."""

import asyncio
import stat
import sys
from pathlib import Path

from audiencia.operations import logfiles

WRITER = "import sys; [(print(line, end=''), sys.stdout.flush()) for line in sys.stdin]"


def test_a_small_file_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "web.log"
    file.write_text("ten bytes\n")
    logfiles.shorten(file, 10)
    assert file.read_text() == "ten bytes\n"
    assert not (tmp_path / "web.log.1").exists()


async def test_a_process_goes_on_in_the_emptied_file(tmp_path: Path) -> None:
    file, earlier = tmp_path / "web.log", tmp_path / "web.log.1"
    with file.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", WRITER, stdin=asyncio.subprocess.PIPE, stdout=output
        )
    assert process.stdin is not None
    keeper = asyncio.create_task(logfiles.keep_small(tmp_path, limit=100, every=0.01))
    try:
        async with asyncio.timeout(90):
            process.stdin.write(b"first" * 50 + b"\n")  # one write: of many, some may come after the file was emptied
            while not (earlier.exists() and file.stat().st_size == 0):
                await asyncio.sleep(0.01)
            process.stdin.write(b"last\n")
            process.stdin.close()
            await process.wait()
    finally:
        keeper.cancel()
    assert earlier.read_text().startswith("firstfirst")
    assert stat.S_IMODE(earlier.stat().st_mode) == 0o600
    assert file.read_bytes() == b"last\n"
