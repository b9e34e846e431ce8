"""Writes a stub beside each `.sql` file, from what PostgreSQL says of its queries: `queue.sql` gets `queue_sql.pyi`.

python -m tools.query_types            writes the stubs
python -m tools.query_types --check    says whether they are current, for the checks; changes nothing

A column is `None` where the schema or an outer join allows it. A comment below the name of a query says what PostgreSQL cannot
know: `-- not null: a, b` of columns, `-- nullable: a, b` of parameters, `-- one row` where there always is one. A text column
that the schema checks against a list of words has these as its type.
"""

import asyncio
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from keyword import iskeyword
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import asyncpg

from audiencia.core import ids
from audiencia.core.paths import DataFolder
from audiencia.db.migrations import migrate
from audiencia.db.queries import load
from audiencia.operations.serve import embedded
from tools.query_tree import Catalogue, Column, Found, study

ROOT = Path(__file__).parent.parent
LOADER = ROOT / "audiencia" / "db" / "queries.pyi"
MADE = "# Made by `python -m tools.query_types` from {} and the schema. Do not edit.\n"
TYPES = {
    "bool": "bool", "bytea": "Bytes", "date": "date", "time": "time", "timestamp": "datetime", "timestamptz": "datetime",
    "interval": "timedelta", "uuid": "UUID", "int2": "int", "int4": "int", "int8": "int", "oid": "int", "float4": "float",
    "float8": "float", "numeric": "Decimal", "text": "str", "varchar": "str", "bpchar": "str", "name": "str", "json": "str",
    "jsonb": "str", "void": "None", "record": "tuple[object, ...]",
}  # fmt: skip
MODULES = {"Decimal": "decimal", "UUID": "uuid"} | dict.fromkeys(["date", "time", "datetime", "timedelta"], "datetime")
NAMES_OF_IDS = {"case_file": "CaseId"}
"""Tables whose ids are called by another name."""
ARRAYS_OF_IDS = {("room", "serves"): "QueueId", ("offer", "to_queues"): "QueueId"}
"""Columns whose elements are ids: no foreign key says so."""
COLUMNS = """
SELECT attrelid, attnum, attname, relname, attnotnull, confrel.target, words.definition
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
LEFT JOIN LATERAL (SELECT confrelid::regclass::text AS target FROM pg_constraint
                   WHERE contype = 'f' AND conrelid = attrelid AND conkey = ARRAY[attnum] LIMIT 1) AS confrel ON true
LEFT JOIN LATERAL (SELECT pg_get_constraintdef(pg_constraint.oid) AS definition FROM pg_constraint
                   WHERE contype = 'c' AND conrelid = attrelid AND conkey = ARRAY[attnum]
                     AND pg_get_constraintdef(pg_constraint.oid) LIKE '%= ANY (ARRAY[%' LIMIT 1) AS words ON true
WHERE attnum > 0 AND relnamespace = 'public'::regnamespace"""
NAMES = "SELECT oid, proname AS name FROM pg_proc UNION ALL SELECT oid, oprname FROM pg_operator"


@dataclass(frozen=True)
class Kinds:
    """The types of columns, by table and column: of keys, and of texts that the schema checks against a list of words."""

    keys: Mapping[Column, str]
    words: Mapping[Column, str]


@dataclass(frozen=True)
class Query:
    """One named query as PostgreSQL understands it."""

    name: str
    kind: str
    doc: str
    parameters: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]
    one_row: bool

    @property
    def row(self) -> str:
        """The name of the class of its rows."""
        return "".join(part.capitalize() for part in self.name.split("_"))


def noted(doc: str, what: str) -> set[str]:
    """The names in the comment `what: a, b`."""
    found = re.search(rf"^{what}: (.+)$", doc, re.MULTILINE)
    return set(re.split(r",\s*", found[1].strip())) if found else set()


def id_type(table: str | None) -> str | None:
    """The type of this table's ids, if it has one of its own."""
    name = NAMES_OF_IDS.get(table or "", "".join(part.capitalize() for part in (table or "").split("_")) + "Id")
    return name if hasattr(ids, name) else None


def key_types(columns: Iterable[Mapping[str, Any]]) -> dict[Column, str]:
    """The types of primary and foreign keys, by table and column."""
    found = {}
    for one in columns:
        table = one["target"] or (one["relname"] if one["attname"] == "id" else None)
        if kind := ARRAYS_OF_IDS.get((one["relname"], one["attname"]), id_type(table)):
            found[one["attrelid"], one["attnum"]] = kind
    return found


