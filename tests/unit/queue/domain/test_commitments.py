"""Who makes commitments, who says that they are done, and who takes them back."""

from datetime import date, timedelta

import pytest

from audiencia.core.errors import BadInput, NotFound, Refused, Stale
from audiencia.core.ids import DepartmentId, StaffId
from audiencia.queue.domain.commitments import (
    MAX_COMMITMENTS,
    Commitment,
    Person,
    check_completes,
    check_makes,
    check_withdraws,
    owns,
)

AGUA, OBRAS = DepartmentId(1), DepartmentId(2)
MAKER, COLLEAGUE = Person(StaffId(1), AGUA, False), Person(StaffId(2), AGUA, False)
OTHER, MAYOR = Person(StaffId(3), OBRAS, False), Person(StaffId(4), DepartmentId(9), True)
OF_AGUA = Commitment(MAKER.id, AGUA, None, True)
OF_OTHER = Commitment(MAKER.id, None, OTHER.id, True)
TODAY = date(2026, 11, 24)


def test_a_departments_is_everybodys_there_and_a_persons_is_theirs_alone() -> None:
    assert [owns(one, OF_AGUA) for one in (MAKER, COLLEAGUE, OTHER, MAYOR)] == [True, True, False, False]
    assert [owns(one, OF_OTHER) for one in (MAKER, COLLEAGUE, OTHER, MAYOR)] == [False, False, True, False]
    assert not owns(Person(StaffId(5), None, False), OF_OTHER)


def test_its_owner_or_the_mayor_says_that_it_is_done() -> None:
    for one in (MAKER, COLLEAGUE, MAYOR):
        check_completes(one, OF_AGUA)
    with pytest.raises(NotFound):
        check_completes(OTHER, OF_AGUA)
    check_completes(OTHER, OF_OTHER)


def test_who_made_it_or_the_mayor_takes_it_back() -> None:
    for one in (MAKER, MAYOR):
        check_withdraws(one, OF_OTHER)
    for one in (COLLEAGUE, OTHER):
        with pytest.raises(NotFound):
            check_withdraws(one, OF_OTHER)


def test_it_ends_once() -> None:
    ended = Commitment(MAKER.id, AGUA, None, False)
    for check in (check_completes, check_withdraws):
        with pytest.raises(Stale):
            check(MAYOR, ended)
        with pytest.raises(NotFound):
            check(MAYOR, None)


def test_it_is_for_today_or_later_and_only_so_many_fit() -> None:
    check_makes(MAX_COMMITMENTS - 1, TODAY, TODAY)
    with pytest.raises(BadInput):
        check_makes(0, TODAY - timedelta(days=1), TODAY)
    with pytest.raises(Refused, match="too_many_commitments"):
        check_makes(MAX_COMMITMENTS, TODAY, TODAY)
