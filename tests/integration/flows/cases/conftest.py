"""Petitions of a house of its own."""

import pytest

from tests.integration.flows.cases.files import Files
from tests.integration.flows.scenery import Scenery


@pytest.fixture
def files(scene: Scenery) -> Files:
    """The house, and who sends petitions to it and answers them."""
    return Files(scene)
