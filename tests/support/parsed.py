"""TOML that was parsed once is not parsed again: tests read the same configuration hundreds of times, and parsing is most of reading."""

import pickle
import tomllib
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, cast

from audiencia.settings import config_files


def parse_once() -> None:
    """From now on this process, and what is forked from it, parses each text of the configuration once."""
    cast(Any, config_files).tomllib = SimpleNamespace(loads=_loads, TOMLDecodeError=tomllib.TOMLDecodeError)


def _loads(text: str) -> dict[str, Any]:
    """A new copy: whoever reads it may change it."""
    return cast(dict[str, Any], pickle.loads(_parsed(text)))


@lru_cache(256)
def _parsed(text: str) -> bytes:
    return pickle.dumps(tomllib.loads(text))
