"""Named SQL from `.sql` files that lie beside the module which uses them."""

from collections.abc import AsyncIterator, Mapping
from importlib.resources import files
from typing import Any

import aiosql
from aiosql.adapters.asyncpg import AsyncPGAdapter

Values = Mapping[str, Any]


class _Adapter(AsyncPGAdapter):
    """aiosql's own for asyncpg, which asks at every query whether it was given a pool: that takes as long as the query."""

    def _in_order(self, name: str, values: Values) -> Any:
        return self.maybe_order_params(name, values)  # type: ignore[no-untyped-call]

    async def select(
        self, conn: Any, name: str, sql: str, values: Values, record_class: Any = None
    ) -> AsyncIterator[Any]:
        for row in await conn.fetch(sql, *self._in_order(name, values)):
            yield row

    async def select_one(self, conn: Any, name: str, sql: str, values: Values, record_class: Any = None) -> Any:
        return await conn.fetchrow(sql, *self._in_order(name, values))

    async def select_value(self, conn: Any, name: str, sql: str, values: Values) -> Any:
        return await conn.fetchval(sql, *self._in_order(name, values))

    async def insert_update_delete(self, conn: Any, name: str, sql: str, values: Values) -> Any:
        return await conn.execute(sql, *self._in_order(name, values))


ADAPTER: Any = _Adapter


class _Queries:
    """Of one file, taken apart when the first of them is needed: for all files that takes a third of a second. It is read at once: an
    upgrade puts another one in its place while this process ends."""

    def __init__(self, package: str, name: str) -> None:
        self._text = files(package).joinpath(name).read_text("utf-8")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        found = aiosql.from_str(self._text, ADAPTER)
        for query in found.available_queries:
            self.__dict__.setdefault(query, getattr(found, query))
        return getattr(found, name)


def load(package: str, name: str) -> Any:
    """The queries of the file `name` in `package`, each an async method taking a connection and named parameters."""
    return _Queries(package, name)
