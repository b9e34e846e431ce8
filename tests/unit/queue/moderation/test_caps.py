"""Who may send how much: by role, by department, and beside an interpreter who signs."""

import pytest

from audiencia.queue.moderation import caps
from audiencia.settings.config import Municipality
from tests.support.configuration import configured


@pytest.fixture(scope="module")
def municipality() -> Municipality:
    """The example's, with a cap of its own for each role and for one department."""
    example = configured()
    video = example.video.model_copy(update={"citizen_kbits": 310, "director_kbits": 320, "mayor_kbits": 330,
                                             "interpreter_kbits": 800})  # fmt: skip
    own = {"citizen_kbits": 500, "director_kbits": 900}
    departments = tuple(one.model_copy(update=own) if one.slug == "agua" else one for one in example.departments)
    return example.model_copy(update={"video": video, "departments": departments})


def test_the_role_decides_unless_the_department_says_otherwise(municipality: Municipality) -> None:
    assert caps.citizen(municipality, "tesoreria", "normal") == 310_000
    assert caps.citizen(municipality, "agua", "normal") == 500_000
    assert caps.director(municipality, "tesoreria") == 320_000
    assert caps.director(municipality, "agua") == 900_000
    assert caps.director(municipality, "presidencia") == 330_000
    # A department that the database still has, and the configuration no more.
    assert caps.citizen(municipality, "gone", "normal") == 310_000
    assert caps.director(municipality, "gone") == 320_000


def test_pages_say_what_a_minute_costs_where_cameras_may_send_most(municipality: Municipality) -> None:
    assert (municipality.megabytes("normal"), municipality.megabytes("low"), municipality.megabytes("voice")) == (
        11,
        2,
        1,
    )
    assert configured().megabytes("normal") == 5


def test_less_data_holds_for_all_in_the_call(municipality: Municipality) -> None:
    assert caps.citizen(municipality, "agua", "low") == caps.director(municipality, "agua", "low") == 85_000


def test_a_camera_that_shows_signs_may_send_more(municipality: Municipality) -> None:
    assert caps.director(municipality, "tesoreria", "normal", "sign_language") == 800_000
    assert caps.director(municipality, "agua", "normal", "sign_language") == 900_000
    assert caps.director(municipality, "tesoreria", "normal", "no_such_help") == 320_000
    assert caps.citizen(municipality, "tesoreria", "normal", signs=True) == 800_000
    assert caps.citizen(municipality, "tesoreria", "low", signs=True) == 85_000


def test_one_connection_is_enough_for_every_line(municipality: Municipality) -> None:
    assert caps.citizen_at_most(municipality) == 500_000
    assert caps.relative_at_most(municipality) == 800_000
    assert caps.director_at_most(municipality, "tesoreria") == 800_000
    assert caps.director_at_most(municipality, "agua") == 900_000
