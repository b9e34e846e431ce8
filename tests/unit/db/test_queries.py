"""Nothing named in SQL, and no code of an error, is left over from what it was written for."""

import re
from pathlib import Path

import pytest

from audiencia.core.errors import Code

CODE = Path("audiencia")
PYTHON = {path: path.read_text(encoding="utf-8") for path in CODE.rglob("*.py")}
ASKED = {name for text in PYTHON.values() for name in re.findall(r"\.(\w+)\b", text)}


@pytest.mark.parametrize("path", sorted(CODE.rglob("*.sql")), ids=lambda path: path.name)
def test_every_query_is_asked_somewhere(path: Path) -> None:
    names = re.findall(r"^-- name: (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(names) <= ASKED


def test_every_code_is_an_answer_to_something() -> None:
    meant = [
        text
        for path, text in PYTHON.items()
        if path.name not in {"error_words.py", "wording.py"} and path.parent.name != "simulate"
    ]
    unused = [code.name for code in Code if not any(f"Code.{code.name}" in text for text in meant)]
    assert not unused
