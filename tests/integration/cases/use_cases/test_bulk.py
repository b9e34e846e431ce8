"""Several cases at once: what would happen to each, and all of them or none."""

import pytest

from audiencia.cases.use_cases import bulk, work
from audiencia.cases.use_cases.bulk import AT_MOST, Bulk, Chosen
from audiencia.core.errors import Code, Unavailable
from audiencia.core.ids import CaseId
from tests.support.case_files import Files
from tests.support.scenery import Scenery


@pytest.fixture
def sent(files: Files) -> list[CaseId]:
    """Three petitions for agua."""
    return [files.submit().case_id for _ in range(3)]


def chosen(files: Files, ids: list[CaseId]) -> list[Chosen]:
    return [Chosen(one, files.row(one)["version"]) for one in ids]


def turning(files: Files) -> Bulk:
    return Bulk("turn", "tesoreria", files.context.municipality.turn_reasons[0].code)


def test_all_are_given_to_one(scene: Scenery, files: Files, sent: list[CaseId]) -> None:
    desk = files.desk()
    giving = Bulk("assign", str(desk.staff_id))
    outlook = scene.run(bulk.preview(files.context, desk, chosen(files, sent), giving))
    assert {one.row.case.id for one in outlook} == set(sent) and all(one.hinders is None for one in outlook)
    assert scene.run(bulk.apply(files.context, desk, chosen(files, sent), giving)) == 3
    assert {files.row(one)["assigned_to"] for one in sent} == {desk.staff_id}


def test_one_that_changed_hinders_all(scene: Scenery, files: Files, sent: list[CaseId]) -> None:
    desk, seen = files.desk(), chosen(files, sent)
    scene.run(work.answer(files.context, files.command(sent[1]), "Listo.", "page"))
    outlook = scene.run(bulk.preview(files.context, desk, seen, turning(files)))
    assert {one.row.case.id: one.hinders for one in outlook}[sent[1]] == Code.STALE_VERSION
    assert scene.refused(bulk.apply(files.context, desk, seen, turning(files))) == Code.CASES_CHANGED
    assert {files.row(one)["department_id"] for one in sent} == {files.department("agua")}
    outlook = scene.run(bulk.preview(files.context, desk, chosen(files, sent), turning(files)))
    assert {one.row.case.id: one.hinders for one in outlook}[sent[1]] == Code.NOT_ALLOWED_NOW
    assert scene.run(bulk.apply(files.context, desk, chosen(files, [sent[0], sent[2]]), turning(files))) == 2
    assert files.row(sent[0])["department_id"] == files.department("tesoreria")


def test_a_database_that_is_away_is_no_change_of_a_case(
    scene: Scenery, files: Files, sent: list[CaseId], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise Unavailable

    monkeypatch.setattr(bulk, "hold", away)
    giving = bulk.apply(files.context, files.desk(), chosen(files, sent), turning(files))
    assert scene.refused(giving) == Code.UNAVAILABLE


def test_nothing_of_another_department_and_no_complaint(scene: Scenery, files: Files, sent: list[CaseId]) -> None:
    complaint = files.submit(kind="complaint", department="agua", topic="").case_id
    own = files.desk("contraloria")
    outlook = scene.run(bulk.preview(files.context, own, chosen(files, [complaint]), turning(files)))
    assert [one.hinders for one in outlook] == [Code.COMPLAINT_STAYS]
    assert (
        scene.refused(bulk.apply(files.context, own, chosen(files, [complaint]), turning(files))) == Code.CASES_CHANGED
    )
    assert scene.run(bulk.preview(files.context, files.desk(), chosen(files, [complaint]), turning(files))) == []
    both = chosen(files, [complaint, sent[0]])
    assert scene.refused(bulk.apply(files.context, files.desk(), both, turning(files))) == Code.CASES_CHANGED
    assert files.row(sent[0])["department_id"] == files.department("agua")


def test_what_is_asked_for_wrongly(scene: Scenery, files: Files, sent: list[CaseId]) -> None:
    desk, seen = files.desk(), chosen(files, sent)
    stranger = str(files.desk("tesoreria").staff_id)
    assert scene.refused(bulk.preview(files.context, desk, seen, Bulk("assign", stranger))) == Code.OFFICER_UNKNOWN
    assert scene.refused(bulk.apply(files.context, desk, seen, Bulk("assign", stranger))) == Code.OFFICER_UNKNOWN
    for wrong in (Bulk("assign", "x"), Bulk("turn", "tesoreria", "x"), Bulk("turn", "x", "other_department")):
        assert scene.refused(bulk.preview(files.context, desk, seen, wrong)) in (Code.BAD_INPUT, Code.OFFICER_UNKNOWN)
    for ids in ([], [sent[0], sent[0]], sent * (AT_MOST // 3 + 1)):
        assert scene.refused(bulk.preview(files.context, desk, chosen(files, ids), turning(files))) == Code.BAD_INPUT


def test_those_of_one_thing_are_joined(scene: Scenery, files: Files, sent: list[CaseId]) -> None:
    desk, joining = files.desk(), Bulk("join")
    seen = chosen(files, sent)
    outlook = scene.run(bulk.preview(files.context, desk, seen, joining))
    assert [(one.hinders, one.is_done) for one in outlook] == [(None, True)] * 3
    assert scene.run(bulk.apply(files.context, desk, seen, joining)) == 3
    assert len({files.row(one)["joined_as"] for one in sent}) == 1
    outlook = scene.run(bulk.preview(files.context, desk, chosen(files, sent), joining))
    assert all(one.unchanged for one in outlook)
    assert scene.refused(bulk.apply(files.context, desk, seen, joining)) == Code.CASES_CHANGED
    assert scene.refused(bulk.preview(files.context, desk, seen[:1], joining)) == Code.BAD_INPUT


def test_what_is_joined_and_turned_together_stays_joined(scene: Scenery, files: Files, sent: list[CaseId]) -> None:
    desk = files.desk()
    scene.run(bulk.apply(files.context, desk, chosen(files, sent[:2]), Bulk("join")))
    scene.run(bulk.apply(files.context, desk, chosen(files, sent), turning(files)))
    numbers = [files.row(one)["joined_as"] for one in sent]
    assert numbers[0] == numbers[1] is not None and numbers[2] is None


def test_one_comes_to_a_set_and_two_sets_do_not_become_one(scene: Scenery, files: Files, sent: list[CaseId]) -> None:
    desk, joining = files.desk(), Bulk("join")
    scene.run(bulk.apply(files.context, desk, chosen(files, sent[:2]), joining))
    scene.run(work.answer(files.context, files.command(sent[0]), "Listo.", "page"))
    both = chosen(files, [sent[0], sent[2]])
    outlook = scene.run(bulk.preview(files.context, desk, both, joining))
    assert all(one.is_done for one in outlook), "what was answered keeps its place among them"
    scene.run(bulk.apply(files.context, desk, both, joining))
    others = [files.submit().case_id for _ in range(2)]
    scene.run(bulk.apply(files.context, desk, chosen(files, others), joining))
    mixed = chosen(files, [sent[1], others[0]])
    outlook = scene.run(bulk.preview(files.context, desk, mixed, joining))
    assert sorted(str(one.hinders) for one in outlook) == ["None", "joined_elsewhere"]
    assert scene.refused(bulk.apply(files.context, desk, mixed, joining)) == Code.CASES_CHANGED
