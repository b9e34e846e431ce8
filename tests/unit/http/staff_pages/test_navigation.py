"""The navigation of staff: every role finds its pages, and only those."""

from collections import Counter

import pytest

from audiencia.http.access import home_of
from audiencia.http.staff_pages import navigation
from audiencia.routes import MATRIX
from audiencia.staff.roles import STAFF_ROLES, Role


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_each_role_finds_the_way_back_and_nothing_that_it_may_not_open(role: Role) -> None:
    found = navigation.places(MATRIX, role)
    assert home_of(role) in [one.path for one in found]
    assert all(MATRIX.may(role, f"GET {one.path}") for one in found)
    assert max(Counter(one.name for one in found).values()) == 1


def test_every_page_that_needs_no_more_in_its_address_is_reached() -> None:
    """But files, forms of one thing, the pages of one row of a list, and the list of what one page shows one of."""
    within = {
        "/administracion/area-nueva",
        "/administracion/servicios/nuevo",
        "/datos-personales/incidentes/nuevo",
        "/expedientes/supervision",  # of those departments alone that oversee the others, from the list
        "/informe/jornadas",
        "/cuenta/aplicacion",
        "/cuenta/llave",
    }
    pages = {
        operation.removeprefix("GET ")
        for operation, roles in MATRIX.rows.items()
        if operation.startswith("GET /") and roles <= STAFF_ROLES and "{" not in operation and "." not in operation
    }
    assert pages - within == {one.path for one in navigation.PLACES}


def test_a_page_belongs_to_the_place_above_it() -> None:
    found = navigation.places(MATRIX, Role.ADMINISTRATOR)
    for path, place in (
        ("/administracion", "/administracion"),
        ("/administracion/cuentas/7", "/administracion"),
        ("/administracion/areas/agua", "/administracion/areas"),
        ("/administracion/areas-viejas", "/administracion"),
        ("/revision", "/revision"),
        ("/ventanilla", ""),
    ):
        assert navigation.here(found, path) == place
