"""The wheel holds nothing of who built it, when or where: whoever builds the same commit gets the same bytes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.audience import ROOT
from tests.support.soaking import SOAK

FOLDERS = ("audiencia", "config", "tools", "web")
FILES = ("hatch_build.py", "pyproject.toml", "requirements.lock", "README.md", "LICENSE", ".gitignore")
ANOTHER = {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "7"}


def wheel(sources: Path, folder: Path, **variables: str) -> bytes:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    built = subprocess.run(command, cwd=sources, capture_output=True, text=True, umask=0o027 if variables else 0o022,
                           env={**os.environ, "PYTHONPATH": str(sources), **variables})  # fmt: skip
    assert built.returncode == 0, built.stdout + built.stderr
    (made,) = folder.iterdir()
    return made.read_bytes()


@pytest.mark.parametrize(
    "left_out", ["node_modules", pytest.param("dist", marks=pytest.mark.skipif(not SOAK, reason="make soak-install"))]
)
def test_two_builds_are_the_same_bytes(tmp_path: Path, left_out: str) -> None:
    """In another folder, by somebody else; what the browser gets is built anew there when it soaks."""
    elsewhere = tmp_path / "elsewhere"

    def unwanted(folder: str, _: list[str]) -> set[str]:
        """Packages in node_modules have a `dist` of their own."""
        return {"__pycache__", left_out} if Path(folder) == ROOT / "web" else {"__pycache__"}

    for name in FOLDERS:
        shutil.copytree(ROOT / name, elsewhere / name, symlinks=True, ignore=unwanted)
    for name in FILES:
        shutil.copy(ROOT / name, elsewhere)
    assert wheel(ROOT, tmp_path / "first") == wheel(elsewhere, tmp_path / "second", **ANOTHER)