def word_types(columns: Iterable[Mapping[str, Any]]) -> dict[Column, str]:
    """`Literal` types of the columns whose check is nothing but a list of words."""
    found = {}
    for one in columns:
        listed = re.fullmatch(r"CHECK \(\(\w+ = ANY \(ARRAY\[(('[^']+'::text(, )?)+)\]\)\)\)", one["definition"] or "")
        if listed:
            words = ", ".join(f'"{word}"' for word in re.findall(r"'([^']+)'", listed[1]))
            found[one["attrelid"], one["attnum"]] = f"Literal[{words}]"
    return found


def python_type(pg: asyncpg.Type, key: str | None, *, given: bool) -> str:
    """The Python type of a column or (`given`) parameter."""
    array = pg.kind == "array"
    name = pg.name.removesuffix("[]")
    kind = key if key and name in ("int4", "uuid") else TYPES.get(name, "Composite")
    return (f"Sequence[{kind}]" if given else f"list[{kind}]") if array else kind


async def ask(conn: Any, query: Any, order: list[str], catalogue: Catalogue, kinds: Kinds) -> Query:
    """What PostgreSQL says of one query: its prepared statement gives the types, its parsed tree the rest. `order`: of its parameters."""
    statement = await conn.prepare(query.sql)
    given, attributes = statement.get_parameters(), statement.get_attributes()
    found = study(await _tree(conn, query.sql, given), catalogue) if given or attributes else Found([], one_row=False)
    doc = query.__doc__ or ""
    return Query(
        query.__name__,
        query.operation.name,
        doc,
        tuple(_parameters(order, given, found, noted(doc, "nullable"), kinds.keys)),
        tuple(_columns(attributes, found, noted(doc, "not null"), kinds)),
        found.one_row or "one row" in doc.splitlines(),
    )


async def _tree(conn: Any, sql: str, given: Iterable[asyncpg.Type]) -> str:
    """The parsed tree, read from a procedure that has the query as its body."""
    kinds = ", ".join(f"{one.schema}.{one.name}" for one in given)
    await conn.execute(f"CREATE PROCEDURE studied({kinds}) LANGUAGE sql BEGIN ATOMIC {sql.rstrip().rstrip(';')}; END")
    tree: str = await conn.fetchval("SELECT prosqlbody::text FROM pg_proc WHERE proname = 'studied'")
    await conn.execute("DROP PROCEDURE studied")
    return tree


def _parameters(
    order: list[str], given: Iterable[asyncpg.Type], found: Found, nullable: set[str], keys: Mapping[Column, str]
) -> Iterator[tuple[str, str]]:  # fmt: skip
    for place, (name, pg) in enumerate(zip(order, given, strict=True), 1):
        origins = (keys.get(origin) for origin in found.compared.get(place, ()))
        kind = python_type(pg, next((key for key in origins if key), None), given=True)
        yield name, kind + " | None" * (place in found.may_be_null or name in nullable)


def _columns(
    attributes: Iterable[asyncpg.Attribute], found: Found, not_null: set[str], kinds: Kinds
) -> Iterator[tuple[str, str]]:
    for one, (origin, null), same in zip(attributes, found.columns, found.unchanged, strict=True):
        if iskeyword(one.name) or hasattr(asyncpg.Record, one.name):
            raise ValueError(f"a column cannot be an attribute under the name {one.name!r}")
        kind = python_type(one.type, kinds.keys.get(origin) if origin else None, given=False)
        if same and kind == "str":
            kind = kinds.words.get(same, kind)
        yield one.name, kind + " | None" * (null and one.name not in not_null)


def stub(file: str, queries: Iterable[Query]) -> str:
    """The text of the stub: a class for each kind of row, and `Queries`."""
    rows: dict[tuple[tuple[str, str], ...], str] = {}
    methods = [_method(one, rows) for one in queries]
    classes = [_class(name, columns) for columns, name in rows.items()]
    body = "\n".join([*classes, "class Queries:", *methods, ""])
    return MADE.format(file) + _imports(body) + body


def _method(query: Query, rows: dict[tuple[tuple[str, str], ...], str]) -> str:
    given = "".join(f", {name}: {kind}" for name, kind in query.parameters)
    arguments = f"self, conn: Connection, /{', *' if given else ''}{given}"
    if query.kind == "SELECT":
        kind = rows.setdefault(query.columns, query.row)
        return f"    def {query.name}({arguments}) -> AsyncIterator[{kind}]: ..."
    if query.kind == "SELECT_ONE":
        kind = rows.setdefault(query.columns, query.row) + " | None" * (not query.one_row)
    elif query.kind == "SELECT_VALUE":
        kind = query.columns[0][1].removesuffix(" | None")
        kind += " | None" * (kind != "None" and (not query.one_row or query.columns[0][1].endswith(" | None")))
    else:
        kind = "str"
    return f"    async def {query.name}({arguments}) -> {kind}: ..."


