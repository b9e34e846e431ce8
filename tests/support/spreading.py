"""Which tests run in one process, and which come first, where `pytest -n` runs several processes."""

from xdist.scheduler import LoadScopeScheduling

BROWSERS = ("tests/browser/walks/", "tests/browser/")
"""Each is one piece of work. Open windows with calls cost a processor time while they wait: the fewer at once, the shorter it takes."""
BESIDE_WALKS = (
    "tests/browser/workers/", "tests/browser/test_failures", "tests/browser/test_closed_network", "tests/browser/test_long_line",
)  # fmt: skip
"""Have installations of their own. They run after the walks: so both pieces take about as long."""
KILLS = (
    "tests/integration/kills/test_simulation",
    "tests/integration/kills/test_web_processes",
    "tests/integration/kills/",
)
"""The first two have an installation of their own; all others there share one, whose start takes 7 processor seconds."""
LONG = (
    *BROWSERS, KILLS[0], "tests/integration/stateful/", "tests/soak/", "tests/integration/kills/",
    "tests/integration/workers/", "tests/integration/simulation/", "tests/integration/signaling/", "tests/integration/media/",
    "tests/integration/operations/", "tests/integration/", "tests/",
)  # fmt: skip
"""Longest first."""


def place(nodeid: str) -> int:
    """Where this test stands among all; tests of one place keep their order."""
    return next(number for number, prefix in enumerate(LONG) if nodeid.startswith(prefix))


class Spreading(LoadScopeScheduling):  # type: ignore[misc]
    """A module is one piece of work, and so are tests that share an installation."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(BESIDE_WALKS):
            return BROWSERS[0]
        return next((prefix for prefix in (*BROWSERS, *KILLS) if nodeid.startswith(prefix)), nodeid.split("::")[0])
