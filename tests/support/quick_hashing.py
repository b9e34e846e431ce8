"""Quick password hashes for tests: the real ones cost a third of a second each by design, and tests sign in thousands of times.

`tests/unit/staff/test_passwords.py` and the browser tests use the real ones. As a program it is `audiencia` with quick hashes, and
with templates that one of its processes compiled for all: each would take a second to do so.
"""

import jinja2

from audiencia.http import i18n
from audiencia.staff import passwords

REAL = passwords._hasher


def hash_quickly() -> None:
    """From now on this process hashes and verifies passwords with the cheapest parameters of argon2id."""
    passwords._hasher = passwords._quick_hasher
    passwords._nobodys_hash.cache_clear()


if __name__ == "__main__":
    from audiencia.cli.main import main

    hash_quickly()
    i18n._Compiled = jinja2.FileSystemBytecodeCache  # type: ignore[assignment,misc]
    main()
