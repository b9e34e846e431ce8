import gc

import pytest

from audiencia.core.imports import without_collector


def test_the_collector_rests_meanwhile_and_goes_on_afterwards() -> None:
    with without_collector():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_goes_on_after_a_failure() -> None:
    with pytest.raises(ImportError), without_collector():
        raise ImportError
    assert gc.isenabled()