def _class(name: str, columns: Iterable[tuple[str, str]]) -> str:
    lines = [f"    @property\n    def {column}(self) -> {kind}: ..." for column, kind in columns]
    return "\n".join([f"class {name}(Record):", *lines, ""])


def _imports(body: str) -> str:
    used = set(re.findall(r"\w+", re.sub(r'def \w+|\w+: (?!\.)|"[^"]+"', "", body)))
    froms = {"audiencia.db.queries": {"Connection"} | ({"Record", "Composite", "Bytes"} & used)}
    froms["typing"] = {"Literal"} & used
    froms["collections.abc"] = {"AsyncIterator", "Sequence"} & used
    froms["audiencia.core.ids"] = {name for name in used if name.endswith("Id") and hasattr(ids, name)}
    for name in used & MODULES.keys():
        froms.setdefault(MODULES[name], set()).add(name)
    lines = [f"from {module} import {', '.join(sorted(names))}\n" for module, names in sorted(froms.items()) if names]
    return "\n" + "".join(lines) + "\n"


def loader(files: Iterable[tuple[str, str]]) -> str:
    """The stub of `audiencia/db/queries.py`, in which `load` has the type of each file's queries."""
    known = [(package, file, f"{package}.{file.removesuffix('.sql')}_sql") for package, file in files]
    overloads = [
        f'@overload\ndef load(package: Literal["{package}"], name: Literal["{file}"]) -> {module}.Queries: ...\n'
        for package, file, module in known
    ]
    imports = "".join(f"import {module}\n" for _, _, module in known)
    return MADE.format("the `.sql` files") + LOADED.format(imports) + "".join(overloads) + UNKNOWN


LOADED = """
from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeAlias, overload

import asyncpg
from asyncpg.pool import PoolConnectionProxy

{}
Connection: TypeAlias = "asyncpg.Connection[Any] | PoolConnectionProxy[Any]"

Values = Mapping[str, Any]
Bytes = bytes
Composite = Mapping[str, Any]

class Record:
    def items(self) -> Iterator[tuple[str, Any]]: ...

"""
UNKNOWN = "@overload\ndef load(package: str, name: str) -> Any: ...\n"


async def texts() -> dict[Path, str]:
    """The stubs as they should be."""
    files = [path for path in sorted((ROOT / "audiencia").rglob("*.sql")) if "-- name:" in path.read_text("utf-8")]
    known = [(".".join(path.parent.relative_to(ROOT).parts), path.name) for path in files]
    made = {LOADER: loader(known)}
    with TemporaryDirectory(prefix="audiencia-types-") as folder:
        Path(folder).chmod(0o711)
        async with embedded(DataFolder(Path(folder) / "data"), fsync=False) as (postgres, _, _):
            await migrate(postgres.url)
            conn = await asyncpg.connect(postgres.url)
            columns: Any = await conn.fetch(COLUMNS)
            required = {(one["attrelid"], one["attnum"]) for one in columns if one["attnotnull"]}
            catalogue = Catalogue(required, {one["oid"]: one["name"] for one in await conn.fetch(NAMES)})
            kinds = Kinds(key_types(columns), word_types(columns))
            for path, (package, file) in zip(files, known, strict=True):
                queries: Any = load(package, file)
                # The adapter is no query: each question for it takes the whole file apart.
                order = queries.driver_adapter.var_sorted
                names = [name for name in queries.available_queries if not name.endswith("_cursor")]
                asked = [await ask(conn, getattr(queries, name), order[name], catalogue, kinds) for name in names]
                made[path.with_name(f"{path.stem}_sql.pyi")] = stub(file, asked)
            await conn.close()
    return made


def main() -> None:
    """Writes the stubs, or checks them."""
    made = asyncio.run(texts())
    stale = [path for path, text in made.items() if not path.exists() or path.read_text("utf-8") != text]
    left = set((ROOT / "audiencia").rglob("*_sql.pyi")) - made.keys()
    if "--check" in sys.argv:
        if stale or left:
            names = ", ".join(str(path.relative_to(ROOT)) for path in [*stale, *left])
            sys.exit(f"The types of queries are not current: {names}. Run `make types`.")
        return
    for path in stale:
        path.write_text(made[path], "utf-8")
    for path in left:
        path.unlink()


if __name__ == "__main__":
    main()
