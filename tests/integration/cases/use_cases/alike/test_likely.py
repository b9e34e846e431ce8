"""Which open cases are offered as the same thing, and to whom."""

import pytest

from audiencia.cases.use_cases import work
from audiencia.cases.use_cases.alike import joining, likely
from audiencia.core.errors import Code
from audiencia.core.folio import Folio
from audiencia.core.ids import CaseId
from tests.support.audience import TOPICS
from tests.support.case_files import Files
from tests.support.scenery import Scenery

LEAK = "Hay una fuga de agua en la calle Zenzontle, frente al kiosco"
PLACE = "Col. Centro · 19.2873, -99.6543"


def folio(files: Files, case_id: CaseId) -> Folio:
    return Folio(files.row(case_id)["folio"])


@pytest.fixture
def leak(files: Files) -> CaseId:
    return files.submit(matter=LEAK, place=PLACE).case_id


def offered(scene: Scenery, files: Files, case_id: CaseId) -> list[CaseId]:
    return [one.id for one in scene.run(likely.likely(files.context, files.desk(), folio(files, case_id))).others]


def test_the_most_alike_come_first_and_others_not_at_all(scene: Scenery, files: Files, leak: CaseId) -> None:
    near = files.submit(matter="Sale agua de la banqueta", place="Portal · 19.2874, -99.6543").case_id
    same = files.submit(matter="Se fuga el agua en Senzontle, por el kiosco", place="Col. Centro").case_id
    files.submit(matter="Quiero un descuento para mi mamá", place="San Lorenzo")
    files.submit(department="tesoreria", topic=TOPICS["tesoreria"], matter=LEAK, place=PLACE)
    answered = files.submit(matter=LEAK, place=PLACE).case_id
    scene.run(work.answer(files.context, files.command(answered), "Listo.", "page"))
    assert offered(scene, files, leak) == [same, near]


def test_what_is_old_is_not_offered(scene: Scenery, files: Files, leak: CaseId) -> None:
    scene.pass_time((likely.RECENT_DAYS + 4) * 86_400)
    assert offered(scene, files, files.submit(matter=LEAK, place=PLACE).case_id) == []


def test_a_set_is_offered_once_and_what_is_joined_is_offered_what_is_not(
    scene: Scenery, files: Files, leak: CaseId
) -> None:
    one, other, alone = (files.submit(matter=LEAK, place=PLACE).case_id for _ in range(3))
    scene.run(joining.join(files.context, files.command(one), [folio(files, other)]))
    assert len(offered(scene, files, leak)) == 2 and alone in offered(scene, files, leak)
    assert set(offered(scene, files, one)) == {leak, alone}


def test_who_is_left_alone_with_a_number_is_joined_with_nothing(scene: Scenery, files: Files, leak: CaseId) -> None:
    one, _alone, third, fourth = (files.submit(matter=LEAK, place=PLACE).case_id for _ in range(4))
    for own, with_it in ((leak, one), (third, fourth)):
        scene.run(joining.join(files.context, files.command(own), [folio(files, with_it)]))
    scene.run(joining.separate(files.context, files.command(one)))
    assert files.row(leak)["joined_as"] is not None
    assert len(offered(scene, files, leak)) == 3, "a set of two and two that are alone"
    assert leak in offered(scene, files, third)


def test_each_that_is_shown_is_on_record(scene: Scenery, files: Files, leak: CaseId) -> None:
    same = files.submit(matter=LEAK, place=PLACE).case_id
    offered(scene, files, leak)
    rows = scene.find("SELECT object_id FROM audit WHERE action = 'disclosed' AND why = 'same_matter'")
    assert {row["object_id"] for row in rows} == {str(leak), str(same)}
    assert scene.find("SELECT FROM audit WHERE action = 'case_searched' AND why = 'same_matter'")


def test_what_does_not_open_is_noted_and_passed_over(scene: Scenery, files: Files, leak: CaseId) -> None:
    same, damaged = (files.submit(matter=LEAK, place=PLACE).case_id for _ in range(2))
    scene.find("UPDATE case_file SET matter_sealed = 'x' WHERE id = $1 RETURNING id", damaged)
    scene.find("UPDATE case_file SET place_sealed = 'x' WHERE id = $1 RETURNING id", leak)
    assert offered(scene, files, leak) == [same]
    noted = {(row["place"], row["object_id"]) for row in scene.find("SELECT place, object_id FROM unreadable")}
    assert noted == {("case.matter", damaged), ("case.place", leak)}
    scene.find("UPDATE case_file SET matter_sealed = 'x' WHERE id = $1 RETURNING id", leak)
    assert scene.run(likely.likely(files.context, files.desk(), folio(files, leak))).one.matter == ""


def test_to_nobody_else_and_for_nothing_else(scene: Scenery, files: Files, leak: CaseId) -> None:
    elsewhere = likely.likely(files.context, files.desk("tesoreria"), folio(files, leak))
    assert scene.refused(elsewhere) == Code.UNKNOWN_CASE
    complaint = files.submit(kind="complaint", department="agua", topic="").case_id
    reserved = likely.likely(files.context, files.desk("contraloria"), folio(files, complaint))
    assert scene.refused(reserved) == Code.COMPLAINT_STAYS
    assert complaint not in offered(scene, files, leak)
    scene.run(work.answer(files.context, files.command(leak), "Listo.", "page"))
    assert scene.refused(likely.likely(files.context, files.desk(), folio(files, leak))) == Code.NOT_ALLOWED_NOW
