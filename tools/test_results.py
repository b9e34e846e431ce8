"""Says in one line how many tests of each kind ran, from the result files in var/results; fails when none ran of a kind.

python -m tools.test_results [--slowest 10]
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

FOLDER = Path(__file__).resolve().parent.parent / "var" / "results"
KINDS = ("unit", "architecture", "integration", "browser", "soak", "web")
"""The folders of `tests/`, and the tests of `web/`. None may be missing: a machine without a browser must not look like a success."""


@dataclass(frozen=True, slots=True)
class Case:
    """One test: `state` is passed, failed or skipped."""

    kind: str
    name: str
    state: str
    seconds: float


def read(folder: Path) -> list[Case]:
    """Of `python.xml` and `web.xml`, as pytest and vitest write them (JUnit)."""
    found: list[Case] = []
    for file in sorted(folder.glob("*.xml")):
        for case in ElementTree.parse(file).iter("testcase"):
            place, name = case.get("classname", ""), case.get("name", "")
            kind = file.stem if file.stem != "python" else place.removeprefix("tests.").split(".")[0]
            found.append(
                Case(kind, f"{place}::{name}", _state({child.tag for child in case}), float(case.get("time", 0)))
            )
    return found


def _state(tags: set[str]) -> str:
    if tags & {"failure", "error"}:
        return "failed"
    return "skipped" if "skipped" in tags else "passed"


def line(cases: Sequence[Case]) -> str:
    """All in one line."""
    ran = Counter(case.kind for case in cases if case.state != "skipped")
    states = Counter(case.state for case in cases)
    kinds = ", ".join(f"{kind} {ran[kind]}" for kind in KINDS)
    return f"tests: {states['passed']} passed, {states['failed']} failed, {states['skipped']} skipped ({kinds})"


def slowest(cases: Sequence[Case], count: int) -> list[str]:
    """Of the Python tests, with what was set up for each."""
    chosen = sorted((case for case in cases if case.kind != "web"), key=lambda case: -case.seconds)[:count]
    return [f"{case.seconds:7.1f} s  {case.name}" for case in chosen]


def main(arguments: Sequence[str] | None = None) -> int:
    """Gives the exit code: 1 when one failed, or none ran of a kind."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--slowest", type=int, default=0)
    cases = read(FOLDER)
    for one in slowest(cases, parser.parse_args(arguments).slowest):
        print(one)
    print(line(cases))
    ran = {case.kind for case in cases if case.state == "passed"}
    return int(any(case.state == "failed" for case in cases) or not ran >= set(KINDS))


if __name__ == "__main__":
    sys.exit(main())
