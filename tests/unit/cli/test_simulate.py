"""`audiencia simulate` refuses kinds of faults that it does not know before anything is started, and ends with 1 when the judge found
something."""

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import pytest
import typer

from audiencia.cli import installation
from audiencia.cli import simulate as simulations
from audiencia.cli.running import simulate
from audiencia.core.cli_text import Stop
from audiencia.simulation.report import Figures


@pytest.mark.parametrize("kinds", ["", "flood", "kill,flood", "kill,kill"])
def test_unknown_kinds_are_refused_with_those_that_there_are(kinds: str, tmp_path: Path) -> None:
    with pytest.raises(Stop, match="kill, stop, cut, flush, restart"):
        simulate(fault_kinds=kinds, out=tmp_path / "report")
    assert not (tmp_path / "report").exists()


def test_kinds_are_named_with_spaces_or_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[simulations.Wanted] = []

    async def played(_place: object, wanted: simulations.Wanted, *_: object) -> Figures:
        asked.append(wanted)
        return Figures({}, {}, {}, {}, {}, None, 0.0)

    monkeypatch.setattr(installation, "installation", lambda *_: nullcontext())
    monkeypatch.setattr(simulations, "simulate", played)
    for kinds in ("kill,stop", "kill, stop", " stop ,kill"):
        simulate(fault_kinds=kinds, out=tmp_path)
    assert [list(one.kinds) for one in asked] == [["kill", "stop"]] * 3


@pytest.mark.parametrize("lost", [(), ("AG-001: shown to somebody, and not in the database",)])
def test_what_the_judge_found_is_told_and_is_the_exit_code(
    lost: Sequence[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def played(*_: object) -> Figures:
        return Figures({}, {"numbers": lost} if lost else {}, {}, {}, {}, None, 0.0)

    monkeypatch.setattr(installation, "installation", lambda *_: nullcontext())
    monkeypatch.setattr(simulations, "simulate", played)
    if lost:
        with pytest.raises(typer.Exit) as ended:
            simulate(out=tmp_path)
        assert ended.value.exit_code == 1
    else:
        simulate(out=tmp_path)
    told = capsys.readouterr().out
    assert "report.html" in told
    assert ("AG-001" in told) is bool(lost)
