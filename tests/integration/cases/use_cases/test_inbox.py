"""A department's list: order, filters, counts, pages; what is warned of; and that nothing of others is in any of it."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from audiencia.cases.domain.case import CaseState
from audiencia.cases.store.inbox import By, Next, Order
from audiencia.cases.use_cases import citizen, inbox, search, warn, work
from audiencia.cases.use_cases.inbox import Inbox, Row, Wanted
from audiencia.core.deadlines import Urgency
from audiencia.core.ids import CaseId
from audiencia.queue.call import conclude
from audiencia.queue.call.conclude import Outcome
from audiencia.staff.roles import Role
from tests.support.case_files import NAME, Files
from tests.support.scenery import Scenery

DAY = 86_400
PHONE = "722 123 45 67"


class List:
    """The list of a department's desk."""

    def __init__(self, scene: Scenery, files: Files, department: str = "agua") -> None:
        self.scene, self.files, self.desk = scene, files, files.desk(department)

    def look(self, order: Order | None = None, skip: int = 0, at_most: int = 50, **wanted: Any) -> Inbox:
        return self.scene.run(inbox.look(self.files.context, self.desk, Wanted(**wanted), order, skip, at_most))

    def ids(self, **wanted: Any) -> list[CaseId]:
        found = self.look(**wanted)
        return [row.case.id for row in (*found.overdue, *found.rows)]


@pytest.fixture
def listed(scene: Scenery, files: Files) -> List:
    return List(scene, files)


def test_what_is_due_first_comes_first_and_what_is_over_stands_above(
    scene: Scenery, files: Files, listed: List
) -> None:
    late = files.submit().case_id
    scene.pass_time(15 * DAY)
    soon = files.submit().case_id
    stopped = files.submit().case_id
    scene.run(work.ask(files.context, files.command(stopped), "¿En qué esquina?"))
    scene.pass_time(15 * DAY)
    fresh = files.submit().case_id
    found = listed.look()
    assert [row.case.id for row in found.overdue] == [late]
    assert found.overdue[0].urgency is Urgency.OVERDUE and found.overdue[0].days < 0
    assert [row.case.id for row in found.rows] == [soon, fresh, stopped]
    counts = found.counts
    assert (counts.open, counts.overdue, counts.stopped, counts.mine, counts.nobody) == (4, 1, 1, 1, 3)
    assert counts.overdue + counts.today + counts.soon + counts.on_time + counts.stopped == counts.open
    for one in Urgency:
        assert len(listed.ids(urgency=one)) == getattr(counts, one.value)
    assert scene.run(inbox.overdue_count(files.context, listed.desk)) == 1


