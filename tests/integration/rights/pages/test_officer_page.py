"""The privacy officer works requests off: list, question, extension, identity, answer, effect; the person reads each step."""

import json
import re
from dataclasses import dataclass
from datetime import date

import pytest

from audiencia.followup import consents
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.support.contexts import account, folio_and_pin, join
from tests.support.page_browser import Browser, NewBrowser, Seen

LIST, OWN = "/datos-personales/solicitudes", "/seguimiento/datos"
PASSWORD = "tapo7-rilu3-semi4-kado5"
QUESTION, REPLY, ANSWER = "¿Qué calle es?", "La calle Zenzontle", "Se corrige la calle Zenzontle"


@dataclass
class Office:
    """An officer beside a citizen with one request."""

    context: AppContext
    officer: Browser
    citizen: Browser

    async def ask(self, **changed: str) -> None:
        """The citizen makes a request."""
        await self.citizen.send(OWN, {"right": "rectification", "capacity": "self", "text": "Está mal"} | changed)

    async def page(self) -> str:
        """The address of the request."""
        listed = await self.officer.get(LIST)
        found = re.search(rf'href="({LIST}/[0-9a-f-]+)"', listed.text)
        assert found is not None, listed.text
        return found[1]

    async def act(self, name: str, text: str, **more: str) -> Seen:
        """The officer fills in one of the forms."""
        page = await self.page()
        return await self.officer.send(f"{page}/{name}", {f"text_{name}": text} | more, page=page)

    async def states(self) -> list[str]:
        """Of all requests."""
        async with self.context.database.read() as conn:
            return [row["state"] for row in await conn.fetch("SELECT state FROM rights_request ORDER BY made_at")]


@pytest.fixture
async def office(context: AppContext, new_browser: NewBrowser) -> Office:
    await account(context, "datos", Role.PRIVACY_OFFICER, PASSWORD)
    officer, citizen = await new_browser(), await new_browser()
    await officer.send("/entrar", {"username": "datos", "password": PASSWORD})
    folio, pin = await folio_and_pin(context, await join(context))
    seen = await citizen.send("/seguimiento", {"folio": folio, "pin": pin})
    await citizen.post(f"{OWN}/abrir", seen.hidden)
    return Office(context, officer, citizen)


async def test_question_clarification_answer_and_effect(office: Office) -> None:
    assert "Nadie ha hecho" in (await office.officer.get(LIST)).text
    await office.ask()
    assert (await office.act("aclaracion", QUESTION)).path.endswith("?hecho=1")
    own = await office.citizen.get(OWN)
    assert QUESTION in own.text and 'data-testid="right-clarify"' in own.text
    request_id = (await office.page()).rsplit("/", 1)[1]
    sent = await office.citizen.send(f"{OWN}/{request_id}/aclarar", {"reply": REPLY}, page=OWN)
    assert 'data-testid="done"' in sent.text
    seen = await office.officer.get(await office.page())
    assert REPLY in seen.text and await office.states() == ["received"]
    assert "Para sí misma" in seen.text and "Para mí" not in seen.text
    assert 'data-testid="act-aclaracion"' not in seen.text, "it is asked once"
    await office.act("respuesta", ANSWER, decision="partly")
    assert await office.states() == ["granted"]
    assert 'data-testid="done"' not in (await office.citizen.get(f"{OWN}?hecho=1")).text, "it was answered since"
    page = await office.officer.get(await office.page())
    assert 'name="new_name"' in page.text and "Hay un bache enorme</textarea>" in page.text
    same = {"new_name": "Ana Núñez", "new_matter": "Hay un bache enorme"}
    refused = await office.act("efecto", "Ya está corregida", **same)
    assert refused.status == 400 and 'href="#elsewhere"' in refused.text and await office.states() == ["granted"]
    refused = await office.act("efecto", "Ya está corregida", **(same | {"new_name": "Á" * 121}))
    assert refused.status == 400 and 'href="#new_name"' in refused.text
    await office.act("efecto", "Ya está corregida", **(same | {"new_matter": "Hay un bache enorme en Zenzontle"}))
    own = await office.citizen.get(OWN)
    assert ANSWER in own.text and "Ya está corregida" in own.text and await office.states() == ["done"]
    async with office.context.database.read() as conn:
        actions = [
            row["action"] for row in await conn.fetch("SELECT action FROM audit WHERE action LIKE 'right%' ORDER BY id")
        ]
        seen_by = await conn.fetchval("SELECT count(*) FROM audit WHERE action = 'disclosed' AND why = 'data_rights'")
        assert await conn.fetchval("SELECT count(*) FROM audit WHERE action = 'data_rectified'") == 1
    wanted = ["right_asked", "right_questioned", "right_clarified", "right_decided", "right_done"]
    assert actions == wanted and seen_by == 1


