"""No program is started through a shell, nothing that arrives is run as code, and no template is made of a text."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
REFUSED = frozenset(
    {"eval", "exec", "system", "popen", "create_subprocess_shell", "getoutput", "getstatusoutput", "from_string"}
)
"""Names of functions; `compile` is Jinja's and the regular expressions'."""


def found(source: str) -> Iterator[str]:
    """What a module calls of these, or with `shell=True`."""
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in REFUSED or any(one.arg == "shell" for one in call.keywords):
            yield f"{name}, line {call.lineno}"


def test_nothing_of_it_is_called() -> None:
    files = sorted((ROOT / "audiencia").rglob("*.py"))
    assert len(files) > 300
    assert {str(one): names for one in files if (names := list(found(one.read_text("utf-8"))))} == {}


def test_each_of_it_would_be_found() -> None:
    assert list(found("subprocess.run('ls', shell=True)\nos.system('ls')\nenv.from_string(text)\neval(text)")) == [
        "run, line 1", "system, line 2", "from_string, line 3", "eval, line 4",
    ]  # fmt: skip
