"""Quick password hashes for tests: the real ones cost a third of a second each by design, and tests sign in thousands of times.

`tests/unit/staff/test_passwords.py` and the browser tests on the network and of killed servers use the real ones. As a program it is
`audiencia` whose web nodes have quick hashes, and take any number of sign-ins from an address.
"""

import json
import os
import sys
from collections.abc import Mapping
from importlib import import_module

from audiencia.staff import passwords

CONSTANTS = "TEST_CONSTANTS"
"""Environment variable: the constants of a web node that differ from production, as JSON (`{"package.module:NAME": number}`)."""
NAME = "tests.support.quick_hashing"
REAL = passwords._hasher


def hash_quickly() -> None:
    """From now on this process hashes and verifies passwords with the cheapest parameters of argon2id."""
    passwords._hasher = passwords._quick_hasher
    passwords._nobodys_hash.cache_clear()


def _take_all_sign_ins() -> None:
    """All of a run come from one address."""
    from limits import parse

    from audiencia.http.limits import rates

    rates.SIGN_INS_PER_ADDRESS = parse("6000/15 minutes")


def set_constants(constants: Mapping[str, float]) -> None:
    """In this process they differ from production, as `{"package.module:NAME": number}`."""
    for place, value in constants.items():
        module, name = place.split(":")
        loaded = import_module(module)
        assert hasattr(loaded, name), place
        setattr(loaded, name, value)


def start_children_so() -> None:
    """The children of `audiencia serve` in this process are started as this program."""
    from audiencia.operations import serve

    serve.PROGRAM = (sys.executable, "-m", NAME)


def prepare(command: str) -> None:
    """Makes this process, which is about to run a command of `audiencia`, quick where that command is slow by design."""
    match command:
        case "serve":
            start_children_so()
        case "web":
            hash_quickly()
            _take_all_sign_ins()
            set_constants(json.loads(os.environ.get(CONSTANTS, "{}")))


if __name__ == "__main__":
    from audiencia.cli.main import main

    prepare(sys.argv[1])
    main()