async def test_a_text_that_somebody_changed_since_it_was_shown_is_read_again_before_it_is_corrected(
    office: Office,
) -> None:
    await office.ask()
    await office.act("respuesta", ANSWER, decision="granted")
    page = await office.page()
    shown = await office.officer.get(page)
    first = {"new_name": "Ana Núñez Ñ", "new_matter": "Hay un bache enorme"}
    await office.ask()
    async with office.context.database.read() as conn:
        pages = [f"{LIST}/{row['id']}" for row in await conn.fetch("SELECT id FROM rights_request ORDER BY made_at")]
    other = next(one for one in pages if one != page)
    await office.officer.send(f"{other}/respuesta", {"text_respuesta": ANSWER, "decision": "granted"}, page=other)
    await office.officer.send(f"{other}/efecto", {"text_efecto": "Hecho"} | first, page=other)
    late = {"new_name": "Anna Núñez", "new_matter": "Hay dos baches", "text_efecto": "Ya está"}
    refused = await office.officer.post(f"{page}/efecto", shown.hidden | late)
    assert refused.status == 409
    assert 'name="new_name" type="text" maxlength="120" autocomplete="off" value="Ana Núñez Ñ"' in refused.text
    assert "Hay dos baches</textarea>" in refused.text and "Ya está</textarea>" in refused.text
    assert (await office.officer.post(f"{page}/efecto", refused.hidden | late)).path.endswith("?hecho=1")


async def test_the_page_of_who_has_a_damaged_key_opens(office: Office) -> None:
    await office.ask()
    await office.act("respuesta", ANSWER, decision="granted")
    async with office.context.database.begin() as tx:
        await tx.conn.execute("UPDATE person SET key_wrapped = '\\x01ff'")
    seen = await office.officer.get(await office.page())
    assert seen.status == 200 and 'data-testid="corrected"' in seen.text and "new_name" not in seen.text
    assert seen.text.count('data-testid="unreadable"') == 2, "what was asked, and the answer"


async def test_the_office_writes_down_what_somebody_here_clarifies(office: Office) -> None:
    await office.ask(capacity="guardian", asker="Su madre, con acta de nacimiento")
    assert (await office.act("aclarada", REPLY)).status == 409, "nothing was asked"
    await office.act("aclaracion", QUESTION)
    assert 'href="#text_aclarada"' in (await office.act("aclarada", " ")).text
    await office.act("aclarada", "La calle ... Zenzontle")
    assert "La calle ... Zenzontle" in (await office.citizen.get(OWN)).text and await office.states() == ["received"]
    async with office.context.database.read() as conn:
        who = await conn.fetchval("SELECT actor_kind FROM audit WHERE action = 'right_clarified'")
        stopped = await conn.fetchval("SELECT stopped_on FROM rights_request")
    assert who == "staff" and stopped is None


