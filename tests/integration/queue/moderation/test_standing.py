"""Announcements of administration: who is shown which, from when until when, and their way back."""

import asyncio
from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from audiencia.administration import catalogue, catalogue_log
from audiencia.administration.catalogue import Edit
from audiencia.core.errors import Code
from audiencia.core.ids import CommandId, QueueId, StaffId
from audiencia.queue.moderation import announce, standing
from audiencia.queue.snapshot import load_snapshot
from audiencia.queue.snapshot.decrypted_fields import Opened
from audiencia.settings.announcement import AT_ONCE
from audiencia.settings.catalogue import Key, Kind, Value
from audiencia.staff.roles import Role
from tests.support.scenery import Scenery


class Office:
    """An administrator who tells people things."""

    def __init__(self, scene: Scenery) -> None:
        self.scene = scene
        self.admin: StaffId = scene.run(scene.account("admin", Role.ADMINISTRATOR, None))

    def local(self, minutes: float) -> str:
        """The municipality's clocks, so many minutes from now."""
        now = self.scene.find("SELECT app_now() AS now")[0]["now"] + timedelta(minutes=minutes)
        return str(now.astimezone(ZoneInfo(self.scene.context.municipality.timezone)).replace(tzinfo=None).isoformat())

    def value(self, text: str, department: str | None = None, begins: float | None = None, lasts: float = 60) -> Value:
        """Of the catalogue. `begins`: in so many minutes."""
        return {
            "text": {"es": text, "en": f"{text} (en)"}, "department": department, "retired": False,
            "begins": None if begins is None else self.local(begins), "until": self.local((begins or 0) + lasts),
        }  # fmt: skip

    async def saying(self, name: str, value: Value | None, command: CommandId | None = None) -> None:
        """Adds it, or changes it."""
        key = Key(Kind.ANNOUNCEMENT, name)
        seen = (await catalogue_log.now(self.scene.context, Kind.ANNOUNCEMENT)).number(key)
        await catalogue.change(self.scene.context, self.admin, command or CommandId(uuid4()), [Edit(key, seen, value)])

    def say(self, name: str, value: Value | None) -> None:
        self.scene.run(self.saying(name, value))

    def undo(self) -> None:
        """Takes the newest change back."""
        newest = self.scene.run(catalogue_log.history(self.scene.context, Kind.ANNOUNCEMENT))[0]
        self.scene.run(catalogue.undo(self.scene.context, self.admin, CommandId(uuid4()), newest.id, newest.version))

    def waiting(self, department: str, language: str = "es-MX") -> list[str | None]:
        """What who waits there reads."""
        queue_id = QueueId(self.scene.queue(department)["id"])
        snapshot = self.scene.run(load_snapshot.snapshot(self.scene.context, Opened(), queue_id, []))
        return [one.said(language) for one in snapshot.announcements]

    def home(self, department: str | None = None) -> list[str]:
        """What the home page says, or that of a department."""
        return [one.es for one in self.scene.run(standing.shown(self.scene.context, department))]

    def board(self) -> list[tuple[str | None, str | None, bool]]:
        """What moderators see."""
        session_id = self.scene.find("SELECT id FROM session")[0]["id"]
        found = self.scene.run(announce.live(self.scene.context, session_id))
        return [(one.announcement.text, one.slug, one.standing) for one in found]

    def told(self, text: str) -> int:
        """A moderator's announcement to all."""
        made = announce.announce(self.scene.context, self.scene.moderator, CommandId(uuid4()), None, text, 30)
        return int(self.scene.run(made)["announcement_id"])


@pytest.fixture
def office(scene: Scenery) -> Office:
    """A jornada that is open."""
    return Office(scene)


def test_it_is_shown_beside_those_of_moderators_to_whom_it_is_for(office: Office) -> None:
    office.say("obras", office.value("Hay obras"))
    office.told("El sistema va lento")
    office.say("recibo", office.value("Traiga su recibo", "agua"))
    assert office.waiting("agua") == ["Traiga su recibo", "El sistema va lento", "Hay obras"]
    assert office.waiting("tesoreria") == ["El sistema va lento", "Hay obras"]
    assert office.waiting("tesoreria", "en") == ["El sistema va lento", "Hay obras (en)"]
    assert (office.home(), office.home("agua")) == (["Hay obras"], ["Traiga su recibo", "Hay obras"])
    assert office.board() == [
        ("Traiga su recibo", "agua", True), ("El sistema va lento", None, False), ("Hay obras", None, True),
    ]  # fmt: skip


