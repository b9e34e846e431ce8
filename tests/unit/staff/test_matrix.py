"""The authorisation matrix names every page and every live event, and nothing else; cell by cell it is the grid beside this file."""

import re

import pytest

from audiencia.routes import ROUTES
from audiencia.signaling.messages_in import ASSISTANT_EVENTS, CITIZEN_EVENTS, DIRECTOR_EVENTS, MODERATOR_EVENTS
from audiencia.staff.matrix import MATRIX, may, roles_for
from audiencia.staff.roles import STAFF_ROLES, Role
from tests.unit.staff import grid

NAMESPACES = {
    "/citizen": CITIZEN_EVENTS,
    "/director": DIRECTOR_EVENTS,
    "/assistant": ASSISTANT_EVENTS,
    "/moderator": MODERATOR_EVENTS,
}
PAGES = {f"{route.method} {re.sub(r':[^{}]+', '', route.path)}" for route in ROUTES}
GRID = grid.read()
EVENTS = {f"{space} {event}" for space, events in NAMESPACES.items() for event in ["connect", *events]}


def test_each_operation_has_its_row_and_no_row_is_left_over() -> None:
    assert set(MATRIX) == PAGES | EVENTS


MAYORS = {"/director knock", "/director withdraw_knock", "/director choose_lines"}
"""What the mayor alone does in the room that is like a director's."""


def test_the_grid_has_each_operation_and_role() -> None:
    assert set(GRID) == set(MATRIX)
    assert set(grid.COLUMNS.values()) == set(Role)


@pytest.mark.parametrize("operation", sorted(MATRIX))
def test_cell_by_cell_it_is_as_it_was_written(operation: str) -> None:
    assert {role for role in Role if may(role, operation)} == GRID[operation]


def test_auditors_and_communication_only_look() -> None:
    for role in (Role.AUDITOR, Role.COMMUNICATION):
        acts = {one for one in MATRIX if may(role, one) and not may(Role.PUBLIC, one) and not one.startswith("GET ")}
        assert {one for one in acts if not one.startswith("POST /cuenta/")} == {"POST /salir"}


def test_no_row_is_empty() -> None:
    assert all(MATRIX.values())


@pytest.mark.parametrize("operation", sorted(EVENTS))
def test_live_events_are_not_for_everybody(operation: str) -> None:
    space = operation.split()[0]
    assert Role(space.removeprefix("/")) in roles_for(operation) or operation in MAYORS
    assert roles_for(operation) <= ({Role.CITIZEN} if space == "/citizen" else STAFF_ROLES)


@pytest.mark.parametrize("role", sorted(Role))
def test_what_is_not_named_is_refused_to_everybody(role: Role) -> None:
    assert not may(role, "GET /secreto")
    assert not may(role, "POST /")
    assert not may(role, "/director move_tickets")


@pytest.mark.parametrize("role", sorted(Role))
def test_public_pages_are_for_everybody(role: Role) -> None:
    assert may(role, "GET /")


def test_staff_pages_are_closed_to_citizens() -> None:
    for operation in ("GET /direccion", "GET /moderacion", "POST /salir"):
        assert roles_for(operation) <= STAFF_ROLES
        assert not may(Role.CITIZEN, operation) and not may(Role.PUBLIC, operation)


def test_a_director_is_no_assistant_and_an_assistant_no_director() -> None:
    for event in ("connect", *ASSISTANT_EVENTS):
        assert roles_for(f"/assistant {event}") == {Role.ASSISTANT}
    assert not any(may(Role.ASSISTANT, f"/director {event}") for event in ("connect", *DIRECTOR_EVENTS))


def test_a_director_is_no_moderator() -> None:
    assert not may(Role.DIRECTOR, "GET /moderacion")
    assert not may(Role.DIRECTOR, "/moderator move_tickets")
    assert not may(Role.MODERATOR, "/director call_next")
    assert not may(Role.ADMINISTRATOR, "/director connect")


def test_the_mayor_attends_as_a_director_and_knocks_alone() -> None:
    for operation in ("/director call_next", "/director leave_assist", "GET /presidencia", *MAYORS):
        assert may(Role.MAYOR, operation)
    for operation in MAYORS:
        assert roles_for(operation) == {Role.MAYOR}
    for operation in ("GET /direccion", "GET /moderacion", "/moderator connect"):
        assert not may(Role.MAYOR, operation)
    assert not may(Role.DIRECTOR, "GET /presidencia")
