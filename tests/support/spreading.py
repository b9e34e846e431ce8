"""Which tests run in one process, and which come first, where `pytest -n` runs several processes."""

from xdist.scheduler import LoadScopeScheduling

LONG = (
    "tests/browser/test_", "tests/browser/queue/", "tests/integration/kills/test_rounds", "tests/soak/", "tests/browser/",
    "tests/integration/kills/", "tests/integration/workers/", "tests/integration/simulation/", "tests/integration/signaling/",
    "tests/integration/media/", "tests/integration/operations/", "tests/integration/stateful/", "tests/integration/", "tests/",
)  # fmt: skip
"""Longest first."""
TOGETHER = (
    ("tests/browser/queue/",),
    tuple(
        f"tests/browser/test_{name}.py" for name in ("meeting", "petitions", "firefox", "cases", "pages", "no_media")
    ),
)
"""Modules that share an installation."""


def place(nodeid: str) -> int:
    """Where this test stands among all; tests of one place keep their order."""
    return next(number for number, prefix in enumerate(LONG) if nodeid.startswith(prefix))


class Spreading(LoadScopeScheduling):  # type: ignore[misc]
    """A module, or modules that share an installation, are one piece of work."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group[0] for group in TOGETHER if nodeid.startswith(group)), nodeid.split("::")[0])
