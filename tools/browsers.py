"""Makes sure that the browsers of the tests are there: from Debian's packages where that is allowed, else one sentence.

python -m tools.browsers [chromium] [firefox-esr]
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

DEFAULT = ("chromium", "firefox-esr")


def main(wanted: Sequence[str]) -> int:
    """Gives the exit code; 2 when somebody has to install something first."""
    missing = [name for name in wanted or DEFAULT if shutil.which(name) is None]
    if not missing:
        return 0
    front = _as_root()
    if front is None or not _apt(front, missing):
        names = " ".join(missing)
        print(f"Faltan navegadores para las pruebas; instálelos con: apt-get install {names} / "
              f"Browsers for the tests are missing; install them with: apt-get install {names}", file=sys.stderr)  # fmt: skip
        return 2
    return 0


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
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-q"], ["install", "-y", "-q", "--no-install-recommends", *packages]):
        done = subprocess.run([*front, "apt-get", *command], env=quiet, stdin=subprocess.DEVNULL, check=False)
        if done.returncode:
            return False
    return all(shutil.which(name) for name in packages)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