async def test_the_page_says_what_an_opposition_takes_back(office: Office) -> None:
    async with office.context.database.read() as conn:
        attention_id = await conn.fetchval("SELECT id FROM attention")
    notice_hash = office.context.municipality.notice.hash
    await consents.change(office.context, attention_id, "follow_up", allow=True, notice_hash=notice_hash)
    await office.ask(right="opposition")
    await office.act("respuesta", "Se concede en parte", decision="partly")
    page = await office.officer.get(await office.page())
    assert 'name="stop" value="follow_up"' in page.text and 'value="attention"' not in page.text
    kept = await office.act("efecto", " ", stop="follow_up")
    assert 'value="follow_up" checked' in kept.text
    nothing = await office.act("efecto", "Ya no se le escribe")
    assert nothing.status == 400 and 'href="#stop"' in nothing.text and await office.states() == ["granted"]
    await office.act("efecto", "Ya no se le escribe", stop="follow_up")
    assert await office.states() == ["done"]
    async with office.context.database.read() as conn:
        assert await conn.fetchval("SELECT revoked_at IS NOT NULL FROM consent WHERE purpose = 'follow_up'")


async def test_an_opposition_takes_the_consent_to_a_picture_back_where_it_is_stopped(office: Office) -> None:
    async with office.context.database.begin() as tx:
        await tx.conn.execute(
            "INSERT INTO consent (person_id, purpose, notice_version, notice_hash, given_at, means)"
            " SELECT person_id, 'call_picture', notice_version, notice_hash, given_at, means FROM consent"
        )
    await office.ask(right="opposition")
    await office.act("respuesta", "Se concede en parte", decision="partly")
    page = await office.officer.get(await office.page())
    assert 'name="stop" value="call_picture"' in page.text and "Que una imagen de lo que se mostró" in page.text
    assert (await office.act("efecto", "Hecho")).status == 400
    await office.act("efecto", "Ya no se guarda", stop="call_picture")
    async with office.context.database.read() as conn:
        counts = await conn.fetch("SELECT purpose FROM consent WHERE revoked_at IS NULL")
    assert (await office.states(), [row["purpose"] for row in counts]) == (["done"], ["attention"])


@pytest.mark.parametrize("lapsed", [False, True])
async def test_a_reply_to_a_question_that_is_over_is_shown_again_and_why_it_was_not_taken(
    office: Office, lapsed: bool
) -> None:
    await office.ask()
    await office.act("aclaracion", QUESTION)
    page, path = await office.citizen.get(OWN), (await office.page()).replace(LIST, OWN) + "/aclarar"
    if lapsed:
        async with office.context.database.begin() as tx:
            await tx.conn.execute("UPDATE rights_request SET clarify_by = $1", date(2020, 1, 1))
    else:
        await office.act("aclarada", "Lo dijo en la ventanilla")
    late = await office.citizen.post(path, page.hidden | {"reply": REPLY})
    assert (
        late.status == 409 and 'data-testid="question-over"' in late.text and "Su respuesta no se recibió" in late.text
    )
    assert f"readonly>{REPLY}</textarea>" in late.text and late.text.count(REPLY) == 1
    assert REPLY not in (await office.officer.get(await office.page())).text
    empty = await office.citizen.post(path, page.hidden | {"reply": " "})
    assert empty.status == 409 and 'data-testid="question-over"' in empty.text and 'href="#reply"' not in empty.text


async def test_a_reply_that_is_sent_twice_is_taken_once(office: Office) -> None:
    await office.ask()
    await office.act("aclaracion", QUESTION)
    page, path = await office.citizen.get(OWN), (await office.page()).replace(LIST, OWN) + "/aclarar"
    for _ in range(2):
        seen = await office.citizen.post(path, page.hidden | {"reply": REPLY})
        assert seen.path == f"{OWN}?hecho=1" and 'data-testid="question-over"' not in seen.text
    async with office.context.database.read() as conn:
        assert await conn.fetchval("SELECT count(*) FROM rights_event WHERE kind = 'clarified'") == 1


