"""Columns of a query's row are read as attributes, which mypy compares with the SQL: `row.id`, never `row["id"]`.

mypy refuses keys where it knows that a value is a row, because `Record` has no `__getitem__` in the stubs; this finds the others
too, whose row passed through an `Any`. Within `store/` a composite value, which the driver gives as a mapping, may be read.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

CODE = Path(__file__).parents[2] / "audiencia"
MODULES = [path for path in sorted(CODE.rglob("*.py")) if not {"store", "versions"} & set(path.relative_to(CODE).parts)]
QUERIES = {
    name
    for path in CODE.rglob("*.sql")
    for name in re.findall(r"^-- name: (\w+)", path.read_text("utf-8"), re.MULTILINE)
}
STUBS = [path.read_text("utf-8") for path in CODE.rglob("*_sql.pyi")]
ROW_CLASSES = {"Record"} | {
    name for text in STUBS for name in re.findall(r"^class (\w+)\(Record\)", text, re.MULTILINE)
}
KEEPS_ROWS = {"list", "tuple", "sorted", "reversed", "iter", "next", "anext"}
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def is_query(call: ast.Call) -> bool:
    """Whether it is `SQL.query(...)`, also of another module's: `store.SQL.query(...)`."""
    named = call.func
    if not isinstance(named, ast.Attribute) or named.attr not in QUERIES:
        return False
    return ast.unparse(named.value).rpartition(".")[2].isupper()


def is_row(value: ast.AST | None, names: set[str]) -> bool:
    """Whether the value is a row, or a sequence of rows; `names` are those of rows."""
    match value:
        case ast.Name():
            return value.id in names
        case ast.Await() | ast.Starred():
            return is_row(value.value, names)
        case ast.Subscript():
            return not is_key(value.slice) and is_row(value.value, names)
        case ast.IfExp():
            return is_row(value.body, names) or is_row(value.orelse, names)
        case ast.BoolOp():
            return any(is_row(one, names) for one in value.values)
        case ast.List() | ast.Tuple():
            return any(is_row(one, names) for one in value.elts)
        case ast.ListComp() | ast.GeneratorExp():
            return is_row(value.elt, names | set(targets(value, names)))
        case ast.Call():
            keeps = isinstance(value.func, ast.Name) and value.func.id in KEEPS_ROWS
            return is_query(value) or (keeps and any(is_row(one, names) for one in value.args))
    return False


def is_key(value: ast.AST) -> bool:
    return isinstance(value, ast.JoinedStr) or (isinstance(value, ast.Constant) and isinstance(value.value, str))


def targets(node: ast.AST, names: set[str]) -> Iterator[str]:
    """Names that this node gives to rows."""
    match node:
        case (
            ast.Assign(targets=[ast.Name(id=name)])
            | ast.AnnAssign(target=ast.Name(id=name))
            | ast.NamedExpr(target=ast.Name(id=name))
        ):
            if is_row(node.value, names):
                yield name
        case ast.For(target=ast.Name(id=name)) | ast.AsyncFor(target=ast.Name(id=name)):
            if is_row(node.iter, names):
                yield name
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            for part in node.generators:
                if isinstance(part.target, ast.Name) and is_row(part.iter, names):
                    yield part.target.id
        case ast.arg(arg=name, annotation=ast.AST()):
            if ROW_CLASSES & set(re.findall(r"\w+", ast.unparse(node.annotation or node))):
                yield name


def rows_of(function: ast.AST) -> set[str]:
    """The names of rows in a function."""
    names: set[str] = set()
    while found := {name for node in ast.walk(function) for name in targets(node, names)} - names:
        names |= found
    return names


def keys_read(source: str) -> list[int]:
    """The lines where a column is read by its key."""
    if not re.search(r"\[f?[\"']", source):
        return []
    tree = ast.parse(source)
    found = set[int]()
    for function in (node for node in ast.walk(tree) if isinstance(node, Function)):
        read = [node for node in ast.walk(function) if isinstance(node, ast.Subscript) and is_key(node.slice)]
        names = rows_of(function) if read else set()
        found |= {node.lineno for node in read if is_row(node.value, names)}
    return sorted(found)


def test_columns_are_read_as_attributes() -> None:
    found = {str(path.relative_to(CODE)): keys_read(path.read_text("utf-8")) for path in MODULES}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "mistake",
    [
        'row = await SQL.live_session(conn)\n    return row["id"]',
        'return (await store.SQL.live_session(conn))["id"]',
        'return [row["id"] async for row in SQL.live_session(conn)]',
        'rows = [one async for one in SQL.live_session(conn)]\n    return rows[0]["id"]',
        'rows: Any = sorted([one async for one in SQL.live_session(conn)])\n    return {one["id"] for one in rows}',
        'async for row in SQL.live_session(conn):\n        print(row[f"{part}_es"])',
    ],
)
def test_a_key_is_found(mistake: str) -> None:
    assert keys_read(f"async def look(conn):\n    {mistake}\n")


def test_a_key_of_a_parameter_is_found() -> None:
    assert keys_read('def name(row: "LiveSession | None"):\n    return row["id"]\n') == [2]
    assert keys_read('def name(done: Result):\n    return done["id"]\n') == []


def test_mypy_refuses_keys_of_rows() -> None:
    stub = (CODE / "db" / "queries.pyi").read_text("utf-8")
    record = re.search(r"^class Record(.*):\n((?:    .*\n)+)", stub, re.MULTILINE)
    assert record is not None
    assert not record[1]
    assert "__getitem__" not in record[2]
