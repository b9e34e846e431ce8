"""What an administrator changes during the jornada is everywhere at once, and no socket is dropped for it."""

from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from aiohttp import ClientSession

from audiencia.administration import catalogue
from audiencia.administration.catalogue import Edit
from audiencia.core.ids import CommandId, StaffId
from audiencia.operations.context import open_context
from audiencia.settings.catalogue import Key, Kind, service_key, topic_key
from audiencia.staff import store
from audiencia.staff.roles import Role
from tests.integration.signaling.scenes import begin_call, open_desk
from tests.support.audience import Audience, People

HERE = "tesoreria"
TOPIC = topic_key(HERE, "herencias")
NAMED = {"name": {"es": "Herencias", "en": "Inheritances"}, "ordinal": 90, "retired": False}
STEP = Key(Kind.STEP_TEMPLATE, "bring_will")
WILL = service_key(HERE, "testamento")
TOLD = {
    "name": {"es": "Sucesión testamentaria", "en": "Succession"}, "summary": {"es": "Se tramita", "en": "It is dealt with"},
    "who": {"es": "Todos", "en": "All"}, "cost": {"es": "Nada", "en": "None"}, "time": {"es": "1 día", "en": "1 day"},
    "steps": [{"es": "Venga", "en": "Come"}], "ordinal": 90, "retired": False,
}  # fmt: skip
READY = {"label": "Testamento", "step": "Traiga el testamento", "requirement": "Original", "retired": False}


async def change(audience: Audience, *edits: Edit) -> None:
    """Somebody changes it in another process: the web node has to find it out by itself."""
    async with open_context(audience.settings) as context:
        async with context.database.begin() as tx:
            found = await tx.conn.fetchval("SELECT id FROM staff WHERE role = 'administrator' AND active LIMIT 1")
            if found is None:
                found = await store.ensure_account(tx.conn, "altas", "Altas", Role.ADMINISTRATOR, None, "no password")
        await catalogue.change(context, StaffId(found), CommandId(uuid4()), edits)


async def found(audience: Audience) -> list[str]:
    """What the director's picker of services finds."""
    async with (
        ClientSession(audience.url) as web,
        web.get("/directorio.json?lang=es-MX&q=sucesion+testamentaria") as answer,
    ):
        return [one["url"] for one in (await answer.json())["found"]]


async def test_a_new_topic_and_a_new_template_are_there_without_a_dropped_socket(
    audience: Audience, people: People
) -> None:
    first = await people.citizen(HERE)
    moderator, director = await people.moderator(), await open_desk(people, HERE)
    await begin_call(first, director)
    ready = [one.code for one in director.views.value.current.step_templates]  # type: ignore[union-attr]
    assert ready and STEP.name not in ready
    assert f"/directorio/{WILL.name}" not in await found(audience)
    await change(audience, Edit(TOPIC, 0, NAMED), Edit(STEP, 0, READY), Edit(WILL, 0, TOLD))
    try:
        seen = await director.wait_for(
            lambda view: view.current is not None and STEP.name in [one.code for one in view.current.step_templates],
            "the new template, in the call",
        )
        assert seen.current is not None
        assert seen.current.state == "in_call"
        assert (await found(audience))[0] == f"/directorio/{WILL.name}"
        second = await people.citizen(HERE, TOPIC.slug)
        on_board = await moderator.wait_ticket(second.view.ticket.number, HERE)
        assert on_board.topic == "Inheritances"
        await director.wait_for(lambda view: "Inheritances" in [one.topic for one in view.waiting], "the new topic")
        assert [one.line.connections for one in (first, director, moderator)] == [1, 1, 1]
        await change(audience, Edit(TOPIC, 1, {**NAMED, "name": {"es": "Sucesiones", "en": "Successions"}}))
        await director.wait_for(lambda view: "Successions" in [one.topic for one in view.waiting], "the new name")
    finally:
        number = (await audience.rows("SELECT max(version) AS n FROM catalogue_change WHERE key = $1", TOPIC.name))[0][
            "n"
        ]
        await change(audience, Edit(TOPIC, number, None), Edit(STEP, 1, None), Edit(WILL, 1, None))


async def test_an_announcement_of_administration_is_read_at_once_and_when_it_begins_without_a_dropped_socket(
    audience: Audience, people: People
) -> None:
    here, there = await people.citizen(HERE), await people.citizen("agua")
    moderator = await people.moderator()
    key, later = Key(Kind.ANNOUNCEMENT, "obras"), Key(Kind.ANNOUNCEMENT, "pronto")
    zone = ZoneInfo("America/Mexico_City")
    now = (await audience.rows("SELECT app_now() AS now"))[0]["now"].astimezone(zone).replace(tzinfo=None)
    until = (now + timedelta(hours=1)).isoformat()
    value = {"text": {"es": "Hay obras", "en": "There are works"}, "department": HERE, "until": until, "retired": False}
    soon = {**value, "text": {"es": "Ya", "en": "By now"}, "begins": (now + timedelta(seconds=4)).isoformat()}
    await change(audience, Edit(key, 0, value), Edit(later, 0, soon))
    try:
        view = await here.wait_for(lambda view: bool(view.announcements), "the announcement")
        assert view.announcements[-1].text == "There are works"
        await moderator.announced.wait_for(lambda shown: bool(shown.announcements), "it on the board")
        [on_board, *_] = reversed(moderator.announced.value.announcements)
        assert (on_board.standing, on_board.text) == (True, "There are works")
        await here.wait_for(lambda view: [one.text for one in view.announcements][:-1] == ["By now"], "its time")
        await change(audience, Edit(key, 1, {**value, "retired": True}))
        await here.wait_for(lambda view: [one.text for one in view.announcements] == ["By now"], "one less")
        assert there.view.announcements == []
        assert [one.line.connections for one in (here, there, moderator)] == [1, 1, 1]
    finally:
        await change(audience, Edit(key, 2, None), Edit(later, 1, None))


async def test_a_new_department_is_on_the_board_that_is_open(audience: Audience, people: People) -> None:
    moderator = await people.moderator()
    department, topic = Key(Kind.DEPARTMENT, "cultura"), topic_key("cultura", "talleres")
    value = {
        "name": {"es": "Cultura", "en": "Culture"},
        "summary": {"es": "Talleres", "en": "Workshops"},
        "prefix": "CU",
    }
    await change(
        audience,
        Edit(department, 0, {**value, "ordinal": 90, "retired": False}),
        Edit(topic, 0, {"name": {"es": "Talleres", "en": "Workshops"}, "ordinal": 0, "retired": False}),
    )
    try:
        await moderator.wait_for(
            lambda board: "cultura" in [one.department_slug for one in board.queues], "the new department"
        )
        citizen = await people.citizen("cultura", "talleres")
        await moderator.wait_ticket(citizen.view.ticket.number, "cultura")
        await citizen.leave()
        assert moderator.line.connections == 1
    finally:
        await audience.execute(
            "UPDATE queue SET state = 'closed' WHERE department_id = (SELECT max(id) FROM department)"
        )
        await change(audience, Edit(department, 1, None), Edit(topic, 1, None))
