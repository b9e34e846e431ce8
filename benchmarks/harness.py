"""What all benchmarks share: options, a table for people, and a JSON file for machines."""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

Samples = Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class Options:
    """From the command line. `quick` is for trying the benchmark itself: too few rounds to say anything. `only`: the
    scenes to play; all when it is empty. `peer`: what to measure beside us, and where its `program` is. `sizes`: what was
    given of the benchmark's own numbers."""

    json: Path | None
    quick: bool
    profile: bool
    only: Sequence[str] = ()
    peer: str | None = None
    program: Path | None = None
    sizes: Mapping[str, int] = field(default_factory=dict)


def options(
    description: str, scenes: Sequence[str] = (), sizes: Sequence[str] = (), peers: Sequence[str] = ()
) -> Options:
    """Reads the command line; a benchmark with `scenes` plays some of them when asked to, one with `peers` measures one of
    them beside us, and one with `sizes` takes others."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write results, machine and commit here")
    parser.add_argument("--quick", action="store_true", help="a few rounds only")
    parser.add_argument("--profile", action="store_true", help="show where the time goes")
    if scenes:
        parser.add_argument("--only", nargs="+", choices=scenes, default=[], help="these scenes only")
    if peers:
        parser.add_argument("--peer", choices=peers, help="measure this one beside ours, in turns")
        for name in peers:
            parser.add_argument(
                f"--{name}", type=Path, metavar="PATH", help="its program; else that of the variable, or on PATH"
            )
    for name in sizes:
        parser.add_argument(f"--{name}", type=int, metavar="N")
    given = parser.parse_args()
    chosen = {name: value for name in sizes if (value := getattr(given, name)) is not None}
    peer = getattr(given, "peer", None)
    program = getattr(given, peer) if peer else None
    return Options(given.json, given.quick, given.profile, getattr(given, "only", []), peer, program, chosen)


def percentile(values: Sequence[float], percent: float) -> float:
    """The value below which `percent` of all lie, interpolated. `values` must not be empty."""
    ordered = sorted(values)
    at = (len(ordered) - 1) * percent / 100
    low, part = int(at), at % 1
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * part


def show_samples(title: str, samples: Samples) -> None:
    """A table with the spread of each series, in milliseconds."""
    table = Table(title=title, title_justify="left")
    table.add_column("ms")
    for heading in ("n", "min", "p50", "p95", "max", "mean"):
        table.add_column(heading, justify="right")
    for name, values in samples.items():
        if values:
            figures = (
                min(values),
                percentile(values, 50),
                percentile(values, 95),
                max(values),
                statistics.fmean(values),
            )
            table.add_row(name, str(len(values)), *(f"{figure:.0f}" for figure in figures))
    Console().print(table)


def report(
    results: Mapping[str, float],
    bounds: Mapping[str, float],
    file: Path | None,
    floors: Mapping[str, float] | None = None,
) -> None:
    """Shows the metrics beside their bounds and writes the file. A bound that is not kept is a figure, not a failure.

    `bounds` are what a metric may be at most, `floors` what it must be at least.
    """
    table = Table(title="Results", title_justify="left")
    for heading in ("metric", "value", "bound", ""):
        table.add_column(heading, justify="left" if heading in ("metric", "") else "right")
    for name, value in results.items():
        most, least = bounds.get(name), (floors or {}).get(name)
        asked = [*([] if least is None else [f"≥ {least:g}"]), *([] if most is None else [f"≤ {most:g}"])]
        high, low = most is not None and value > most, least is not None and value < least
        verdict = "TOO HIGH" if high else "TOO LOW" if low else "ok" if asked else ""
        table.add_row(name, f"{value:g}", ", ".join(asked), verdict)
    Console().print(table)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        content = {"results": dict(results), "machine": machine(), "commit": commit()}
        file.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")


def machine() -> dict[str, str | int | float]:
    """On what it was measured, and how busy that was."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "system": f"{platform.system()} {platform.release()}",
        "processor": _processor(),
        "cores": os.cpu_count() or 0,
        "load_1min": round(os.getloadavg()[0], 2),
        "python": sys.version.split()[0],
        "chromium": _first_line(["chromium", "--version"]),
    }


def commit() -> str:
    """The commit that was measured, with a mark when files differ from it; empty outside of a repository."""
    found = _first_line(["git", "rev-parse", "HEAD"])
    return f"{found}+changes" if found and _first_line(["git", "status", "--porcelain", "-uno"]) else found


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor()
    )


def _first_line(command: Sequence[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    except OSError:
        return ""
    return done.stdout.strip().partition("\n")[0]
