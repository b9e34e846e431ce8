"""A service that root starts: what strangers talk to runs under an account of its own, which reaches what it needs and no more."""

import asyncio
import os
import pwd
import shutil
import socket
import stat
import sys
import sysconfig
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp
import pytest

from audiencia.core.cli_text import Stop
from audiencia.operations import privileges, processes
from audiencia.operations.accounts import SERVICE, account
from audiencia.operations.checks.health import Address, answers
from audiencia.operations.free_ports import free_port
from audiencia.settings.config import Settings
from tests.support.audience import until
from tests.support.memory import in_memory

ROOT = Path(__file__).parents[3]
LIBRARIES = ":".join(one for one in sys.path if one.endswith("site-packages"))

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can run something under another account")


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder that every account may pass through, with a Python that every account can run."""
    with TemporaryDirectory(prefix="audiencia-root-", dir=in_memory(programs=True), ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)
        python, version = folder / "python", f"python{sys.version_info.major}.{sys.version_info.minor}"
        (python / "bin").mkdir(parents=True)
        shutil.copy2(Path(sys.executable).resolve(), python / "bin" / version)
        library = Path(sysconfig.get_path("stdlib"))
        shutil.copytree(library, python / "lib" / version, ignore=shutil.ignore_patterns("site-packages", "test"))
        for shared in (library.parent).glob("libpython*.so*"):
            shutil.copy2(shared, python / "lib" / shared.name)
        yield folder


def environment(place: Path, data: Path, **variables: object) -> dict[str, str]:
    """For our program in that Python."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AUDIENCIA_")}
    ports = {
        "PORT": free_port(),
        "MEDIA_PORT": free_port(socket.SOCK_DGRAM, socket.SOCK_STREAM),
        "MEDIA_CONTROL_PORT": free_port(),
    }
    ours = {"DATA": data, "PROFILE": "demo", "MEDIA_PROCESSES": 1, "WEB_PROCESSES": 1, **ports, **variables}
    return clean | {f"AUDIENCIA_{name}": str(value) for name, value in ours.items()} | {
        "PYTHONPATH": f"{ROOT}:{LIBRARIES}", "LD_LIBRARY_PATH": str(place / "python" / "lib"), "LC_ALL": "en_US.UTF-8",
        "PYTHONUNBUFFERED": "1",
    }  # fmt: skip


def program(place: Path) -> list[str]:
    return [str(next((place / "python" / "bin").iterdir())), "-m", "audiencia"]


@pytest.fixture
async def serving(place: Path) -> AsyncIterator[Path]:
    """`audiencia serve` by root; gives its data folder."""
    data = place / "data"
    process = await asyncio.create_subprocess_exec(
        *program(place), "serve", cwd=ROOT, stdout=asyncio.subprocess.PIPE, env=environment(place, data)
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(180):
            async for line in process.stdout:
                if b"Ctrl-C" in line:
                    break
        yield data
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def status(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def has_no_rights(pid: int) -> bool:
    """Under the service's account, with no capability left."""
    owner, found = pwd.getpwnam(SERVICE), status(pid)
    rights = {int(found[name], 16) for name in ("CapEff", "CapPrm", "CapInh", "CapAmb")}
    return (
        set(found["Uid"].split()) == {str(owner.pw_uid)}
        and set(found["Gid"].split()) == {str(owner.pw_gid)}
        and rights == {0}
    )


async def test_pages_and_media_run_under_an_account_that_reads_the_keys_and_nothing_of_root(serving: Path) -> None:
    if "runs_as_root" in (serving / "logs" / "serve.log").read_text():
        pytest.skip("the code or its libraries lie where no other account can read them")
    owner = pwd.getpwnam(SERVICE)
    for name in ("web", "media"):
        process = processes.read_pid_file(serving / "run" / f"{name}.pid")
        assert process is not None
        assert has_no_rights(process.pid)
    keys = serving / "keys"
    assert (keys / "pepper.key").stat().st_uid == owner.pw_uid
    for secret in (keys, keys / "pepper.key", keys / "services", keys / "services" / "audiencia_admin.key"):
        assert stat.S_IMODE(secret.stat().st_mode) & 0o077 == 0
    assert (keys / "services" / "audiencia_admin.key").stat().st_uid == 0
    port = [
        line
        for line in (serving / "run" / "serve.json").read_text().replace(",", "\n").splitlines()
        if '"port"' in line
    ]
    async with aiohttp.ClientSession() as session:

        async def all_parts_are_there() -> bool:
            """Each is asked for half a second at the most: on a busy machine one of them may once be late."""
            async with session.get(f"http://127.0.0.1:{port[0].partition(':')[2].strip()}/salud") as answer:
                return bool((await answer.json())["status"] == "ok")

        await until(all_parts_are_there, "database, Valkey and media being reached")


async def test_a_media_worker_that_root_starts_alone_leaves_root(place: Path) -> None:
    data = place / "alone"
    data.mkdir(mode=0o711)
    variables = environment(place, data, MEDIA_SECRET="s3cret")
    process = await asyncio.create_subprocess_exec(*program(place), "media", cwd=ROOT, env=variables)
    try:
        there = Address("127.0.0.1", int(variables["AUDIENCIA_MEDIA_CONTROL_PORT"]), "/health")
        async with asyncio.timeout(180):
            while not await answers(there):
                assert process.returncode is None
                await asyncio.sleep(0.05)
        if status(process.pid)["Uid"].split()[0] == "0":
            pytest.skip("the code or its libraries lie where no other account can read them")
        assert has_no_rights(process.pid)
    finally:
        process.terminate()
        await process.wait()


def test_what_the_account_cannot_read_is_named_in_production_and_a_demonstration_goes_on_as_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    tmp_path.chmod(0o700)
    settings = Settings(profile="production", data=tmp_path, config=ROOT / "config", web_root=ROOT / "web")
    with pytest.raises(Stop, match=f"account «{SERVICE}» cannot use /") as stopped:
        privileges.service_account(settings)
    assert "\n" not in str(stopped.value)
    assert privileges.service_account(settings.model_copy(update={"profile": "demo"})).is_us
    assert account(SERVICE).uid != 0
