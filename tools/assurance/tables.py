"""Writes `docs/law.md`, and the table of `docs/security.md`, from the rows beside this file; says where a row shows nothing.

    python -m tools.assurance.tables            writes both
    python -m tools.assurance.tables --check    for `make lint`: rows without a test, tests that are gone, documents that are old

A row says what is asked and how it stands: `test` (a function of our tests shows it), `file` (it can be read there alone),
`n/a` (it does not concern this service), `not built` or `not met`, each of these three with its reason.
"""

import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
DOCS = ROOT / "docs"
BEGIN = "<!-- made by tools.assurance.tables -->\n"
SHOWN, REASONED = ("test", "file"), ("n/a", "not built", "not met")
WORDS = {
    "test": "shown by a test",
    "file": "can be read in a file, no test of its own",
    "n/a": "does not apply",
    "not built": "not built",
    "not met": "not met",
}


@dataclass(frozen=True, slots=True)
class Row:
    """`place`: an article, or a requirement's number. `refs`: tests or files, or the reason alone."""

    place: str
    asked: str
    state: str
    refs: tuple[str, ...]
    level: int = 0
    where: str = ""


def read(name: str) -> list[Row]:
    """The rows of a file, in its order; names of tests are written out."""
    found = tomllib.loads((HERE / name).read_text("utf-8"))
    files: Mapping[str, str] = found["files"]
    rows = []
    for place, one in found["rows"].items():
        level, where = (one[0], "") if isinstance(one[0], int) else (0, one[0])
        _, asked, state, *refs = one
        full = tuple(_full(ref, files) for ref in refs) if state == "test" else tuple(_said(one, found) for one in refs)
        rows.append(Row(place, asked, state, full, level, where))
    return rows


def _said(ref: str, found: Mapping[str, Any]) -> str:
    """A reason that several rows share is written once."""
    return str(found["reasons"][ref[1:]]) if ref.startswith("@") else ref


def _full(ref: str, files: Mapping[str, str]) -> str:
    file, _, name = ref.partition("::")
    path = files.get(file, file)
    return f"{path}::{name if path.endswith(('.ts', '.tsx')) else f'test_{name}'}" if name else path


def faults(rows: Sequence[Row]) -> Iterator[str]:
    """What is wrong with them, a sentence for each."""
    for row in rows:
        yield from (f"{row.place}: there is no {path}" for path in row.where.split() if not there(path))
        if row.state not in WORDS:
            yield f"{row.place}: «{row.state}» is no state"
        elif not row.refs or not all(one.strip() for one in row.refs):
            yield f"{row.place}: neither test nor file nor reason"
        elif row.state in SHOWN:
            yield from (f"{row.place}: there is no {ref}" for ref in row.refs if not there(ref))
        elif len(row.refs) > 1 or len(row.refs[0]) < 10:
            yield f"{row.place}: one reason in a sentence"


def there(ref: str) -> bool:
    """Whether there is such a file, and such a test in it."""
    path, _, name = ref.partition("::")
    file = ROOT / path
    if not name:
        return file.exists()
    if not file.is_file():
        return False
    text = file.read_text("utf-8")
    if file.suffix == ".py":
        return re.search(rf"^ *(?:async )?def {re.escape(name)}\(", text, re.MULTILINE) is not None
    return name in text


def table(rows: Sequence[Row]) -> str:
    """As Markdown, after how many there are of each state."""
    counts = Counter(row.state for row in rows)
    lines = [f"{len(rows)} rows: " + ", ".join(f"{counts[one]} {WORDS[one]}" for one in WORDS if counts[one]) + ".", ""]
    laws = any(row.where for row in rows)
    lines += (
        ["| | asked | in the code | shown by |", "|---|---|---|---|"]
        if laws
        else ["| | level | asked | shown by |", "|---|---|---|---|"]
    )
    for row in rows:
        by = (
            ", ".join(_named(ref) for ref in row.refs)
            if row.state in SHOWN
            else f"**{WORDS[row.state]}**: {row.refs[0]}"
        )
        middle = f"{row.asked} | {_paths(row.where)}" if laws else f"{row.level} | {row.asked}"
        lines.append(f"| {row.place} | {middle} | {by} |")
    return "\n".join(lines) + "\n"


def _named(ref: str) -> str:
    path, _, name = ref.partition("::")
    return f"`{path}` `{name}`" if name else f"`{path}`"


def _paths(where: str) -> str:
    return ", ".join(f"`{path}`" for path in where.split())


def documents() -> dict[Path, str]:
    """Each document as it must be: the part above the mark is written by hand."""
    made = {}
    for name, source in (("law.md", "law.toml"), ("security.md", "asvs.toml")):
        file = DOCS / name
        above = file.read_text("utf-8").partition(BEGIN)[0]
        made[file] = f"{above}{BEGIN}\n{table(read(source))}"
    return made


def main(arguments: Sequence[str]) -> int:
    """The command line; gives the exit code."""
    wrong = [f"{name}: {one}" for name in ("law.toml", "asvs.toml") for one in faults(read(name))]
    for file, text in documents().items():
        if "--check" not in arguments:
            file.write_text(text, "utf-8")
        elif file.read_text("utf-8") != text:
            wrong.append(f"{file.relative_to(ROOT)} is old: python -m tools.assurance.tables")
    print(*wrong, sep="\n", end="\n" if wrong else "", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
