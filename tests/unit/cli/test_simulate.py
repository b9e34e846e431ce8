"""`audiencia simulate` refuses kinds of faults that it does not know, before anything is started."""

from pathlib import Path

import pytest

from audiencia.cli.running import simulate
from audiencia.core.cli_text import Stop


@pytest.mark.parametrize("kinds", ["", "flood", "kill,flood", "kill,kill"])
def test_unknown_kinds_are_refused_with_those_that_there_are(kinds: str, tmp_path: Path) -> None:
    with pytest.raises(Stop, match="kill, stop, cut, flush, restart"):
        simulate(fault_kinds=kinds, out=tmp_path / "report")
    assert not (tmp_path / "report").exists()
