"""What administrators change, over the files' configuration."""

from datetime import date, time

import pytest
from pydantic import ValidationError

from audiencia.core.cli_text import read_in
from audiencia.settings.catalogue import (
    Key,
    Kind,
    Value,
    differences,
    entries_of,
    in_force,
    next_ordinal,
    service_key,
    service_of,
    topic_key,
)
from tests.support.configuration import configured

FILES = configured()
ENTRIES = entries_of(FILES)
BACHES = topic_key("obras-publicas", "baches")
TUESDAY = date(2027, 3, 2)


def changed(**to: Value | None) -> dict[Key, Value | None]:
    """The files' entries, but for holidays and openings of these days (`d2027_03_02`)."""
    return {**ENTRIES, **{Key(Kind.OPENING, one[1:].replace("_", "-")): value for one, value in to.items()}}


def test_untouched_the_files_are_in_force_but_for_the_directory() -> None:
    assert in_force(FILES, ENTRIES) == FILES.model_copy(update={"services": ()})
    assert differences(ENTRIES, ENTRIES) == {}


def test_services_are_entries_that_are_retired_rather_than_removed() -> None:
    leak = service_key("agua", "fuga-de-agua")
    wanted = next(one for one in FILES.services if one.slug == leak.slug)
    assert service_of(leak, ENTRIES[leak]) == wanted.model_copy(update={"example": False})
    assert next_ordinal(ENTRIES, Kind.SERVICE, "agua") == sum(one.department == "agua" for one in FILES.services)
    own = service_key("agua", "propio")
    value = {**ENTRIES[leak], "ordinal": 90}
    assert differences({**ENTRIES, own: value}, ENTRIES) == {own: {**value, "retired": True}}
    with pytest.raises(ValidationError):
        service_of(own, {**value, "steps": []})


def test_a_new_topic_comes_last_and_a_retired_one_is_chosen_no_more() -> None:
    new = topic_key("obras-publicas", "puentes")
    place = next_ordinal(ENTRIES, Kind.TOPIC, "obras-publicas")
    value = {"name": {"es": "Puentes", "en": "Bridges"}, "ordinal": place, "retired": False}
    entries = {**ENTRIES, new: value, BACHES: {**ENTRIES[BACHES], "retired": True}}
    department = in_force(FILES, entries).department("obras-publicas")
    assert department is not None
    slugs = [one.slug for one in department.topics]
    assert slugs[-1] == "puentes" and "baches" not in slugs
    assert differences(entries, ENTRIES) == {new: {**value, "retired": True}, BACHES: ENTRIES[BACHES]}


def test_what_would_not_go_together_is_refused() -> None:
    own = [key for key in ENTRIES if key.kind is Kind.TOPIC and key.department == "agua"]
    with pytest.raises(ValidationError):
        in_force(FILES, {**ENTRIES, **{key: {**ENTRIES[key], "retired": True} for key in own}})
    complaints = Key(Kind.DEPARTMENT, FILES.petitions.complaints_to or "")
    with pytest.raises(ValidationError, match="complaints_to"):
        in_force(FILES, {**ENTRIES, complaints: {**ENTRIES[complaints], "retired": True}})
    with pytest.raises(ValidationError):
        in_force(FILES, changed(d2027_03_02={"why": {"es": "x", "en": "x"}}))


@pytest.mark.parametrize(
    ("department", "change", "said"),
    [
        ("contraloria", {"retired": True}, "no hay un área «contraloria», que recibe las quejas contra servidores"),
        ("presidencia", {"by_rule": False, "carried_over_times": None}, r"su tema «Queja por el trato .*» lo atiende"),
        ("agua", {"by_rule": True, "carried_over_times": 2}, "solo un área puede ser la de quien pasó a otra jornada"),
    ],
)
def test_what_does_not_go_together_is_said_as_pages_say_it(department: str, change: Value, said: str) -> None:
    key = Key(Kind.DEPARTMENT, department)
    with read_in("es-MX"), pytest.raises(ValidationError, match=said):
        in_force(FILES, {**ENTRIES, key: {**ENTRIES[key], **change}})


def test_holidays_change_the_version_that_terms_are_computed_by() -> None:
    day = Key(Kind.HOLIDAY, "2027-03-02")
    now = in_force(FILES, {**ENTRIES, day: {"name": "Aniversario"}}, 7)
    assert now.petitions.calendar == f"{FILES.petitions.calendar}+7"
    assert "Aniversario" in [one.name for one in now.petitions.holidays if one.day == TUESDAY]
    assert now.audience_on(TUESDAY) is None and FILES.audience_on(TUESDAY) == FILES.session


def test_a_day_unlike_the_others_has_hours_of_its_own_or_none() -> None:
    why = {"es": "Feria", "en": "Fair"}
    closed = in_force(FILES, changed(d2027_03_02={"why": why, "closed": True}))
    assert closed.audience_on(TUESDAY) is None
    assert closed.next_audience(TUESDAY) == date(2027, 3, 9)
    hours = {"lobby": "15:30", "opens": "16:00", "closes": "18:00"}
    friday = in_force(FILES, changed(d2027_03_05={"why": why, **hours}))
    found = friday.audience_on(date(2027, 3, 5))
    assert found is not None and (found.opens, found.closes) == (time(16), time(18))
    assert friday.next_audience(date(2027, 3, 3)) == date(2027, 3, 5)
