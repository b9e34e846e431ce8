"""A petition is taken once, sealed, under a folio of its own, or refused without a trace."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from audiencia.cases.use_cases.submit import intake, submit
from audiencia.core.errors import Code
from tests.support.case_files import MATTER, NAME, PLACE, Files
from tests.support.races import at_once
from tests.support.scenery import Scenery


def test_it_is_kept_sealed_with_its_term(scene: Scenery, files: Files) -> None:
    scene.set_clock(datetime(2026, 11, 3, 17, 0, tzinfo=UTC))  # Tuesday, 11:00
    sent = files.submit()
    row = files.row(sent.case_id)
    assert (row["state"], row["source"], row["kind"], row["folio"]) == ("received", "web", "petition", sent.folio)
    assert (row["received_on"], row["due_on"]) == (date(2026, 11, 3), date(2026, 11, 25))
    assert files.log(sent.case_id) == [("received", "citizen", "web")]
    kept = b"".join(value for name, value in dict(row).items() if name.endswith("_sealed") and value)
    for secret in (NAME, MATTER, PLACE, "7221234567"):
        assert secret.encode() not in kept
    consents = scene.find("SELECT purpose FROM consent WHERE person_id = $1", row["person_id"])
    assert {one["purpose"] for one in consents} == set(files.petition().purposes)


def test_outside_of_hours_it_counts_from_the_next_working_day(scene: Scenery, files: Files) -> None:
    scene.set_clock(datetime(2026, 11, 14, 3, 0, tzinfo=UTC))  # Friday, 21:00; Monday is a holiday
    found = scene.run(intake(files.context))
    assert (found.open, found.accepts, found.received_on) == (False, True, date(2026, 11, 17))
    row = files.row(files.submit().case_id)
    assert (row["received_on"], row["due_on"]) == (date(2026, 11, 17), date(2026, 12, 8))


def test_the_same_form_sent_twice_at_once_is_one_petition(scene: Scenery, files: Files) -> None:
    form = files.petition()
    given = at_once(
        scene, "LOCK TABLE command_done IN EXCLUSIVE MODE", *[submit(files.context, form) for _ in range(4)]
    )
    assert [one == given[0] for one in given] == [True] * 4
    assert scene.find("SELECT count(*) AS n FROM case_file")[0]["n"] == 1
    assert scene.find("SELECT count(*) AS n FROM person")[0]["n"] == 1


def test_without_a_name_nothing_of_one_is_kept(files: Files) -> None:
    row = files.row(files.submit(anonymous=True, name=NAME, contact="").case_id)
    assert (row["anonymous"], row["name_sealed"], row["name_index"], row["contact_sealed"]) == (True, None, None, None)


def test_a_complaint_goes_to_the_comptroller_and_names_the_area_it_is_about(files: Files) -> None:
    row = files.row(files.submit(kind="complaint", department="agua", topic="").case_id)
    assert row["department_id"] == files.department("contraloria")
    assert row["about_department_id"] == files.department("agua")


def test_what_is_sent_to_the_comptroller_as_a_petition_is_kept_as_a_complaint(files: Files) -> None:
    row = files.row(files.submit(department="contraloria", topic="corrupcion").case_id)
    assert (row["kind"], row["about_department_id"]) == ("complaint", None)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"read_notice": False}, Code.NOTICE_NOT_ACCEPTED),
        ({"purposes": ()}, Code.NOTICE_NOT_ACCEPTED),
        ({"notice_hash": "old"}, Code.NOTICE_CHANGED),
        ({"topic": "unknown"}, Code.UNKNOWN_TOPIC),
        ({"kind": "complaint", "department": "unknown"}, Code.UNKNOWN_DEPARTMENT),
        ({"answer_by": "email"}, Code.CONTACT_NEEDED),
        ({"answer_by": "telephone", "contact": "lupita@example.org"}, Code.CONTACT_NEEDED),
    ],
)
def test_a_refused_form_leaves_nothing(scene: Scenery, files: Files, changed: dict[str, object], code: Code) -> None:
    form = files.petition(command_id=uuid4(), **changed)
    assert scene.refused(submit(files.context, form)) == code
    for table in ("case_file", "person", "consent", "case_event"):
        assert scene.find(f"SELECT count(*) AS n FROM {table}")[0]["n"] == 0