async def test_templates_fill_the_answer_and_must_be_completed(office: Office) -> None:
    await office.ask()
    page = await office.page()
    seen = await office.officer.get(f"{page}?plantilla=refused")
    assert "Su solicitud se niega" in seen.text and 'value="refused" checked' in seen.text
    refused = await office.act("respuesta", "Su solicitud se niega, porque ...", decision="refused")
    assert refused.status == 400 and 'href="#text_respuesta"' in refused.text and await office.states() == ["received"]
    await office.act("respuesta", "Se niega, porque no existen", decision="refused")
    assert await office.states() == ["refused"]
    assert "Se niega, porque no existen" in (await office.citizen.get(OWN)).text


@pytest.mark.parametrize("act", ["aclaracion", "prorroga", "incompetencia"])
async def test_no_template_is_sent_that_is_not_completed(office: Office, act: str) -> None:
    await office.ask()
    refused = await office.act(act, "Necesitamos más tiempo, porque ...")
    assert refused.status == 400 and f'href="#text_{act}"' in refused.text and await office.states() == ["received"]


async def test_the_term_is_extended_once_with_a_reason(office: Office) -> None:
    await office.ask()
    await office.act("prorroga", "Hay que buscar en el archivo")
    again = await office.act("prorroga", "Otra vez")
    assert again.status == 409 and "Ya pasaron los días" in again.text
    assert "Hay que buscar en el archivo" in (await office.citizen.get(OWN)).text


async def test_who_asks_for_somebody_else_is_identified_before_anything_is_granted(office: Office) -> None:
    await office.ask(capacity="representative", asker="Su hermano, con carta poder")
    refused = await office.act("respuesta", ANSWER, decision="granted")
    assert refused.status == 409 and await office.states() == ["received"] and ANSWER in refused.text
    await office.act("identidad", "Carta poder con dos testigos", identity="voter_card")
    await office.act("respuesta", ANSWER, decision="granted")
    assert await office.states() == ["granted"]


async def test_somebody_else_is_competent(office: Office) -> None:
    await office.ask()
    await office.act("incompetencia", "Los tiene el Registro Civil del Estado")
    assert await office.states() == ["not_competent"]
    assert "Registro Civil" in (await office.citizen.get(OWN)).text


async def test_two_officers_act_on_what_they_saw(office: Office) -> None:
    await office.ask()
    page = await office.page()
    old = (await office.officer.get(page)).hidden
    await office.act("prorroga", "Primero")
    late = await office.officer.post(f"{page}/incompetencia", old | {"text_incompetencia": "Segundo"})
    assert late.status == 409 and "Segundo" in late.text and await office.states() == ["received"]


@pytest.mark.parametrize(
    ("first", "late"),
    [
        ("aclaracion", "respuesta"),
        ("aclaracion", "prorroga"),
        ("aclaracion", "incompetencia"),
        ("prorroga", "prorroga"),
        ("incompetencia", "identidad"),
        ("incompetencia", "aclaracion"),
    ],
)
async def test_what_was_typed_into_a_form_that_is_gone_meanwhile_is_shown(
    office: Office, first: str, late: str
) -> None:
    await office.ask(capacity="representative", asker="Su hermano, con carta poder")
    page, typed = await office.page(), "Lo escribí sin saberlo"
    old = (await office.officer.get(page)).hidden
    await office.act(first, "Primero")
    more = {"decision": "granted", "identity": "voter_card"}
    seen = await office.officer.post(f"{page}/{late}", old | {f"text_{late}": typed} | more)
    assert seen.status == 409 and f'data-testid="do-{late}"' not in seen.text
    assert seen.text.count(typed) == 1 and f"readonly>{typed}</textarea>" in seen.text


async def test_a_granted_cancellation_blocks_the_data_once_the_matter_is_over(office: Office) -> None:
    await office.ask(right="cancellation")
    await office.act("respuesta", "Se concede", decision="granted")
    assert "Se concede" in (await office.citizen.get(OWN)).text, "the answer can be read before"
    assert (await office.act("efecto", "Hecho")).status == 409 and await office.states() == ["granted"]
    async with office.context.database.begin() as tx:
        await tx.conn.execute(
            "UPDATE ticket SET state = 'left', contact_index = NULL, device_index = NULL, needs = NULL"
        )
    await office.act("efecto", "Hecho")
    assert await office.states() == ["done"]
    assert (await office.citizen.get(OWN)).path == "/seguimiento"
    assert "Está mal" in (await office.officer.get(await office.page())).text, "the office reads what is blocked"
    async with office.context.database.read() as conn:
        assert await conn.fetchval("SELECT blocked_for FROM person") == "cancellation"


