"""Mutation testing of the queue's pure modules: `python -m tools.mutation [--processes N]`, or `make soak-mutation`.

mutmut changes each function in each small way it knows and runs the unit tests of the queue against it. A change that no
test sees has survived: it is shown here, and those that must survive are explained in docs/mutation.md. Fails below
`AT_LEAST`. Works on a copy under var/, at low priority.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COPY = ROOT / "var" / "mutation"
AT_LEAST = 95.0
"""Percentage of changes that tests have to see."""
MODULES = (
    "queue/domain/assist", "queue/domain/attention", "queue/domain/booking", "queue/domain/handling", "queue/domain/line", "core/machine",
    "queue/domain/matters", "queue/domain/room", "queue/domain/routing", "queue/domain/session", "queue/domain/ticket", "queue/domain/wait",
)  # fmt: skip
TESTS = "tests/unit/queue"
CONFIG = """
[tool.pytest.ini_options]
addopts = ["--import-mode=importlib", "-p", "no:cacheprovider"]
asyncio_mode = "auto"
filterwarnings = ["error::RuntimeWarning:audiencia.*"]
pythonpath = ["."]

[tool.mutmut]
source_paths = ["audiencia"]
only_mutate = {modules}
pytest_add_cli_args_test_selection = ["{tests}"]
timeout_constant = 10.0
timeout_multiplier = 5.0
"""
CONFTEST = '''"""The same examples for every change, and no change taken for seen because the machine was slow."""

from hypothesis import settings

settings.register_profile("mutation", deadline=None, derandomize=True, database=None)
settings.load_profile("mutation")
'''


def prepare() -> None:
    """Lays out a fresh copy of the package and of the tests that need no server."""
    shutil.rmtree(COPY, ignore_errors=True)
    without = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "audiencia", COPY / "audiencia", ignore=without)
    shutil.copytree(ROOT / TESTS, COPY / TESTS, ignore=without)
    shutil.copy(ROOT / "tests" / "soaking.py", COPY / "tests")
    modules = json.dumps([f"audiencia/{name}.py" for name in MODULES])
    (COPY / "pyproject.toml").write_text(CONFIG.format(modules=modules, tests=TESTS), encoding="utf-8")
    (COPY / "tests" / "conftest.py").write_text(CONFTEST, encoding="utf-8")


def mutmut(*arguments: str, show: bool = False) -> str:
    """Runs mutmut in the copy; gives what it says, or shows it at once."""
    done = subprocess.run(
        [sys.executable, "-m", "mutmut", *arguments],
        cwd=COPY,
        check=show,
        text=True,
        stdout=None if show else subprocess.PIPE,
    )
    return done.stdout or ""


def survivors() -> list[str]:
    """The names of all changes that no test saw."""
    lines = [line.strip().rsplit(": ", 1) for line in mutmut("results").splitlines()]
    return [name for name, fate in lines if fate not in ("killed", "timeout")]


def report() -> float:
    """Shows what survived; gives the percentage that tests saw. A change that makes a test run for ever was seen."""
    mutmut("export-cicd-stats")
    figures = json.loads((COPY / "mutants" / "mutmut-cicd-stats.json").read_text(encoding="utf-8"))
    for name in survivors():
        print(f"\n{name}")
        changed = [
            line for line in mutmut("show", name).splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")
        ]
        print("\n".join(changed))
    seen = figures["killed"] + figures["timeout"]
    percent = 100 * seen / figures["total"]
    print(f"\n{figures['total']} changes, {seen} seen by tests: {percent:.1f} % (at least {AT_LEAST:.0f} %)")
    return float(percent)


def main() -> None:
    """Runs it all. Exit code 1 when too many changes were not seen."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--processes", type=int, default=1, help="how many changes are tried at a time")
    asked = parser.parse_args()
    os.nice(10)
    prepare()
    mutmut("run", "--max-children", str(asked.processes), show=True)
    sys.exit(0 if report() >= AT_LEAST else 1)


if __name__ == "__main__":
    main()