def test_cases_of_invented_people_are_in_no_list_and_warned_of_by_nobody_but_in_a_demonstration(
    scene: Scenery, files: Files, listed: List
) -> None:
    real = files.submit().case_id
    room = next(iter(scene.rooms))
    scene.open(room)
    scene.join("agua")
    scene.talk(room)
    scene.run(conclude.end_call(scene.context, scene.room_command(room)))
    in_process = Outcome("in_process", "inspection", "", "")
    scene.run(conclude.record_outcome(scene.context, scene.room_command(room), in_process))
    [invented] = [CaseId(row["id"]) for row in scene.find("SELECT id FROM case_file WHERE demo")]
    scene.pass_time(60 * DAY)
    found = listed.look()
    assert ([row.case.id for row in (*found.overdue, *found.rows)], found.total) == ([real], 0)
    assert (found.counts.open, found.counts.overdue, found.split.sources) == (1, 1, {"web": 1})
    assert scene.run(inbox.overdue_count(files.context, listed.desk)) == 1
    assert [row.case.id for row in scene.run(inbox.export(files.context, listed.desk, Wanted()))[1]] == [real]
    told = list[int]()
    while not sum(told):  # on the first working day, in its hours
        told.append(scene.run(warn.warn_staff(files.context)))
        scene.pass_time(DAY // 4)
    assert told[-1] == 1
    files.context = replace(files.context, demo=True)
    assert set(listed.ids()) == {real, invented} and listed.look().counts.overdue == 2


def test_filters_and_what_is_to_be_done(scene: Scenery, files: Files, listed: List) -> None:
    context, me = files.context, listed.desk.staff_id
    mine, other, answered = (files.submit().case_id for _ in range(3))
    scene.run(work.assign(context, files.command(mine), me))
    scene.run(work.answer(context, files.command(answered), "Listo.", "counter"))
    assert listed.ids(assigned_to=me) == [mine] and listed.ids(nobody=True) == [other]
    assert listed.ids(state=CaseState.ASSIGNED) == [mine]
    assert listed.ids(stage="answered") == [answered] and listed.ids(stage="concluded") == []
    assert listed.ids(source="counter") == [] and set(listed.ids(source="web")) == {mine, other}
    found = listed.look()
    topic = found.topics[0][0]
    assert found.split.states == {"assigned": 1, "received": 1} and found.split.sources == {"web": 2}
    assert sum(found.split.topics.values()) == 2
    with_topic = [one for one, _ in found.topics if found.split.topics.get(one)]
    assert set(listed.ids(topic_id=with_topic[0])) == {mine, other} and topic in dict(found.topics)
    received = found.rows[0].received_on
    assert len(listed.ids(from_day=received, until_day=received)) == 2
    assert listed.ids(from_day=received.replace(year=received.year + 1)) == []

    def row(case_id: CaseId, **wanted: Any) -> Row:
        return next(one for one in listed.look(**wanted).rows if one.case.id == case_id)

    assert (row(mine).next, row(other).next) == (Next.BEGIN, Next.ASSIGN)
    assert row(answered, stage="answered").next is Next.DELIVER
    scene.run(work.begin(context, files.command(mine)))
    assert row(mine).next is Next.ANSWER
    scene.pass_time(1)
    scene.run(citizen.write(context, mine, "¿Ya?", uuid4()))
    assert row(mine).next is Next.READ_MESSAGE


def test_pages_show_each_once_and_one_behind_the_end_is_the_last(scene: Scenery, files: Files, listed: List) -> None:
    made = [files.submit().case_id for _ in range(8)]
    for order in (None, Order("folio"), Order("officer", descending=True), Order("state")):
        pages = [listed.look(order, skip, 3) for skip in (0, 3, 6)]
        seen = [row.case.id for page in pages for row in page.rows]
        assert len(seen) == 8 and set(seen) == set(made) and {page.total for page in pages} == {8}, order
        assert listed.look(order, 3000, 3).rows == pages[-1].rows
    assert listed.look(Order(), 0, 3, stage="concluded").rows == ()


def test_cases_are_sorted_by_each_column_both_ways(scene: Scenery, files: Files, listed: List) -> None:
    first = files.submit().case_id
    scene.pass_time(3 * DAY)
    second, third = (files.submit().case_id for _ in range(2))
    scene.run(work.assign(files.context, files.command(second), listed.desk.staff_id))
    folios = sorted((files.row(one)["folio"], one) for one in (first, second, third))

    def ids(by: By, *, descending: bool = False) -> list[CaseId]:
        return [row.case.id for row in listed.look(Order(by, descending)).rows]

    assert ids("term")[0] == first and ids("term", descending=True)[-1] == first
    assert ids("folio") == [one for _, one in folios]
    assert ids("folio", descending=True) == [one for _, one in reversed(folios)]
    assert ids("officer")[0] == second and ids("state")[-1] == second and ids("state", descending=True)[0] == second
    assert listed.look(Order(descending=True)).overdue == () and listed.look().overdue == ()


def test_of_another_department_there_is_nothing(scene: Scenery, files: Files, listed: List) -> None:
    """In list, counts, choices, search and export alike; also of a complaint about the own one."""
    complaint = files.submit(kind="complaint", department="agua", topic="").case_id
    foreign = files.submit(department="tesoreria", topic="predial").case_id
    for case_id, department in ((complaint, "contraloria"), (foreign, "tesoreria")):
        scene.run(work.name_subject(files.context, files.command(case_id, department), "Drenaje tapado"))
        folio = files.row(case_id)["folio"]
        assert scene.run(search.by_folio(files.context, files.desk(department), folio.lower())) == folio
        assert scene.run(search.by_folio(files.context, listed.desk, folio)) is None
    found = listed.look()
    assert (found.rows, found.overdue, found.counts.open, dict(found.split.states)) == ((), (), 0, {})
    assert scene.run(inbox.export(files.context, listed.desk, Wanted()))[1] == []
    assert scene.run(search.by_subject(files.context, listed.desk, "drenaje")) == []
    for typed in (NAME, PHONE):
        assert scene.run(search.by_person(files.context, listed.desk, typed, "person_is_here")) == []
    mayor = scene.run(scene.account("alcaldesa", Role.MAYOR, "presidencia"))
    assert List(scene, files, "presidencia").ids() == [] and mayor
    assert [row.case.id for row in List(scene, files, "contraloria").look().rows] == [complaint]


def test_search(scene: Scenery, files: Files, listed: List) -> None:
    case_id, _other = files.submit().case_id, files.submit(name="Otra", contact="").case_id
    scene.run(work.name_subject(files.context, files.command(case_id), "Fugas de agua en banquetas"))

    def ids(rows: list[Row]) -> list[CaseId]:
        return [row.case.id for row in rows]

    for words in ("fuga banqueta", "fugas", "AGUA"):
        assert ids(scene.run(search.by_subject(files.context, listed.desk, words))) == [case_id]
    assert scene.run(search.by_subject(files.context, listed.desk, "bache")) == []
    for typed in ("iniguez nanez guadalupe", "+52 1 722 1234567", PHONE):
        assert ids(scene.run(search.by_person(files.context, listed.desk, typed, "person_telephoned"))) == [case_id]
    for typed in ("Guadalupe", "722 123", "", "·"):
        assert scene.run(search.by_person(files.context, listed.desk, typed, "person_telephoned")) == []
    assert scene.run(search.by_folio(files.context, listed.desk, "MTP-26-0000-00000")) is None
    entries = scene.find("SELECT action, why FROM audit WHERE why = 'person_telephoned'")
    assert [row["action"] for row in entries].count("case_searched") == 7
    assert [row["action"] for row in entries].count("disclosed") == 1


def test_each_case_that_is_due_is_told_of_once_a_day(scene: Scenery, files: Files) -> None:
    files.submit()
    stopped = files.submit().case_id
    scene.run(work.ask(files.context, files.command(stopped), "¿Dónde?"))
    assert scene.run(warn.warn_staff(files.context)) == 0
    told = 0
    for _ in range(40):
        scene.pass_time(DAY)
        once = scene.run(warn.warn_staff(files.context))
        assert once in (0, 1) and scene.run(warn.warn_staff(files.context)) == 0
        told += once
    assert told > 10
