"""Papers name every term of retention, every purpose's reader and every measure that a test shows."""

from typing import get_args

from audiencia.rights.domain.data_kinds import DataKind
from audiencia.rights.domain.inventory import COLUMNS, PROCESSINGS, TABLES, Processing, kinds_of, readers_of
from audiencia.rights.domain.measures import MEASURES
from audiencia.rights.pages.paper_sections import RISKS
from audiencia.routes import MATRIX
from audiencia.settings.retention_rules import PersonKind, RowKind
from audiencia.staff.roles import Role
from tools.assurance import tables


def test_each_term_of_retention_belongs_to_a_processing_and_each_kind_of_data_has_a_name() -> None:
    assert {kind for one in PROCESSINGS.values() for kind in one.kept} == {*get_args(PersonKind), *get_args(RowKind)}
    assert set(PROCESSINGS) == set(Processing) == set(TABLES.values())
    assert set(DataKind) == {kind for one in Processing for kind in kinds_of(one)}
    assert {column.split(".")[0] for column in COLUMNS} <= TABLES.keys()


READERS = {
    Processing.AUDIENCE: {
        Role.DIRECTOR, Role.MAYOR, Role.ASSISTANT, Role.INTERPRETER, Role.MODERATOR, Role.FRONT_DESK, Role.PRIVACY_OFFICER,
    },
    Processing.PETITIONS: {Role.DIRECTOR, Role.MAYOR, Role.ASSISTANT, Role.FRONT_DESK, Role.PRIVACY_OFFICER},
    Processing.NOTICES: {Role.FRONT_DESK, Role.PRIVACY_OFFICER},
    Processing.RIGHTS: {Role.FRONT_DESK, Role.PRIVACY_OFFICER},
    Processing.INCIDENTS: {Role.PRIVACY_OFFICER, Role.ADMINISTRATOR},
    Processing.RECORD: {Role.PRIVACY_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR},
    Processing.STAFF: {Role.MODERATOR, Role.ADMINISTRATOR},
}  # fmt: skip
"""Who opens pages that show data of a processing."""


def test_readers_are_those_of_the_matrix() -> None:
    for one in PROCESSINGS.values():
        assert all(any(operation.startswith(prefix) for operation in MATRIX.rows) for prefix in one.operations)
    assert {one: set(readers_of(MATRIX, one)) for one in Processing} == READERS


TECHNICAL = ("Art. 7", "Art. 16", "Art. 26", "Art. 38", "Art. 53", "Art. 58", "Art. 101: blocked", "Audit", "Security")
"""How the places of the law table's rows begin that are measures."""


def test_each_measure_is_one_that_a_test_shows_and_none_is_left_out() -> None:
    shown = {row.place for row in tables.read("law.toml") if row.state == "test" and row.place.startswith(TECHNICAL)}
    papers = {"Art. 58–66: list of processors, record of transfers", "Security: everybody"}
    assert shown - papers == set(MEASURES)
    assert {place for _risk, places in RISKS for place in places} <= MEASURES.keys()
