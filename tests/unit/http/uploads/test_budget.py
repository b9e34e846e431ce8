"""Files of all forms together take so much memory and no more."""

import pytest

from audiencia.core.errors import Unavailable
from audiencia.http.uploads.budget import Held


def test_what_is_given_back_can_be_taken_again() -> None:
    held = Held(100)
    held.take(60)
    held.take(40)
    with pytest.raises(Unavailable):
        held.take(1)
    held.give_back(60)
    held.take(60)
