"""Importing many modules at once."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collector() -> Iterator[None]:
    """Imports what a process needs a fifth sooner: modules are not garbage, however often the collector looks at them."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
