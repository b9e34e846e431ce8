"""The tree stays one that a stranger finds the way in: few modules in the root, no crowded folder, a sentence for each."""

import ast
from pathlib import Path

import pytest

CODE = Path(__file__).parents[2] / "audiencia"
IN_ROOT = 4
IN_A_FOLDER = 30
FOLDERS = sorted(
    folder
    for folder in [CODE, *CODE.rglob("*")]
    if folder.is_dir() and any(folder.glob("*.py")) and "versions" not in folder.parts
)


def modules(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.glob("*.py") if file.name != "__init__.py")


def test_the_root_has_few_modules() -> None:
    assert len(modules(CODE)) <= IN_ROOT, modules(CODE)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(CODE)))
def test_no_folder_is_crowded_and_each_says_what_it_holds(folder: Path) -> None:
    assert len(modules(folder)) <= IN_A_FOLDER, modules(folder)
    assert ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8")))
