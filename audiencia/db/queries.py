"""Named SQL from `.sql` files that lie beside the module which uses them."""

from importlib.resources import files
from typing import Any

import aiosql


def load(package: str, name: str) -> Any:
    """The queries of the file `name` in `package`, each an async method taking a connection and named parameters."""
    return aiosql.from_str(files(package).joinpath(name).read_text("utf-8"), "asyncpg")
