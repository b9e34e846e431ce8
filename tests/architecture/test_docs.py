"""The documents name what exists: paths, links and their headings; pages stay short enough to be read."""

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
OPERATION = sorted((DOCS / "operation").glob("*.md"))
ROOTS = ("audiencia", "benchmarks", "config", "docs", "tests", "tools", "web")
MAX_ARCHITECTURE, MAX_PAGE, MAX_CELL, MAX_PARAGRAPH = 150, 120, 400, 6


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def paths_in(text: str) -> set[str]:
    """What stands in backticks and begins with one of our folders, without placeholders."""
    found = re.findall(rf"`((?:{'|'.join(ROOTS)})/[^`\s]*)`", text)
    return {path for path in found if "<" not in path and "{" not in path and "..." not in path}


def exists(path: str) -> bool:
    """As written, as a module without its ending, or as a pattern."""
    return any(ROOT.glob(path.rstrip("/"))) or (ROOT / f"{path}.py").exists()


def slug(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    text = unicodedata.normalize("NFC", heading.strip().lower())
    return re.sub(r"[^\w\- ]", "", text.replace("`", "")).replace(" ", "-")


def anchors_of(page: Path) -> set[str]:
    return {slug(heading) for heading in re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_path_exists(page: Path) -> None:
    assert {path for path in paths_in(page.read_text("utf-8")) if not exists(path)} == set()


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        goal = (page.parent / file).resolve() if file else page
        if not goal.exists() or (anchor and anchor not in anchors_of(goal)):
            broken.append(target)
    assert broken == []


def test_every_decision_stands_in_the_index() -> None:
    index = (DOCS / "decisions" / "README.md").read_text("utf-8")
    pages = sorted(page.name for page in (DOCS / "decisions").glob("0*.md"))
    assert re.findall(r"\]\((0[^)]+)\)", index) == pages


def test_the_architecture_fits_in_one_reading() -> None:
    assert len((DOCS / "architecture.md").read_text("utf-8").splitlines()) <= MAX_ARCHITECTURE


@pytest.mark.parametrize("page", OPERATION, ids=named)
def test_pages_of_operation_are_short(page: Path) -> None:
    text = page.read_text("utf-8")
    assert len(text.splitlines()) <= MAX_PAGE
    cells = [cell for line in text.splitlines() if line.startswith("|") for cell in line.split("|")]
    assert [cell for cell in cells if len(cell) > MAX_CELL] == []
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    blocks = [block for block in prose.split("\n\n") if not block.strip().startswith(("|", "-", "1.", "#"))]
    assert [block for block in blocks if len(block.strip().splitlines()) > MAX_PARAGRAPH] == []


@pytest.mark.parametrize("page", OPERATION, ids=named)
def test_no_table_is_cut_by_an_empty_line(page: Path) -> None:
    for block in page.read_text("utf-8").split("\n\n"):
        rows = [line for line in block.strip().splitlines() if line.startswith("|")]
        assert not rows or re.fullmatch(r"\|[-|: ]+\|", rows[1]), rows[0]


def test_the_ways_of_the_architecture_name_functions_of_their_files() -> None:
    text = (
        (DOCS / "architecture.md").read_text("utf-8").partition("## The ways through the code")[2].partition("\n## ")[0]
    )
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith("| `")]
    named_there = [(PYTHON.findall(files), name) for files, told in rows for name in re.findall(r"`([a-z_]\w+)`", told)]
    assert len(named_there) > 40
    assert [one for one in named_there if not defines(*one)] == []


PYTHON = re.compile(r"`(audiencia/\S+\.py)`")


def defines(files: Sequence[str], name: str) -> bool:
    """Whether one of the files has this function, or this attribute of its objects; folders and texts are no functions."""
    return any(re.search(rf"def {name}\b|self\.{name}\b", (ROOT / file).read_text("utf-8")) for file in files)
