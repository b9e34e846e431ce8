"""An open context for each test that asks for one."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support import invariants
from tests.support.knocking import Knocking
from tests.support.scenery import Scenery
from tests.support.six import Six
from tests.support.three import Three
from tests.support.trusted import Trusted


@pytest.fixture
def scene(make_jornada: Callable[[], str], tmp_path: Path) -> Iterator[Scenery]:
    """Two departments with three rooms and a moderator, on a database of its own. In the end all rules hold."""
    scenery = Scenery(make_jornada(), tmp_path / "keys")
    try:
        yield scenery
        scenery.run(invariants.check(scenery.ask))
    finally:
        scenery.close()


@pytest.fixture
def knocking(scene: Scenery) -> Knocking:
    """The same, and the mayor's open room."""
    return Knocking(Three(scene))


@pytest.fixture
def six(knocking: Knocking) -> Six:
    """A call, and four who can come into it."""
    return Six(knocking)


@pytest.fixture
def three(scene: Scenery) -> Three:
    """A call in the first room of agua, a free colleague there, and the director of tesoreria."""
    return Three(scene)


@pytest.fixture
def trusted(three: Three) -> Trusted:
    """The same, into which the citizen can ask people of trust."""
    return Trusted(three)
