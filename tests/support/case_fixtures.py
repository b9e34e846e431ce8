"""Petitions in a database of their own."""

import pytest

from tests.support.case_files import Files
from tests.support.scenery import Scenery


@pytest.fixture
def files(scene: Scenery) -> Files:
    """The context, and who sends petitions to it and answers them."""
    return Files(scene)
