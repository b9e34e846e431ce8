"""Petitions and desks for the tests of cases."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from audiencia.cases.use_cases.access import Desk
from audiencia.cases.use_cases.held import CaseCommand
from audiencia.cases.use_cases.submit import PetitionRequest, Submitted, submit
from audiencia.core.ids import CaseId, CommandId, DepartmentId
from audiencia.staff.roles import Role
from tests.support.audience import TOPICS
from tests.support.scenery import Scenery

NAME, MATTER, PLACE = "Guadalupe Ñáñez Iñiguez", "Fuga en la calle Zenzontle 14", "Col. La Asunción, frente al kiosco"


class Files:
    """What is sent to a scenery's municipality, and who works on it there."""

    def __init__(self, scene: Scenery) -> None:
        self.scene, self.context = scene, scene.context
        self.desks: dict[str, Desk] = {}

    def petition(self, **changed: Any) -> PetitionRequest:
        """A form for agua that was filled in rightly; `changed` are its fields."""
        notice = self.context.municipality.notice
        return replace(
            PetitionRequest(
                command_id=CommandId(uuid4()), kind="petition", department="agua", topic=TOPICS["agua"], name=NAME, matter=MATTER,
                place=PLACE, contact="722 123 45 67", answer_by="page", behalf="self", behalf_of="", anonymous=False,
                read_notice=True, purposes=tuple(one.code for one in notice.purposes), notice_hash=notice.hash,
                language="es-MX",
            ),
            **changed,
        )  # fmt: skip

    def submit(self, **changed: Any) -> Submitted:
        """It is sent."""
        return self.scene.run(submit(self.context, self.petition(**changed)))

    def desk(self, department: str = "agua") -> Desk:
        """Somebody who answers for this department."""
        if department not in self.desks:
            login = f"oficial-{department}"
            staff_id = self.scene.run(self.scene.account(login, Role.DIRECTOR, department))
            self.desks[department] = Desk(staff_id, login, self.department(department))
        return self.desks[department]

    def department(self, slug: str) -> DepartmentId:
        """Its id."""
        return DepartmentId(self.scene.find("SELECT id FROM department WHERE slug = $1", slug)[0]["id"])

    def command(self, case_id: CaseId, department: str = "agua", stale: bool = False) -> CaseCommand:
        """An act of this department's desk that saw the newest version, or one that is past."""
        return CaseCommand(self.desk(department), case_id, self.row(case_id)["version"] - stale)

    def row(self, case_id: CaseId) -> Any:
        """The case's row."""
        return self.scene.find("SELECT * FROM case_file WHERE id = $1", case_id)[0]

    def log(self, case_id: CaseId) -> list[tuple[str, str, str | None]]:
        """What happened to it: kind, kind of actor, reason."""
        found = self.scene.find(
            "SELECT kind, actor_kind, reason FROM case_event WHERE case_id = $1 ORDER BY id", case_id
        )
        return [(row["kind"], row["actor_kind"], row["reason"]) for row in found]
