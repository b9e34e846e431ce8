"""When public pages keep silent, by the days that an administrator set."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiencia.core.errors import BadInput
from audiencia.directory.election_rules import LONGEST, Period, check, in_force

DAY = date(2027, 6, 6)
DAYS = st.dates(date(2027, 1, 1), date(2027, 12, 31))
PERIODS = st.lists(st.tuples(DAYS, st.integers(0, 90)).map(lambda one: Period(one[0], one[0] + timedelta(one[1]))))


def test_both_days_belong_to_it() -> None:
    period = Period(date(2027, 4, 4), DAY)
    assert in_force([period], date(2027, 4, 3)) is None
    assert in_force([period], date(2027, 4, 4)) == in_force([period], DAY) == period
    assert in_force([period], DAY + timedelta(1)) is None


def test_people_are_told_the_end_of_the_last_of_those_that_follow_on_one_another() -> None:
    campaigns, voting = Period(date(2027, 4, 4), date(2027, 6, 2)), Period(date(2027, 6, 3), DAY)
    later = Period(date(2027, 8, 1), date(2027, 8, 2))
    assert in_force([later, voting, campaigns], date(2027, 5, 1)) == Period(date(2027, 4, 4), DAY)


@given(periods=PERIODS, today=DAYS)
def test_it_is_in_force_exactly_when_one_of_them_has_the_day(periods: list[Period], today: date) -> None:
    found = in_force(periods, today)
    assert (found is not None) == any(one.begins_on <= today <= one.ends_on for one in periods)
    if found is not None:
        days = (found.ends_on - found.begins_on).days
        assert found.covers(today)
        # Every day of what is told is of one of them, and the day after is of none.
        assert all(any(one.covers(found.begins_on + timedelta(at)) for one in periods) for at in range(days + 1))
        assert not any(one.covers(found.ends_on + timedelta(1)) for one in periods)


@pytest.mark.parametrize(
    ("begins", "ends", "why"),
    [
        (DAY, DAY - timedelta(1), "before_begin"),
        (DAY - timedelta(9), DAY - timedelta(1), "past"),
        (DAY, DAY + LONGEST + timedelta(1), "too_long"),
    ],
)
def test_slips_are_refused(begins: date, ends: date, why: str) -> None:
    with pytest.raises(BadInput) as refused:
        check(begins, ends, today=DAY)
    assert refused.value.fields == {"ends_on": why}


def test_one_that_began_already_can_be_set() -> None:
    assert check(DAY - timedelta(30), DAY, today=DAY) == Period(DAY - timedelta(30), DAY)
