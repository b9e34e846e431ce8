"""Makes sure that the programs of the tests are there: from Debian's packages where that is allowed, else one sentence.

python -m tools.browsers [chromium] [firefox-esr] [coturn] [postgresql]
"""

import glob
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

DEFAULT = ("chromium", "firefox-esr")
SPARED = ("coturn", "postgresql", "chromium-headless-shell", "nginx", "haproxy", "caddy", "nftables", "systemd")
"""Without these, their tests are skipped and say so, or use the whole Chromium. Some are services, which a system would start with
itself from then on: they are installed only where no system runs, such as in a container."""
PROGRAMS = {"coturn": "turnserver", "nftables": "nft", "systemd": "systemd-analyze"}
"""What a package brings, where that is called otherwise."""
SERVERS = {"postgresql": "/usr/lib/postgresql/*/bin/postgres"}
"""What one brings that is in nobody's path."""
BEFORE = {
    "postgresql": "mkdir -p /etc/postgresql-common/createcluster.d"
    " && echo create_main_cluster = false >/etc/postgresql-common/createcluster.d/audiencia-tests.conf"
}
"""What keeps a package from starting a server of its own: tests start theirs."""


def main(wanted: Sequence[str]) -> int:
    """Gives the exit code; 2 when somebody has to install something first."""
    missing = [name for name in wanted or DEFAULT if not _there(name)]
    a_system_runs = Path("/run/systemd/system").exists()
    spared = [] if wanted or a_system_runs else [name for name in SPARED if not _there(name)]
    front = _as_root() if missing or spared else None
    if front is not None and spared and not _apt(front, spared):
        for name in spared:  # one that cannot be had keeps no other away
            _apt(front, [name])
    if missing and (front is None or not _apt(front, missing)):
        names = " ".join(missing)
        print(f"Faltan programas para las pruebas; instálelos con: apt-get install {names} / "
              f"Programs for the tests are missing; install them with: apt-get install {names}", file=sys.stderr)  # fmt: skip
        return 2
    return 0


def _there(package: str) -> bool:
    if package in SERVERS:
        return bool(glob.glob(SERVERS[package]))
    return shutil.which(PROGRAMS.get(package, package)) is not None


def _as_root() -> list[str] | None:
    """What goes before apt-get; None when we may not, or there is no apt-get."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], check=False, capture_output=True).returncode == 0:
        return [sudo, "-n"]
    return None


def _apt(front: Sequence[str], packages: Sequence[str]) -> bool:
    for package in packages:
        subprocess.run([*front, "sh", "-c", BEFORE.get(package, "true")], check=False)
    # Of services that are installed none is started: in runlevel 1 they would not be (invoke-rc.d(8)).
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    for command in (["update", "-q"], ["install", "-y", "-q", "--no-install-recommends", *packages]):
        done = subprocess.run([*front, "apt-get", *command], env=quiet, stdin=subprocess.DEVNULL, check=False)
        if done.returncode:
            return False
    return all(_there(name) for name in packages)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
