"""The authorisation matrix names every page and every live event, and nothing else; cell by cell it is the grid beside this file."""

import pytest

from audiencia.routes import MATRIX, ROUTES
from audiencia.signaling.messages_in import (
    ASSISTANT_EVENTS,
    CITIZEN_EVENTS,
    DIRECTOR_EVENTS,
    MODERATOR_EVENTS,
    RELATIVE_EVENTS,
)
from audiencia.staff.roles import STAFF_ROLES, Role
from tests.unit.staff import grid

NAMESPACES = {
    "/citizen": CITIZEN_EVENTS,
    "/director": DIRECTOR_EVENTS,
    "/relative": RELATIVE_EVENTS,
    "/assistant": ASSISTANT_EVENTS,
    "/moderator": MODERATOR_EVENTS,
}
PAGES = {route.operation for route in ROUTES}
GRID = grid.read()
EVENTS = {f"{space} {event}" for space, events in NAMESPACES.items() for event in ["connect", *events]}


def test_each_operation_has_its_row_and_no_row_is_left_over() -> None:
    assert set(MATRIX.rows) == PAGES | EVENTS
    assert len(PAGES) == len(ROUTES), "no page stands twice"


MAYORS = {"/director knock", "/director withdraw_knock", "/director choose_lines"}
"""What the mayor alone does in the room that is like a director's."""


def test_the_grid_has_each_operation_and_role() -> None:
    assert set(GRID) == set(MATRIX.rows)
    assert set(grid.COLUMNS.values()) == set(Role)


@pytest.mark.parametrize("operation", sorted(MATRIX.rows))
def test_cell_by_cell_it_is_as_it_was_written(operation: str) -> None:
    assert {role for role in Role if MATRIX.may(role, operation)} == GRID[operation]


def test_auditors_and_communication_only_look() -> None:
    for role in (Role.AUDITOR, Role.COMMUNICATION):
        acts = {
            one
            for one in MATRIX.rows
            if MATRIX.may(role, one) and not MATRIX.may(Role.PUBLIC, one) and not one.startswith("GET ")
        }
        assert {one for one in acts if not one.startswith("POST /cuenta/")} == {"POST /salir"}


def test_no_row_is_empty() -> None:
    assert all(MATRIX.rows.values())


@pytest.mark.parametrize("operation", sorted(EVENTS))
def test_live_events_are_not_for_everybody(operation: str) -> None:
    space = operation.split()[0]
    assert Role(space.removeprefix("/")) in MATRIX.roles_for(operation) or operation in MAYORS
    alone = {"/citizen": {Role.CITIZEN}, "/relative": {Role.RELATIVE}}
    assert MATRIX.roles_for(operation) <= alone.get(space, STAFF_ROLES)


@pytest.mark.parametrize("role", sorted(Role))
def test_what_is_not_named_is_refused_to_everybody(role: Role) -> None:
    assert not MATRIX.may(role, "GET /secreto")
    assert not MATRIX.may(role, "POST /")
    assert not MATRIX.may(role, "/director move_tickets")


@pytest.mark.parametrize("role", sorted(Role))
def test_public_pages_are_for_everybody(role: Role) -> None:
    assert MATRIX.may(role, "GET /")


def test_staff_pages_are_closed_to_citizens() -> None:
    for operation in ("GET /direccion", "GET /moderacion", "POST /salir"):
        assert MATRIX.roles_for(operation) <= STAFF_ROLES
        assert not MATRIX.may(Role.CITIZEN, operation) and not MATRIX.may(Role.PUBLIC, operation)


def test_a_director_is_no_assistant_and_an_assistant_no_director() -> None:
    for event in ("connect", *ASSISTANT_EVENTS):
        assert MATRIX.roles_for(f"/assistant {event}") == {Role.ASSISTANT}
    assert not any(MATRIX.may(Role.ASSISTANT, f"/director {event}") for event in ("connect", *DIRECTOR_EVENTS))


def test_a_director_is_no_moderator() -> None:
    assert not MATRIX.may(Role.DIRECTOR, "GET /moderacion")
    assert not MATRIX.may(Role.DIRECTOR, "/moderator move_tickets")
    assert not MATRIX.may(Role.MODERATOR, "/director call_next")
    assert not MATRIX.may(Role.ADMINISTRATOR, "/director connect")


def test_the_mayor_attends_as_a_director_and_knocks_alone() -> None:
    for operation in ("/director call_next", "/director leave_assist", "GET /presidencia", *MAYORS):
        assert MATRIX.may(Role.MAYOR, operation)
    for operation in MAYORS:
        assert MATRIX.roles_for(operation) == {Role.MAYOR}
    for operation in ("GET /direccion", "GET /moderacion", "/moderator connect"):
        assert not MATRIX.may(Role.MAYOR, operation)
    assert not MATRIX.may(Role.DIRECTOR, "GET /presidencia")
