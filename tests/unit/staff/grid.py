"""The grid of who may do what, as it was written by hand."""

from collections.abc import Mapping
from pathlib import Path

from audiencia.staff.roles import Role

FILE = Path(__file__).with_name("matrix.txt")
COLUMNS = {
    "pub": Role.PUBLIC,
    "cit": Role.CITIZEN,
    "rel": Role.RELATIVE,
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
    """Operation -> roles with an `x`; who is in a call by a link may what anybody may. Raises `ValueError` for a line that is not of the
    form."""
    lines = [line for line in FILE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    found: dict[str, frozenset[Role]] = {}
    roles: list[Role] = []
    for line in lines:
        words = line.split()
        if words[0] == "operation":
            roles = [COLUMNS[name] for name in words[1:]]
            continue
        operation, marks = " ".join(words[: -len(roles)]), words[-len(roles) :]
        if len(operation.split()) != 2 or not set(marks) <= {"x", "."} or operation in found:
            raise ValueError(line)
        marked = frozenset(role for role, mark in zip(roles, marks, strict=True) if mark == "x")
        found[operation] = marked | {Role.RELATIVE} if Role.PUBLIC in marked else marked
    return found
