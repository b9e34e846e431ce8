"""The grid of who may do what, as it was written by hand."""

from collections.abc import Mapping
from pathlib import Path

from audiencia.staff.roles import Role

FILE = Path(__file__).with_name("matrix.txt")
COLUMNS = {
    "pub": Role.PUBLIC,
    "cit": Role.CITIZEN,
    "dir": Role.DIRECTOR,
    "ast": Role.ASSISTANT,
    "int": Role.INTERPRETER,
    "mod": Role.MODERATOR,
    "fro": Role.FRONT_DESK,
    "may": Role.MAYOR,
    "com": Role.COMMUNICATION,
    "pri": Role.PRIVACY_OFFICER,
    "adm": Role.ADMINISTRATOR,
    "aud": Role.AUDITOR,
}
Grid = Mapping[str, frozenset[Role]]


def read() -> Grid:
    """Operation -> roles with an `x`. Raises `ValueError` for a line that is not of the form."""
    lines = [line for line in FILE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    roles = [COLUMNS[name] for name in lines[0].split()[1:]]
    found: dict[str, frozenset[Role]] = {}
    for line in lines[1:]:
        words = line.split()
        operation, marks = " ".join(words[: -len(roles)]), words[-len(roles) :]
        if len(operation.split()) != 2 or not set(marks) <= {"x", "."} or operation in found:
            raise ValueError(line)
        found[operation] = frozenset(role for role, mark in zip(roles, marks, strict=True) if mark == "x")
    return found
