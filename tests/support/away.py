"""A database that is away, for use cases and readings that a test replaces."""

from typing import Never

from audiencia.core.errors import Unavailable


async def away(*_: object, **__: object) -> Never:
    """In place of what would ask the database."""
    raise Unavailable
