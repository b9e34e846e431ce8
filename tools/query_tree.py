"""What PostgreSQL's parsed tree of a query says of its columns and parameters: where they come from, and which may be null.

The tree is the text of `pg_proc.prosqlbody`; its nodes are those of PostgreSQL's parsenodes.h and primnodes.h.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Node = dict[str, Any]
Column = tuple[int, int]
"""The object id of a table and the number of a column."""
CASTS = ("RELABELTYPE", "COERCEVIAIO", "COERCETODOMAIN", "ARRAYCOERCEEXPR", "CONVERTROWTYPEEXPR")
NEVER_NULL = ("NULLTEST", "BOOLEANTEST", "DISTINCTEXPR", "ARRAYEXPR", "ROWEXPR", "SQLVALUEFUNCTION")
HANDLES_NULL = ("NULLTEST", "DISTINCTEXPR", "COALESCEEXPR", "CASEEXPR", "CASEWHEN", "MINMAXEXPR")
COUNTS = {"count", "row_number", "rank", "dense_rank"}
MAKES_ALWAYS = {
    "json_build_array",
    "json_build_object",
    "jsonb_build_array",
    "jsonb_build_object",
    "concat",
    "app_now",
    "now",
    "passes_of",
}
MAY_LACK = {"->", "->>", "#>", "#>>", "array_position", "array_length", "substring", "nullif", "jsonb_path_query_first"}
"""Functions and operators that give null for values that are not."""
TOKEN = re.compile(r"[(){}\[\]]|(?:\\.|[^\s(){}\[\]\\])+")
SELECT, INSERT = "1", "3"
OF_A_ROW, OF_AN_ARRAY = "4", "6"
"""Kinds of subqueries in expressions."""


@dataclass(frozen=True)
class Catalogue:
    """What is known of the schema: columns that are never null, and the names of functions and operators."""

    required: set[Column]
    names: Mapping[int, str]


@dataclass
class Found:
    """Columns as (origin, whether null), and of parameters by number: what they are compared with or written to, and whether null.

    `unchanged`: of each column the column of a table whose values it has without anything else among them.
    """

    columns: list[tuple[Column | None, bool]]
    one_row: bool
    unchanged: list[Column | None] = field(default_factory=list)
    compared: dict[int, list[Column]] = field(default_factory=dict)
    may_be_null: set[int] = field(default_factory=set)


def parse(text: str) -> Any:
    """Nodes as dictionaries with their type under "", lists as lists, all else as text."""
    tokens = iter(TOKEN.findall(text))

    def items(end: str) -> Iterator[Any]:
        for token in tokens:
            if token == end:
                return
            yield node() if token == "{" else list(items(CLOSES[token])) if token in CLOSES else token

    def node() -> Node:
        made: Node = {"": next(tokens)}
        name = ""
        for item in items("}"):
            if isinstance(item, str) and item.startswith(":"):
                name, made[item[1:]] = item[1:], None
            elif made[name] is None:
                made[name] = item
        return made

    return next(items(""))


CLOSES = {"(": ")", "[": "]"}


def study(text: str, catalogue: Catalogue) -> Found:
    """What the tree of a function with one statement says of it."""
    tree = parse(text)
    while isinstance(tree, list):
        tree = tree[0]
    study = _Study(catalogue)
    columns = [(study.origin(one["expr"], (tree,)), study.null(one["expr"], (tree,))) for one in _outputs(tree)]
    found = Found(columns, _one_row(tree), [study.unchanged(one["expr"], (tree,)) for one in _outputs(tree)])
    study.parameters(tree, (), (), found)
    return found


def _outputs(query: Node) -> list[Node]:
    given = query["targetList"] if query["commandType"] == SELECT else query["returningList"]
    return [one for one in _list(given) if one["resjunk"] == "false"]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _one_row(query: Node) -> bool:
    """Whether there always is exactly one row."""
    nowhere = not _list(query["jointree"]["fromlist"]) and query["jointree"]["quals"] == "<>"
    if query["commandType"] == INSERT:
        return nowhere and query["onConflict"] == "<>"
    grouped = _list(query["groupClause"]) or query["havingQual"] != "<>" or query["limitCount"] != "<>"
    return query["commandType"] == SELECT and (nowhere or (query["hasAggs"] == "true" and not grouped))


def _is_union(query: Node) -> bool:
    return query[""] == "QUERY" and query.get("setOperations") != "<>"


def _children(node: Any) -> Iterator[Node]:
    for value in node if isinstance(node, list) else node.values():
        if isinstance(value, dict):
            yield value
        elif isinstance(value, list):
            yield from _children(value)


def _arguments(node: Node) -> list[Node]:
    return [one for one in _list(node.get("args")) if isinstance(one, dict)]


def _results(case: Node) -> list[Node]:
    return [one for one in (*(one["result"] for one in case["args"]), case["defresult"]) if isinstance(one, dict)]


class _Study:
    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def _name(self, node: Node) -> str:
        number = next((node[key] for key in ("funcid", "opno", "aggfnoid", "winfnoid") if key in node), "0")
        return self.catalogue.names.get(int(number), "")

    def _source(self, var: Node, stack: Sequence[Node]) -> tuple[Column | None, Node | None, Sequence[Node]]:
        """The column of a table, or the expression (with the queries around it), that a variable stands for."""
        stack = stack[: len(stack) - int(var["varlevelsup"])]
        number = int(var["varattno"])
        if not stack or number < 0:
            return None, None, stack
        entry = stack[-1]["rtable"][int(var["varno"]) - 1]
        match entry["rtekind"]:
            case "0":
                return (int(entry["relid"]), number), None, stack
            case "1" if number:
                return None, _outputs(entry["subquery"])[number - 1]["expr"], (*stack, entry["subquery"])
            case "6" if number:
                around = stack[: len(stack) - int(entry["ctelevelsup"])]
                query = next(c["ctequery"] for c in around[-1]["cteList"] if c["ctename"] == entry["ctename"])
                return None, _outputs(query)[number - 1]["expr"], (*around, query)
        for key in ("groupexprs", "joinaliasvars"):
            if number and len(_list(entry.get(key))) >= number:
                return None, entry[key][number - 1], stack
        return None, None, stack

    def _legs(self, var: Node, stack: Sequence[Node]) -> Iterator[tuple[Node, Sequence[Node]]]:
        """The expressions of a union, one of each of its queries, that a variable stands for; nothing for any other variable."""
        _, inner, around = self._source(var, stack)
        union = stack if _is_union(stack[-1]) else around if inner else ()
        if union and _is_union(union[-1]):
            legs = [entry["subquery"] for entry in union[-1]["rtable"] if entry["rtekind"] == "1"]
            yield from ((_outputs(leg)[int(var["varattno"]) - 1]["expr"], (*union, leg)) for leg in legs)

    def origin(self, node: Node, stack: Sequence[Node], depth: int = 20) -> Column | None:
        """The column of a table whose values these are (or the elements, of arrays)."""
        kind = node[""]
        if kind == "VAR":
            column, inner, around = self._source(node, stack)
            return self.origin(inner, around, depth - 1) if inner and depth else column
        if kind in CASTS:
            return self.origin(node["arg"], stack, depth)
        if kind == "SUBLINK" and node["subLinkType"] in (OF_A_ROW, OF_AN_ARRAY):
            query = node["subselect"]
            return self.origin(_outputs(query)[0]["expr"], (*stack, query), depth)
        if kind == "TARGETENTRY":
            return self.origin(node["expr"], stack, depth)
        if kind in ("COALESCEEXPR", "MINMAXEXPR", "AGGREF"):
            return next(filter(None, (self.origin(one, stack, depth) for one in _arguments(node))), None)
        if kind in ("CASEEXPR", "ARRAYEXPR"):
            parts = _results(node) if kind == "CASEEXPR" else _list(node["elements"])
            return next(filter(None, (self.origin(one, stack, depth) for one in parts)), None)
        return None

    def unchanged(self, node: Node, stack: Sequence[Node], depth: int = 20) -> Column | None:
        """The column of a table whose values these are, with nothing else among them but null."""
        if node[""] == "RELABELTYPE":
            return self.unchanged(node["arg"], stack, depth)
        if node[""] == "SUBLINK" and node["subLinkType"] == OF_A_ROW:
            node, stack = _outputs(node["subselect"])[0]["expr"], (*stack, node["subselect"])
        if node[""] != "VAR" or not depth:
            return None
        if legs := list(self._legs(node, stack)):
            columns = {self.unchanged(*leg, depth - 1) for leg in legs}
            return columns.pop() if len(columns) == 1 else None
        column, inner, around = self._source(node, stack)
        return self.unchanged(inner, around, depth - 1) if inner else column

    def null(self, node: Node, stack: Sequence[Node], depth: int = 20) -> bool:
        """Whether the value may be null."""
        kind = node[""]
        parts = [self.null(one, stack, depth) for one in _arguments(node)] if kind != "AGGREF" else []
        if kind == "VAR":
            return self._var_null(node, stack, depth)
        if kind == "CONST":
            return bool(node["constisnull"] == "true")
        if kind in CASTS:
            return self.null(node["arg"], stack, depth)
        if kind in ("COALESCEEXPR", "MINMAXEXPR"):
            return all(parts)
        if kind in ("BOOLEXPR", "SCALARARRAYOPEXPR"):
            return any(parts)
        if kind in ("OPEXPR", "FUNCEXPR"):
            name = self._name(node)
            own = kind == "FUNCEXPR" and int(node["funcid"]) >= 16384
            return name not in MAKES_ALWAYS and (any(parts) or name in MAY_LACK or own)
        if kind in ("AGGREF", "WINDOWFUNC"):
            return self._name(node) not in COUNTS
        if kind == "CASEEXPR":
            return node["defresult"] == "<>" or any(self.null(one, stack, depth) for one in _results(node))
        if kind == "SUBLINK":
            query = node["subselect"]
            first = _outputs(query)[:1]
            return node["subLinkType"] == OF_A_ROW and not (
                _one_row(query) and not self.null(first[0]["expr"], (*stack, query), depth)
            )
        return kind not in NEVER_NULL

    def _var_null(self, node: Node, stack: Sequence[Node], depth: int) -> bool:
        if node["varnullingrels"] != ["b"] or not depth:
            return True
        if legs := list(self._legs(node, stack)):
            return any(self.null(*leg, depth - 1) for leg in legs)
        column, inner, around = self._source(node, stack)
        if inner:
            return self.null(inner, around, depth - 1)
        return column not in self.catalogue.required and not (column and column[1] == 0)

    def parameters(self, node: Any, above: Sequence[Node], stack: Sequence[Node], found: Found) -> None:
        """Looks at each parameter below the node."""
        if node[""] == "QUERY":
            stack = (*stack, node)
        if node[""] == "PARAM" and node["paramkind"] == "0":
            self._parameter(int(node["paramid"]), node, above, stack, found)
        for child in _children(node):
            self.parameters(child, (*above, node), stack, found)

    def _parameter(self, number: int, node: Node, above: Sequence[Node], stack: Sequence[Node], found: Found) -> None:
        parents = list(above)
        while parents[-1][""] in CASTS or (parents[-1][""] == "FUNCEXPR" and parents[-1]["funcformat"] in ("1", "2")):
            node = parents.pop()
        parent = parents[-1]
        if parent[""] in HANDLES_NULL:
            found.may_be_null.add(number)
        if parent[""] in ("OPEXPR", "SCALARARRAYOPEXPR", "DISTINCTEXPR") and self._name(parent) in ("=", "<>"):
            others = (self.origin(one, stack) for one in _arguments(parent) if one is not node)
            found.compared.setdefault(number, []).extend(one for one in others if one)
        if parent[""] == "TARGETENTRY":
            self._written(number, int(parent["resno"]), stack[-1], found)

    def _written(self, number: int, place: int, query: Node, found: Found) -> None:
        """A parameter that is a column's new value, or a column of what is selected."""
        if query["commandType"] == SELECT:
            found.may_be_null.add(number)
            return
        column = int(query["rtable"][int(query["resultRelation"]) - 1]["relid"]), place
        found.compared.setdefault(number, []).append(column)
        if column not in self.catalogue.required:
            found.may_be_null.add(number)
