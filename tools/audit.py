"""Asks whether anything is known against a locked package: `pip-audit` and `npm audit`.

    python -m tools.audit

Ends with 1 when something is known, and with 2, in one sentence, where the advisories cannot be reached: then nothing was found out.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools import build_web

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ("requirements.lock", "requirements-test.lock", "requirements-uv.lock")
KNOWN, UNREACHED = 1, 2


class UnreachedError(Exception):
    """The advisories did not answer."""


def python_advisories(lock: str) -> list[str]:
    """A line for each. Raises `UnreachedError`, also when a single package could not be asked about."""
    command = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "-f", "json", "-r", lock]
    return list(read_pip_audit(_answer(command, ROOT)))


def read_pip_audit(answer: str) -> Iterator[str]:
    """What `pip-audit -f json` said."""
    found = _parsed(answer)
    if "dependencies" not in found:
        raise UnreachedError("pip-audit")
    for one in found["dependencies"]:
        if "skip_reason" in one:
            raise UnreachedError(one["skip_reason"])
        for each in one["vulns"]:
            yield f"{one['name']} {one['version']}: {each['id']}, {', '.join(each['fix_versions']) or '-'}"


def web_advisories() -> list[str]:
    """A line for each package of the pages."""
    return list(read_npm_audit(_answer([*build_web.npm_command(), "audit", "--json"], build_web.WEB)))


def read_npm_audit(answer: str) -> Iterator[str]:
    """What `npm audit --json` said."""
    found = _parsed(answer)
    if "vulnerabilities" not in found:
        raise UnreachedError(found.get("message", "npm audit"))
    for name, one in found["vulnerabilities"].items():
        yield f"{name} {one['range']}: {one['severity']}"


def _answer(command: list[str], folder: Path) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env=build_web.environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


def _parsed(answer: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(answer)
    except ValueError as error:
        raise UnreachedError(answer.strip()[:200] or "-") from error
    return found


def main() -> int:
    """The command line; gives the exit code."""
    try:
        found = [*(line for lock in PYTHON for line in python_advisories(lock)), *web_advisories()]
    except UnreachedError as error:
        print(
            f"The advisories cannot be reached from this machine, so nothing was found out ({error}).", file=sys.stderr
        )
        return UNREACHED
    print(*found, sep="\n", end="\n" if found else "")
    return KNOWN if found else 0


if __name__ == "__main__":
    sys.exit(main())
