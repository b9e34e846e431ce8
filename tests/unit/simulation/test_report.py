"""The report of a simulation tells counts, times and findings, and needs nothing but itself."""

import json
import re
from pathlib import Path

from audiencia.simulation import report
from audiencia.simulation.judge.evidence import Evidence
from audiencia.simulation.judge.judge import judge
from tests.support.recorded import entry, honest

PLAYS = {"people": 3, "seed": 1}


def recorded() -> Evidence:
    history, log = honest()
    for second in range(5):
        history.append(
            entry(second / 60, "simulation", "sample", waiting=second, there=second + 1, connected=second)
        )  # fmt: skip
        history.append(entry(second / 60, "simulation", "memory", kilobytes={"web": 1000, "postgres": 2000}))
    return Evidence(history, log)


def test_figures_are_counted() -> None:
    found = report.figures(recorded(), {}, PLAYS)
    assert found.people == {"numbers": 3, "acknowledged": 4, "refused": 0, "called": 1, "served": 1, "faults": 2}
    assert found.back["kill web"] == {"count": 1, "p50": 2.0, "p99": 2.0}
    assert found.back["kill postgres"]["p99"] == 9.0
    assert list(found.samples["waiting"]) == [(0.0, 0.0), (1.0, 1.0), (2.0, 2.0), (3.0, 3.0), (4.0, 4.0)]
    assert found.samples["memory_mb"][0] == (0.0, 3.0)


def test_both_files_tell_what_was_found(tmp_path: Path) -> None:
    evidence = recorded()
    evidence.log["command_done"].clear()  # type: ignore[attr-defined]
    findings = judge(evidence)
    report.write(report.figures(evidence, findings, PLAYS), tmp_path)
    kept = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert kept["good"] is False
    assert kept["findings"].keys() == findings.keys() == {"commands", "forms"}
    page = (tmp_path / "report.html").read_text("utf-8")
    assert page.count('<div class="plot"') == 3
    assert all(rule in page for rule in findings)
    assert not re.search(r"(src|href)=|https?:|\$[a-z]", page)


def test_a_name_in_a_finding_is_text() -> None:
    assert "<b>" not in report.page(report.figures(recorded(), {"trouble": ["<b>"]}, PLAYS))