async def test_a_cancellation_waits_for_the_answer_to_every_other_request_of_the_person(office: Office) -> None:
    """What was asked first would be answered without data: blocked at once, destroyed before its 20 working days are over."""
    async with office.context.database.begin() as tx:
        await tx.conn.execute(
            "UPDATE ticket SET state = 'left', contact_index = NULL, device_index = NULL, needs = NULL"
        )
    for right in ("cancellation", "cancellation", "access"):
        await office.ask(right=right)
    async with office.context.database.read() as conn:
        rows = await conn.fetch("SELECT id FROM rights_request ORDER BY made_at")
    first, second, access = (f"{LIST}/{row['id']}" for row in rows)

    async def act(page: str, name: str, **more: str) -> Seen:
        return await office.officer.send(f"{page}/{name}", {f"text_{name}": "Hecho"} | more, page=page)

    for page in (first, second):
        await act(page, "respuesta", decision="granted")
    early = await act(first, "efecto")
    assert early.status == 409 and "otra solicitud" in early.text
    async with office.context.database.read() as conn:
        assert await conn.fetchval("SELECT blocked_at FROM person") is None
    await act(access, "respuesta", decision="granted")
    assert (await act(first, "efecto")).status == 409, "what was granted was not handed over yet"
    await act(access, "efecto")
    assert (await act(first, "efecto")).status == 200
    assert (await act(second, "efecto")).status == 200, "the second cancellation kept the first from nothing"
    async with office.context.database.read() as conn:
        assert await conn.fetchval("SELECT blocked_for FROM person") == "cancellation"


async def test_without_a_clarification_in_time_it_counts_as_not_made(office: Office) -> None:
    await office.ask()
    await office.act("aclaracion", QUESTION)
    async with office.context.database.begin() as tx:
        await tx.conn.execute("UPDATE rights_request SET clarify_by = $1", date(2020, 1, 1))
    assert "tiene por no presentada" in (await office.citizen.get(OWN)).text
    assert "No se aclaró a tiempo" in (await office.officer.get(LIST)).text
    assert 'id="acts"' not in (await office.officer.get(await office.page())).text


async def test_who_was_granted_access_downloads_everything_and_so_does_the_office(office: Office) -> None:
    await office.ask(right="access", text="")
    await office.act("respuesta", "Se concede", decision="granted")
    request_id = (await office.page()).rsplit("/", 1)[1]
    own = await office.citizen.send(f"{OWN}/{request_id}/datos.json", {}, page=OWN)
    assert own.status == 200 and own.headers["Content-Type"].startswith("application/json")
    held = json.loads(own.text)["held"]
    assert held["attention"][0]["name"] == "Ana Núñez" and held["attention"][0]["matter"] == "Hay un bache enorme"
    assert held["ticket"][0]["number"] and "contact_index" not in held["ticket"][0]
    page = await office.page()
    office_file = await office.officer.send(f"{page}/datos.json", {}, page=page)
    assert json.loads(office_file.text)["folio"] == json.loads(own.text)["folio"]
    paper = await office.citizen.send(f"{OWN}/{request_id}/datos.pdf", {}, page=OWN)
    assert paper.status == 200 and paper.headers["Content-Type"] == "application/pdf" and paper.text.startswith("%PDF")
    async with office.context.database.read() as conn:
        rows = await conn.fetch("SELECT actor_kind FROM audit WHERE action = 'data_exported' ORDER BY id")
    assert [row["actor_kind"] for row in rows] == ["citizen", "staff", "citizen"]
    stranger = await office.citizen.post(f"{OWN}/{request_id}/datos.json", {})
    assert stranger.status == 403