def test_from_when_until_when_and_every_process_is_told_that_it_begins(office: Office) -> None:
    scene = office.scene
    office.say("obras", office.value("Hay obras", begins=30, lasts=30))
    assert scene.run(standing.begin(scene.context)) == 0
    assert (office.waiting("agua"), office.home(), office.board()) == ([], [], [])
    scene.pass_time(30 * 60 + 1)
    before = scene.find("SELECT version FROM catalogue")[0]["version"]

    async def two_nodes() -> list[int]:
        return list(await asyncio.gather(*(standing.begin(scene.context) for _ in range(2))))

    assert sorted(scene.run(two_nodes())) == [0, 1]
    assert scene.find("SELECT version FROM catalogue")[0]["version"] == before + 1
    assert office.waiting("agua") == office.home() == ["Hay obras"]
    scene.pass_time(30 * 60)
    assert (office.waiting("agua"), office.home(), office.board()) == ([], [], [])


def test_changes_and_their_way_back_are_in_the_history_and_the_record(office: Office) -> None:
    office.say("obras", office.value("Hay obras"))
    first = office.scene.find("SELECT id FROM announcement")[0]["id"]
    office.say("obras", office.value("Hay obras en la plaza", "agua"))
    assert (office.waiting("agua"), office.waiting("tesoreria")) == (["Hay obras en la plaza"], [])
    office.undo()
    assert office.waiting("tesoreria") == ["Hay obras"]
    office.say("obras", {**office.value("Hay obras"), "retired": True})
    assert office.waiting("agua") == office.home() == []
    office.undo()
    office.say("obras", None)
    assert office.waiting("agua") == []
    office.undo()
    assert office.waiting("agua") == office.home() == ["Hay obras"]
    assert [row["id"] for row in office.scene.find("SELECT id FROM announcement")] == [first]
    history = office.scene.run(catalogue_log.history(office.scene.context, Kind.ANNOUNCEMENT))
    assert len(history) == 7 and all(one.by for one in history)
    assert len(office.scene.find("SELECT 1 FROM audit WHERE object_kind = 'announcement'")) == 7


def test_a_form_that_is_sent_twice_is_one_change(office: Office) -> None:
    command, value = CommandId(uuid4()), office.value("Hay obras")
    for _ in range(2):
        office.scene.run(office.saying("obras", value, command))
    assert len(office.scene.find("SELECT 1 FROM catalogue_change WHERE kind = 'announcement'")) == 1


def test_what_cannot_be_is_refused_and_nothing_is_kept(office: Office) -> None:
    scene = office.scene
    nowhere = scene.refused(office.saying("x", office.value("Hola", "no-hay")))
    assert nowhere == Code.UNKNOWN_DEPARTMENT
    over = {**office.value("Hola", begins=30), "until": office.local(10)}
    assert scene.refused(office.saying("x", over)) == Code.CATALOGUE_UNFIT
    for n in range(AT_ONCE):
        office.say(f"a{n}", office.value(f"Aviso {n}"))
    assert scene.refused(office.saying("x", office.value("Hola"))) == Code.TOO_MANY_ANNOUNCEMENTS
    assert len(office.home()) == AT_ONCE
    office.say("x", office.value("Ya pasó", begins=-60, lasts=30))
    assert len(office.home()) == AT_ONCE


def test_moderators_keep_their_own_and_cannot_withdraw_those_of_administration(office: Office) -> None:
    scene = office.scene
    office.say("obras", office.value("Hay obras"))
    mine = scene.find("SELECT id FROM announcement")[0]["id"]
    assert scene.refused(announce.withdraw(scene.context, scene.moderator, CommandId(uuid4()), mine)) == Code.NOT_FOUND
    for n in range(announce.AT_ONCE):
        office.told(f"Aviso {n}")
    assert len(office.waiting("agua")) == announce.AT_ONCE + 1


def test_two_administrators_who_change_it_at_once_are_one_and_a_clear_refusal(office: Office) -> None:
    scene = office.scene
    office.say("obras", office.value("Hay obras"))
    edits = [Edit(Key(Kind.ANNOUNCEMENT, "obras"), 1, office.value(text)) for text in ("Uno", "Dos")]

    async def both() -> list[object]:
        flows = [catalogue.change(scene.context, office.admin, CommandId(uuid4()), [one]) for one in edits]
        return list(await asyncio.gather(*flows, return_exceptions=True))

    done = scene.run(both())
    assert [getattr(one, "code", None) for one in done].count(Code.CATALOGUE_CHANGED) == 1
    assert office.home() in (["Uno"], ["Dos"])
