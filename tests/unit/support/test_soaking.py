"""Every run tries the same examples."""

import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings, strategies

from tests.support.soaking import SOAK


def tried() -> list[str]:
    """What Hypothesis thinks of."""
    found: list[str] = []

    @settings(max_examples=200)
    @given(strategies.text())
    def keep(example: str) -> None:
        found.append(example)

    keep()
    return found


@pytest.mark.skipif(bool(SOAK), reason="new ones are looked for")
def test_a_module_that_is_imported_meanwhile_changes_no_example(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tried()
    module = ModuleType("one_more")
    module.__file__ = str(tmp_path / "one_more.py")
    Path(module.__file__).write_text("\n".join(f"A{number} = 'axolotl {number}'" for number in range(200)))
    monkeypatch.setitem(sys.modules, module.__name__, module)
    assert tried() == before
