"""Which account pages and media run under when root starts them, what it may read, and the few rights of root that they keep.
Root keeps nothing but the supervisor: whoever breaks into a process that strangers talk to has no more than its files."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import structlog

from audiencia.core.cli_text import Stop, _
from audiencia.core.paths import DataFolder
from audiencia.operations import processes
from audiencia.operations.accounts import SERVICE, Account, account
from audiencia.settings.config import Settings

log = structlog.get_logger()
FREE_PORTS = 1024
CAPABILITIES = {"net_bind_service": 10, "net_admin": 12}
"""capabilities(7): a port below `FREE_PORTS`; a receive buffer that is large enough (socket(7), SO_RCVBUFFORCE)."""
VERSION_3 = 0x20080522
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
TRIAL = """
import os, sys, audiencia.core.paths
wrong = [one for one in sys.argv[1:] if not os.access(one, os.X_OK if os.path.isdir(one) else os.R_OK)]
sys.exit(wrong[0] if wrong else 0)
"""
"""What the account must be able to do before anything is started under it: run this program, and reach these files."""


def service_account(settings: Settings, *more: Path | None) -> Account:
    """Whom pages and media run under; ourselves when we are not root. `more`: files that it has to read.
    Where it cannot run this program or reach its files, `Stop` says which one; a demonstration goes on as root."""
    owner = account(SERVICE)
    if owner.is_us:
        return owner
    files = [one for one in settings.config.rglob("*") if "accounts" not in one.parts]
    wanted = [settings.data, settings.web_root, settings.config, *files, *(one for one in more if one is not None)]
    problem = _trouble(owner, [one.absolute() for one in wanted])
    if problem is None:
        return owner
    if not settings.demo:
        raise Stop(_cannot(problem))
    log.warning("runs_as_root", unreachable=problem)
    return Account(os.geteuid(), os.getegid())


def _trouble(owner: Account, paths: Iterable[Path]) -> str | None:
    try:
        tried = subprocess.run(
            [sys.executable, "-c", TRIAL, *map(str, paths)], cwd="/", check=False, capture_output=True, text=True,
            timeout=30, **owner.as_user, env={**processes.inherited(), "HOME": owner.home},
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return sys.executable
    return None if tried.returncode == 0 else (tried.stderr.strip().splitlines() or [sys.executable])[-1]


def _cannot(problem: str) -> str:
    return _(
        "Pages and media do not run as root and their account «%(service)s» cannot use %(problem)s; install where it can "
        "be read (such as /opt), or start the service under another account.",
        service=SERVICE,
        problem=problem,
    )


def let_read(data: DataFolder, owner: Account) -> None:
    """The keys of the service become the account's; passwords between the processes and of new accounts stay root's."""
    if owner.is_us or not data.keys.is_dir():
        return
    for path in (data.keys, *data.keys.iterdir()):
        if path == data.keys or (path.is_file() and path != data.new_accounts):
            os.chown(path, owner.uid, owner.gid, follow_symlinks=False)


def under(
    owner: Account, command: Sequence[str], wanted: Iterable[str], orphan_signal: signal.Signals | None
) -> list[str] | None:
    """The command that runs another one under an account with these of `CAPABILITIES`; `None` where none of them can be kept."""
    setpriv = shutil.which("setpriv")
    kept = [f"+{one}" for one in wanted if _have(one)]
    if setpriv is None or not kept:
        return None
    rights = ",".join(["-all", *kept])
    dies = [] if orphan_signal is None else [f"--pdeathsig={orphan_signal.name.removeprefix('SIG')}"]
    return [setpriv, f"--reuid={owner.uid}", f"--regid={owner.gid}", "--clear-groups", f"--inh-caps={rights}",
            f"--ambient-caps={rights}", f"--bounding-set={rights}", *dies, "--", *command]  # fmt: skip


def _have(capability: str) -> bool:
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("CapEff:"):
            return bool(int(line.split()[1], 16) >> CAPABILITIES[capability] & 1)
    return False


def leave_root(settings: Settings, wanted: Iterable[str]) -> None:
    """For a process that root started by itself: goes on under the service's account, as the same process. Raises `Stop`."""
    if os.geteuid() != 0:
        return
    owner = service_account(settings, settings.tls_certificate, settings.tls_authority)
    if owner.is_us:
        return
    let_read(DataFolder(settings.data.absolute()), owner)
    os.environ["HOME"] = owner.home
    again = under(owner, [sys.executable, "-m", "audiencia", *sys.argv[1:]], wanted, None)
    if again is not None:
        os.execv(again[0], again)  # noqa: S606 -- the program is found above, its arguments are ours
    os.setgroups([])
    os.setgid(owner.gid)
    os.setuid(owner.uid)


def give_up() -> None:
    """Rights that were kept for opening ports end here: no child has them, and nothing brings them back."""
    if os.geteuid() == 0:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(VERSION_3, 0)
    libc.capset(header, (ctypes.c_uint32 * 6)())
