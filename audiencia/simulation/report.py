"""The report of a simulation: figures as JSON, and a page with plots that needs nothing else."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from audiencia.core.cli_text import _, speaks_english
from audiencia.simulation.judge import returns, soak
from audiencia.simulation.judge.evidence import Evidence

PAGE = Environment(
    autoescape=True, undefined=StrictUndefined, loader=FileSystemLoader(Path(__file__).parent)
).get_template("report.html")
WIDTH, HEIGHT, LEFT, BOTTOM = 720, 200, 48, 24
SHOWN = 20  # Findings of one rule on the page; the file has all.
Points = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Figures:
    """What the report tells. `plays`: what was asked for; `findings`: by rule."""

    plays: Mapping[str, Any]
    findings: Mapping[str, Sequence[str]]
    people: Mapping[str, int]
    back: Mapping[str, Mapping[str, float]]
    samples: Mapping[str, Points]
    memory_growth: float | None
    longest_pause: float
    """Seconds that the simulation itself stood still because the machine was busy with something else."""

    def as_json(self) -> str:
        """The file."""
        return json.dumps(
            {
                "good": not self.findings, "plays": self.plays, "findings": self.findings, "people": self.people,
                "back_seconds": self.back, "memory_growth_percent_an_hour": self.memory_growth,
                "longest_pause_seconds": self.longest_pause, "samples": self.samples,
            },
            indent=1, ensure_ascii=False,
        )  # fmt: skip


def figures(evidence: Evidence, findings: Mapping[str, Sequence[str]], plays: Mapping[str, Any]) -> Figures:
    """Counts and times out of what was recorded."""
    events = evidence.log["event"]
    people = {
        "numbers": len(evidence.log["ticket"]),
        "acknowledged": sum(1 for _one in evidence.entries("acknowledged")),
        "refused": sum(1 for _one in evidence.entries("refused")),
        "called": sum(row["to_state"] == "called" for row in events),
        "served": sum(row["to_state"] == "served" for row in events),
        "faults": sum(1 for _one in evidence.entries("fault")),
    }
    back = {name: _times(values) for name, values in sorted(returns.by_kind(evidence).items())}
    for database, values in returns.of_people(evidence).items():
        if values:
            back[_people_words(database)] = _times(values)
    samples = _samples(evidence)
    times = [at for at, _value in samples["waiting"]]
    pause = max((later - earlier for earlier, later in pairwise(times)), default=0.0)
    return Figures(plays, findings, people, back, samples, soak.growth(evidence), round(pause, 1))


def _people_words(database: bool) -> str:
    return _("people, with PostgreSQL") if database else _("people, with processes and Valkey")


def _times(values: Sequence[float]) -> dict[str, float]:
    return {
        "count": len(values), "p50": round(returns.percentile(values, 0.5), 2),
        "p99": round(returns.percentile(values, 0.99), 2),
    }  # fmt: skip


def _samples(evidence: Evidence) -> dict[str, Points]:
    """Each as (seconds from the beginning, value)."""
    looks, sizes = list(evidence.entries("sample")), list(evidence.entries("memory"))
    began = looks[0]["at"] if looks else 0.0
    found: dict[str, Points] = {
        name: [(round(one["at"] - began, 1), float(one[name])) for one in looks]
        for name in ("waiting", "there", "connected")
    }
    found["memory_mb"] = [(round(one["at"] - began, 1), sum(one["kilobytes"].values()) / 1000) for one in sizes]
    return found


def write(found: Figures, folder: Path) -> None:
    """`report.json` and `report.html`."""
    (folder / "report.json").write_text(found.as_json(), "utf-8")
    (folder / "report.html").write_text(page(found), "utf-8")


def page(found: Figures) -> str:
    """The page, as one file."""
    words = {
        "numbers": _("numbers taken"), "acknowledged": _("commands acknowledged"), "refused": _("commands refused"),
        "called": _("calls"), "served": _("visits with a result"), "faults": _("faults"),
    }  # fmt: skip
    growth = "-" if found.memory_growth is None else f"{found.memory_growth:+.1f} %"
    return PAGE.render(
        lang="en" if speaks_english(os.environ) else "es-MX", title=_("Simulation"), found=found, shown=SHOWN,
        verdict=_("Nothing was found.") if not found.findings else _("The judge found something."),
        facts={
            **{words[name]: count for name, count in found.people.items()},
            _("growth of memory in an hour"): growth,
            _("longest pause of the simulation itself"): f"{found.longest_pause} s",
        },
        back_title=_("Seconds until everything is back, p50 and p99"),
        people_title=_("People who wait, are there, and are connected"),
        people=_lines([found.samples["waiting"], found.samples["there"], found.samples["connected"]]),
        legend=[_("waiting"), _("there"), _("connected")],
        memory_title=_("Memory of all processes (MB)"), memory=_lines([found.samples["memory_mb"]]),
        width=WIDTH, height=HEIGHT, bottom=BOTTOM,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lines:
    """A plot: the points of each line within the axes, and the last time and the largest value, which stand at them."""

    points: Sequence[str]
    last: float
    most: float


def _lines(series: Sequence[Points]) -> Lines:
    last = max((at for points in series for at, _value in points), default=0.0) or 1.0
    most = max((value for points in series for _at, value in points), default=0.0) or 1.0

    def place(at: float, value: float) -> str:
        across, up = (WIDTH - LEFT) * at / last, (HEIGHT - BOTTOM) * value / most
        return f"{LEFT + across:.1f},{HEIGHT - BOTTOM - up:.1f}"

    return Lines([" ".join(place(*one) for one in points) for points in series], last, most)
