"""Test modules as pytest compiles them, their assertions rewritten: that takes half of the time of collecting them."""

import sys
from contextlib import suppress

import pytest
from _pytest.assertion.rewrite import (
    PYC_TAIL,
    _read_pyc,
    _rewrite_test,
    _write_pyc,
    assertstate_key,
    get_cache_dir,
    try_makedirs,
)


def rewrite_share(config: pytest.Config, number: int, processes: int) -> None:
    """Puts what is missing of one share into pytest's cache. All processes collect all modules at the same time: without shares, each
    would rewrite all of them.
    """
    if sys.dont_write_bytecode or assertstate_key not in config.stash:
        return
    for file in sorted((config.rootpath / "tests").rglob("test_*.py"))[number::processes]:
        with suppress(SyntaxError, OSError):  # collecting it says so
            kept = get_cache_dir(file) / f"{file.stem}{PYC_TAIL}"
            if _read_pyc(file, kept) is None and try_makedirs(kept.parent):
                source_hash, code = _rewrite_test(file, config)
                _write_pyc(config.stash[assertstate_key], code, source_hash, kept)
