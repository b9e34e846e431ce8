"""Who oversees the departments sees what needs somebody in all of them, and nothing of complaints; and is told once a week."""

from dataclasses import replace

import pytest

from audiencia.cases.store import store
from audiencia.cases.use_cases import citizen, oversight, work
from audiencia.cases.use_cases.oversight import Oversight, Tally, Which
from audiencia.core.actor import SYSTEM
from audiencia.core.errors import Forbidden
from audiencia.core.ids import CaseId, StaffId
from audiencia.privacy.retention import suppression
from audiencia.runtime.channels import Channels
from audiencia.runtime.context import AppContext
from audiencia.settings.retention_rules import Retention
from audiencia.staff.roles import Role
from audiencia.staff.store import StaffIdentity
from tests.support.audience import TOPICS
from tests.support.case_files import Files
from tests.support.scenery import Scenery

DAY = 86_400


def of(files: Files, department: str, role: Role = Role.DIRECTOR) -> StaffIdentity:
    """Somebody of this department."""
    desk = files.desk(department)
    return StaffIdentity(StaffId(desk.staff_id), role, desk.display_name, desk.department_id, department)


def look(scene: Scenery, files: Files, which: Which = "overdue", area: str | None = None, skip: int = 0) -> Oversight:
    return scene.run(oversight.look(files.context, of(files, "presidencia", Role.MAYOR), which, area, skip, 2))


def test_all_departments_are_seen_and_what_needs_somebody_is_listed(scene: Scenery, files: Files) -> None:
    taken, late = files.submit(), files.submit()
    other = files.submit(department="obras-publicas", topic=TOPICS["obras-publicas"])
    files.submit(kind="complaint", department="seguridad", topic="")
    scene.run(work.assign(files.context, files.command(taken.case_id), files.desk("agua").staff_id))
    scene.run(work.answer(files.context, files.command(taken.case_id), "Listo.", "counter"))
    before = look(scene, files, "nobody")
    assert before.tally == Tally(owed=2, nobody=2) and {one.folio for one in before.rows} == {late.folio, other.folio}
    scene.pass_time(40 * DAY)
    found = look(scene, files)
    assert found.tally == Tally(owed=2, overdue=2, nobody=2, fell_due=3, in_time=1) and found.tally.in_time_pct == 33
    assert [(one.slug, one.tally.owed, one.tally.in_time_pct) for one in found.departments] == [
        ("obras-publicas", 1, 0), ("agua", 1, 50),
    ]  # fmt: skip
    assert [sum(tally.owed for _topic, tally in one.topics) for one in found.departments] == [1, 1]
    assert [one.folio for one in look(scene, files, "overdue", "agua").rows] == [late.folio]
    assert [one.folio for one in look(scene, files, "overdue", "agua", skip=50).rows] == [late.folio]
    assert look(scene, files, "overdue", "seguridad").rows == look(scene, files, "reopened").rows == ()
    noted = scene.find("SELECT count(*) FROM audit WHERE action = 'cases_overseen' AND why = 'oversight'")
    assert noted[0]["count"] == 6
    scene.run(citizen.withdraw(files.context, late.case_id))  # overdue by then: it is owed no more, and was late
    assert look(scene, files).tally == Tally(owed=1, overdue=1, nobody=1, fell_due=3, in_time=1)


async def blocked(context: AppContext, case_id: CaseId) -> None:
    async with context.database.begin() as tx:
        person_id = await store.SQL.person_of_case(tx.conn, id=case_id)
        await suppression.grant_cancellation(tx.conn, Retention(), person_id, SYSTEM, tx.now.date())


def test_the_share_in_time_does_not_change_on_the_day_on_which_somebody_is_blocked(
    scene: Scenery, files: Files
) -> None:
    in_time, late = (files.submit().case_id for _ in range(2))
    scene.run(work.answer(files.context, files.command(in_time), "Listo.", "page"))
    scene.pass_time(40 * DAY)
    scene.run(work.answer(files.context, files.command(late), "Listo.", "page"))
    for one in (in_time, late):
        if files.row(one)["state"] == "answered":
            scene.run(citizen.accept(files.context, one))
    before = look(scene, files).tally
    assert (before.fell_due, before.in_time) == (2, 1)
    for one in (in_time, late):
        scene.run(blocked(files.context, one))
        assert files.row(one)["blocked"] and look(scene, files).tally == before


def test_who_was_asked_to_clarify_counts_by_the_day_that_was_told_first(scene: Scenery, files: Files) -> None:
    asked = files.submit().case_id
    scene.pass_time(15 * DAY)
    scene.run(work.ask(files.context, files.command(asked), "¿En qué esquina?"))
    assert files.row(asked)["stopped_on"] is not None
    scene.pass_time(25 * DAY)
    found = look(scene, files)
    assert (found.tally.owed, found.tally.overdue, found.tally.fell_due, found.tally.in_time) == (1, 0, 1, 0)


@pytest.mark.parametrize("department", ["agua", "seguridad"])
def test_other_departments_see_none_of_it(scene: Scenery, files: Files, department: str) -> None:
    with pytest.raises(Forbidden):
        scene.run(oversight.look(files.context, of(files, department), "overdue", None, 0, 25))
    assert scene.find("SELECT FROM audit WHERE action = 'cases_overseen'") == []


def test_who_oversees_is_told_once_a_week_in_counts_alone(scene: Scenery, files: Files) -> None:
    municipality = files.context.municipality
    reached = [
        one.model_copy(update={"mail": "contraloria@ejemplo.gob.mx" if one.slug == "contraloria" else None})
        for one in municipality.departments
    ]
    in_force = replace(
        files.context.in_force, municipality=municipality.model_copy(update={"departments": tuple(reached)})
    )
    context = replace(files.context, in_force=in_force, channels=Channels(mail=True))
    for _ in range(14):
        scene.pass_time(DAY)
        assert scene.run(oversight.tell_weekly(context)) == 0, "nothing is owed"
    files.submit()
    scene.pass_time(40 * DAY)
    told = 0
    for _ in range(14):
        scene.pass_time(DAY)
        once = scene.run(oversight.tell_weekly(context))
        assert once in (0, 1) and scene.run(oversight.tell_weekly(context)) == 0
        told += once
    assert told in (2, 3)
    rows = scene.find("SELECT DISTINCT office, plain::text FROM outbox WHERE kind = 'staff_oversight'")
    assert [(row["office"], row["plain"]) for row in rows] == [
        ("contraloria", '{"owed": 1, "soon": 0, "nobody": 1, "overdue": 1, "reopened": 0}')
    ]
