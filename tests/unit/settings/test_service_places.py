"""Where services stand, and how the files' services are known again."""

import pytest

from audiencia.core.errors import Code, Refused
from audiencia.settings.catalogue import (
    AT,
    ORDINAL,
    RETIRED,
    Entries,
    Key,
    Kind,
    Value,
    differences,
    entries_of,
    service_key,
    service_of,
)
from audiencia.settings.service_places import as_known, check_places, free, in_order, key_at, moved, put_after, taken
from tests.support.configuration import configured

FILES = entries_of(configured())
LEAK = service_key("agua", "fuga-de-agua")
THERE = {one.name for one in FILES if one.kind is Kind.DEPARTMENT}


def with_leak(**changes: object) -> dict[Key, Value | None]:
    """The files' entries, the leak changed."""
    return {**FILES, LEAK: {**(FILES[LEAK] or {}), **changes}}


def test_a_moved_service_stands_last_and_leads_to_a_topic_of_its_new_department() -> None:
    value = moved(FILES, {}, LEAK, "obras-publicas", "baches")
    entries: Entries = {**FILES, LEAK: value}
    service = service_of(LEAK, value)
    assert (service.department, service.slug, service.topic) == ("obras-publicas", LEAK.slug, "baches")
    assert in_order(entries, "obras-publicas")[-1] == LEAK and LEAK not in in_order(entries, "agua")
    assert key_at(entries, "obras-publicas/fuga-de-agua") == LEAK and key_at(entries, LEAK.name) is None
    back = moved(entries, {value[AT]: {LEAK.name}}, LEAK, "agua", "")
    assert AT not in back and "topic" not in back


def test_an_address_is_given_once() -> None:
    """Neither one that is there, nor one that leads on."""
    other = service_key("obras-publicas", LEAK.slug)
    entries: Entries = {**FILES, other: FILES[LEAK]}
    assert moved(entries, {}, LEAK, "obras-publicas", "")[AT] == "obras-publicas/fuga-de-agua-2"
    led_on = {"obras-publicas/fuga-de-agua": {"agua/corte-de-agua"}}
    assert moved(FILES, led_on, LEAK, "obras-publicas", "")[AT] == "obras-publicas/fuga-de-agua-2"
    away: Entries = with_leak(at="obras-publicas/fuga-de-agua")
    assert LEAK.slug in taken(away, {}, "agua"), "the old address is nobody else's"
    assert free("a" * 40, {"a" * 40}) == "a" * 36 + "-2"


def test_one_change_puts_a_service_behind_another_one() -> None:
    order = in_order(FILES, "agua")
    first, second, third, *_, last = order
    assert put_after(FILES, third, first) == {third: {**(FILES[third] or {}), ORDINAL: 0.5}}
    assert put_after(FILES, third, None)[third][ORDINAL] == -1
    assert put_after(FILES, first, last)[first][ORDINAL] == len(order)
    assert put_after(FILES, second, first) == {}, "it stands there already"
    with pytest.raises(KeyError):
        put_after(FILES, first, service_key("obras-publicas", "nada"))


def test_where_no_number_fits_between_all_are_counted_anew() -> None:
    order = in_order(FILES, "agua")
    same = {**FILES, **{key: {**(FILES[key] or {}), ORDINAL: 7} for key in order}}
    order = in_order(same, "agua")
    entries: Entries = {**same, **put_after(same, order[-1], order[0])}
    assert in_order(entries, "agua") == [order[0], order[-1], *order[1:-1]]


@pytest.mark.parametrize(
    ("after", "code"),
    [
        ({AT: "presidencia/fuga-de-agua"}, Code.SERVICE_DEPARTMENT_GONE),
        ({AT: "agua/corte-de-agua-2"}, None),
        ({AT: next(one.name for one in in_order(FILES, "obras-publicas"))}, Code.SERVICE_ADDRESS_TAKEN),
        ({AT: "presidencia/fuga-de-agua", RETIRED: True}, Code.SERVICE_DEPARTMENT_GONE),
    ],
)
def test_a_service_comes_only_to_where_people_find_it(after: dict[str, object], code: Code | None) -> None:
    public = THERE - {"presidencia"}
    if code is None:
        check_places(public, FILES, with_leak(**after), {LEAK})
        return
    with pytest.raises(Refused) as refused:
        check_places(public, FILES, with_leak(**after), {LEAK})
    assert refused.value.code is code


def test_a_service_of_a_retired_department_can_be_changed_but_not_put_back() -> None:
    public = THERE - {"agua"}
    check_places(public, FILES, with_leak(who={"es": "x", "en": "x"}), {LEAK})
    with pytest.raises(Refused):
        check_places(public, with_leak(retired=True), FILES, {LEAK})


def moved_in_files(department: str) -> dict[Key, Value]:
    """The files, the leak in another department's."""
    files = {key: value for key, value in FILES.items() if key != LEAK and value is not None}
    return {**files, service_key(department, LEAK.slug): {**(FILES[LEAK] or {}), ORDINAL: 40}}


def test_a_service_that_is_in_another_file_was_moved() -> None:
    """It is no new one beside one that was retired: its old address leads on."""
    change = differences(FILES, as_known(FILES, moved_in_files("obras-publicas")))
    assert list(change) == [LEAK] and change[LEAK] == {
        **(FILES[LEAK] or {}), ORDINAL: 40, AT: "obras-publicas/fuga-de-agua",
    }  # fmt: skip
    assert not differences({**FILES, **change}, as_known({**FILES, **change}, moved_in_files("obras-publicas")))


def test_files_that_know_of_no_move_take_it_back() -> None:
    for at in ("obras-publicas/fuga-de-agua", "obras-publicas/otra"):
        assert differences(with_leak(at=at), as_known(with_leak(at=at), FILES)) == {LEAK: FILES[LEAK]}


def test_files_with_another_service_at_the_old_address_have_two() -> None:
    now = with_leak(at="obras-publicas/fuga-de-agua")
    both = {**FILES, service_key("obras-publicas", LEAK.slug): FILES[LEAK]}
    known = as_known(now, {key: value for key, value in both.items() if value is not None})
    places = {key: (value or {}).get(AT, key.name) for key, value in known.items() if LEAK.slug in key.name}
    assert places == {LEAK: "obras-publicas/fuga-de-agua", service_key("agua", "fuga-de-agua-2"): LEAK.name}
