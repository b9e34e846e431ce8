"""A department works on its cases: the list, one case, each act, several at once, and what two at one case are told."""

import re
from collections.abc import Mapping
from dataclasses import replace
from uuid import uuid4

import pytest

from audiencia.cases.use_cases import citizen
from audiencia.core.ids import CaseId
from audiencia.routes import ROUTES
from audiencia.runtime.channels import Channels
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.support.contexts import account
from tests.support.page_browser import Browser, NewBrowser, Seen
from tests.support.page_cases import MATTER, NAME, add_file, send
from tests.support.page_fixtures import OpenSite
from tests.support.petitioning import multipart
from tests.unit.http.uploads import corpus

PASSWORD = "tapo7-rilu3-semi4-kado5"
PAGE = "/expedientes"


async def officer(
    context: AppContext, new_browser: NewBrowser, login: str, department: str, role: Role = Role.DIRECTOR
) -> Browser:
    """Somebody of a department, signed in."""
    await account(context, login, role, PASSWORD, department)
    browser = await new_browser()
    await browser.send("/entrar", {"username": login, "password": PASSWORD})
    return browser


@pytest.fixture
async def director(context: AppContext, new_browser: NewBrowser) -> Browser:
    return await officer(context, new_browser, "irma", "obras-publicas")


async def act(browser: Browser, folio: str, what: str, fields: Mapping[str, str], *, page: Seen | None = None) -> Seen:
    """Fills one of the case's forms in and sends it."""
    seen = page or await browser.get(f"{PAGE}/{folio}")
    return await browser.post(f"{PAGE}/{folio}/{what}", seen.hidden | dict(fields))


@pytest.mark.parametrize(
    ("role", "department", "home"),
    [
        (Role.DIRECTOR, "obras-publicas", "/direccion"),
        (Role.ASSISTANT, "obras-publicas", "/asistencia"),
        (Role.MAYOR, "presidencia", "/presidencia"),
    ],
)
async def test_the_list_leads_back_to_the_own_desk(
    context: AppContext, new_browser: NewBrowser, role: Role, department: str, home: str
) -> None:
    browser = await officer(context, new_browser, "irma", department, role)
    seen = await browser.get(PAGE)
    assert seen.status == 200 and f'href="{home}" data-testid="to-desk"' in seen.text


async def test_of_what_was_withdrawn_an_officer_reads_why_and_is_offered_no_work(
    context: AppContext, director: Browser
) -> None:
    folio = await send(context)
    before = await director.get(f"{PAGE}/{folio}")
    async with context.database.read() as conn:
        await citizen.withdraw(context, CaseId(await conn.fetchval("SELECT id FROM case_file")))
    late = await act(director, folio, "nota", {"note": "ya voy"}, page=before)
    assert late.status == 409 and "La persona la retiró" in late.text
    seen = (await director.get(f"{PAGE}/{folio}")).text
    assert "ya no quiere respuesta" in seen and "ya no se debe respuesta" in seen and "Retirada" in seen
    assert 'data-testid="answer-form"' not in seen and 'data-testid="take"' not in seen
    assert folio not in (await director.get(PAGE)).text
    assert "Retirada" in (await director.get(f"{PAGE}?etapa=concluded")).text


async def test_an_officer_works_on_a_case_to_its_answer(context: AppContext, director: Browser) -> None:
    folio = await send(context)
    seen = await director.get(PAGE)
    assert folio in seen.text and "Encargarlo a alguien" in seen.text and MATTER not in seen.text
    seen = await director.get(f"{PAGE}/{folio}")
    for text in (MATTER, NAME, "Col. Centro", "722 123 45 67"):
        assert text in seen.text
    me = re.search(r'name="officer" value="(\d+)"', seen.text)
    assert me is not None
    assert "Tomarlo" in seen.text
    seen = await act(director, folio, "asignar", {"officer": me[1]})
    assert seen.path == f"{PAGE}/{folio}?hecho=assigned" and 'data-testid="done"' in seen.text
    assert 'data-state="in_process"' in (await act(director, folio, "empezar", {})).text
    assert "Zona norte" in (await act(director, folio, "asunto", {"subject": "Baches: Zona norte"})).text
    assert "Hablé con la cuadrilla" in (await act(director, folio, "nota", {"note": "Hablé con la cuadrilla"})).text
    assert "¿Es de noche?" in (await act(director, folio, "mensaje", {"message": "¿Es de noche?"})).text
    seen = await act(director, folio, "aclaracion", {"question": "¿En qué esquina?"})
    assert 'data-urgency="stopped"' in seen.text
    answer = {"answer": "La cuadrilla va el jueves.\nGracias.", "delivery": "counter", "step": "preview"}
    seen = await act(director, folio, "respuesta", answer)
    assert 'data-testid="answer-document"' in seen.text and "La cuadrilla va el jueves." in seen.text
    seen = await director.post(f"{PAGE}/{folio}/respuesta", seen.hidden | answer | {"step": "edit"})
    assert "La cuadrilla va el jueves." in seen.text and 'data-state="in_process"' in seen.text
    seen = await act(director, folio, "respuesta", answer | {"step": "send"}, page=seen)
    assert 'data-state="answered"' in seen.text and "Irma" in seen.text
    given = re.search(r"/respuestas/([0-9a-f-]+)/entrega", seen.text)
    assert given is not None
    seen = await act(director, folio, f"respuestas/{given[1]}/entrega", {})
    assert "Se entregó en ventanilla" in seen.text
    paper = await director.get(f"{PAGE}/{folio}/respuestas/{given[1]}.pdf")
    assert paper.status == 200 and paper.headers["Content-Type"] == "application/pdf" and paper.text.startswith("%PDF")
    listed = await director.get(f"{PAGE}?etapa=answered")
    assert folio in listed.text and folio not in (await director.get(PAGE)).text
    async with context.database.read() as conn:
        readings = await conn.fetchval("SELECT count(*) FROM audit WHERE action = 'case_read' AND why = 'case'")
    assert readings > 10


async def test_who_answers_reads_why_it_was_opened_again(context: AppContext, director: Browser) -> None:
    folio = await send(context)
    answer = {"answer": "La cuadrilla va el jueves.", "delivery": "page", "step": "send"}
    seen = await act(director, folio, "respuesta", answer)
    assert 'data-state="answered"' in seen.text and 'data-testid="why-reopened"' not in seen.text
    async with context.database.read() as conn:
        case_id = CaseId(await conn.fetchval("SELECT id FROM case_file"))
    await citizen.reopen(context, case_id, "partly", "Falta la otra esquina", uuid4())
    seen = await director.get(f"{PAGE}/{folio}")
    assert seen.text.count("La persona lo reabrió: Solo se hizo una parte") == 2, "on top, and among what happened"
    assert 'data-testid="why-reopened"' in seen.text and "Falta la otra esquina" in seen.text


async def test_an_answer_by_email_is_offered_only_where_email_is_sent(
    context: AppContext, director: Browser, open_site: OpenSite
) -> None:
    folio = await send(context, answer_by="email", contact="rosa@example.org")
    path = f"{PAGE}/{folio}"
    seen = (await director.get(path)).text
    assert 'id="delivery-email"' not in seen and re.search(r'id="delivery-page"[^>]* checked', seen)
    server = await open_site(changed=replace(context, channels=Channels(mail=True)))
    async with Browser(server.make_url("/")) as browser:
        await browser.send("/entrar", {"username": "irma", "password": PASSWORD})
        assert re.search(r'id="delivery-email"[^>]* checked', (await browser.get(path)).text)


async def test_who_answers_reads_what_the_person_allowed_before_they_write(
    context: AppContext, director: Browser
) -> None:
    agreed, open_left = await send(context), await send(context, purposes=("attention",))
    seen = (await director.get(f"{PAGE}/{agreed}")).text
    assert "Sí: la persona aceptó que se le contacte" in seen
    seen = (await director.get(f"{PAGE}/{open_left}")).text
    assert "No: no llame ni escriba a su contacto" in seen and seen.count("No sale ningún aviso") == 2
    assert 'id="delivery-telephone"' not in seen and 'id="delivery-counter"' in seen
    for step in ("preview", "send"):
        refused = await act(director, open_left, "respuesta", {"answer": "Va", "delivery": "telephone", "step": step})
        assert "Elija una vía que la persona pidió o permitió" in refused.text


async def test_who_answers_reads_whether_a_notice_goes_out(
    context: AppContext, director: Browser, open_site: OpenSite
) -> None:
    folio = await send(context, contact="722 123 45 67")
    for channels, told in ((Channels(mail=True), False), (Channels(sms=True), True)):
        server = await open_site(changed=replace(context, channels=channels))
        async with Browser(server.make_url("/")) as browser:
            await browser.send("/entrar", {"username": "irma", "password": PASSWORD})
            page = await browser.get(f"{PAGE}/{folio}")
            assert page.text.count("No sale ningún aviso: ni correo ni SMS") == (0 if told else 2)
            fields = {"department": "tesoreria", "reason": "other_department"}
            preview = await act(browser, folio, "turnar", fields, page=page)
            assert ("Se le avisa a la persona" in preview.text) is told


async def test_what_is_wrong_is_said_and_what_was_typed_is_kept(context: AppContext, director: Browser) -> None:
    folio = await send(context)
    personal = "Llamar al 722 123 45 67"
    for what, fields, kept in (
        ("asunto", {"subject": personal}, personal),
        ("mensaje", {"message": "  "}, "Escriba el mensaje"),
        ("respuesta", {"answer": "", "delivery": "page", "step": "preview"}, "Escriba la respuesta"),
        ("respuesta", {"answer": "Voy", "delivery": "paloma", "step": "preview"}, "Voy"),
        ("asignar", {"officer": "0"}, "Elija a alguien del área"),
        ("turnar", {"department": "", "reason": ""}, "Elija el área que lo recibe"),
        ("nota", {"note": "x" * 4001}, "Este texto es demasiado largo"),
    ):
        seen = await act(director, folio, what, fields)
        assert (seen.status, 'data-testid="error-summary"' in seen.text, kept in seen.text) == (400, True, True), what
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT version FROM case_file WHERE folio = $1", folio) == 1


async def test_turning_says_what_happens_and_then_does_it(
    context: AppContext, director: Browser, new_browser: NewBrowser
) -> None:
    folio = await send(context)
    chosen = {"department": "tesoreria", "reason": "other_department"}
    seen = await act(director, folio, "turnar", chosen)
    assert 'data-testid="turn-preview"' in seen.text and "El plazo sigue corriendo" in seen.text
    seen = await director.post(f"{PAGE}/{folio}/turnar", seen.hidden | {"confirmed": "yes"})
    assert seen.path == f"{PAGE}?hecho=turned" and folio not in seen.text.split('data-testid="done"')[1]
    assert (await director.get(f"{PAGE}/{folio}")).code == "unknown_case"
    other = await officer(context, new_browser, "teo", "tesoreria")
    assert "Se turnó a Tesorería" in (await other.get(f"{PAGE}/{folio}")).text


async def test_two_at_one_case_are_one_success_and_one_who_is_told(
    context: AppContext, director: Browser, new_browser: NewBrowser
) -> None:
    folio = await send(context)
    other = await officer(context, new_browser, "hugo", "obras-publicas", Role.ASSISTANT)
    mine, theirs = await director.get(f"{PAGE}/{folio}"), await other.get(f"{PAGE}/{folio}")
    assert (await act(director, folio, "empezar", {}, page=mine)).status == 200
    answer = {"answer": "Mañana lo tapamos", "delivery": "page", "step": "send"}
    seen = await act(other, folio, "respuesta", answer, page=theirs)
    assert seen.status == 409 and "Mañana lo tapamos" in seen.text
    assert "Se empezó a atender" in seen.text and "Irma" in seen.text
    assert 'data-state="answered"' in (await act(other, folio, "respuesta", answer, page=seen)).text


async def test_the_second_of_two_tabs_is_told_of_what_it_wrote_only_where_it_wrote(
    context: AppContext, director: Browser
) -> None:
    folio = await send(context)
    stale = await director.get(f"{PAGE}/{folio}")
    assert (await act(director, folio, "aclaracion", {"question": "¿De cuál esquina?"}, page=stale)).status == 200
    seen = await act(director, folio, "empezar", {}, page=stale)
    assert seen.status == 409 and "Mientras tanto: " in seen.text and "escribió sigue ahí" not in seen.text
    assert re.search(r"\(Irma, \d\d:\d\d\)", seen.text), "today"
    async with context.database.begin() as tx:
        await tx.conn.execute("ALTER TABLE case_event DISABLE TRIGGER case_event_append_only")
        await tx.conn.execute("UPDATE case_event SET at = '2026-05-04 15:30+00'")
        await tx.conn.execute("ALTER TABLE case_event ENABLE TRIGGER case_event_append_only")
    seen = await act(director, folio, "empezar", {}, page=stale)
    assert re.search(r"\(Irma, [^)]*4 de mayo[^)]*, 09:30\)", seen.text), re.findall(r"\(Irma[^)]*", seen.text)
    seen = await act(director, folio, "aclaracion", {"question": "¿Frente a la escuela?"}, page=stale)
    assert seen.status == 409 and "Lo que usted escribió sigue ahí" in seen.text
    assert re.search(r'<textarea[^>]*id="typed-question"[^>]*readonly>¿Frente a la escuela\?</textarea>', seen.text)
    seen = await act(director, folio, "mensaje", {"message": "Vamos mañana"}, page=stale)
    assert "Lo que usted escribió sigue ahí" in seen.text and 'id="typed-message"' not in seen.text
    assert re.search(r'<textarea[^>]*name="message"[^>]*>Vamos mañana</textarea>', seen.text)


async def test_the_address_of_a_form_leads_to_its_case(context: AppContext, director: Browser) -> None:
    folio, start = await send(context), f"{PAGE}/{{folio}}/"
    forms = [one.path for one in ROUTES if one.method == "POST" and one.path.startswith(start)]
    pages = {one.path for one in ROUTES if one.method == "GET"}
    acts = [path.removeprefix(start) for path in forms if "{" not in path.removeprefix(start) and path not in pages]
    assert "turnar" in acts and len(acts) > 6
    for what in acts:
        seen = await director.get(f"{PAGE}/{folio}/{what}", follow=False)
        assert (seen.status, seen.headers.get("Location")) == (303, f"{PAGE}/{folio}"), what
    assert (await director.get(f"{PAGE}/{folio}/otra")).status == 404


async def test_what_was_typed_into_a_case_that_went_is_not_lost(
    context: AppContext, director: Browser, new_browser: NewBrowser
) -> None:
    folio = await send(context)
    other = await officer(context, new_browser, "hugo", "obras-publicas")
    stale = await other.get(f"{PAGE}/{folio}")
    await act(director, folio, "turnar", {"department": "tesoreria", "reason": "other_department", "confirmed": "yes"})
    for what, name in (("respuesta", "answer"), ("mensaje", "message"), ("aclaracion", "question"), ("nota", "note")):
        fields = {name: "Mañana lo tapamos", "delivery": "page", "step": "send"}
        seen = await act(other, folio, what, fields, page=stale)
        assert (seen.status, seen.code) == (404, "unknown_case") and "Mañana lo tapamos" in seen.text


async def test_files_are_for_keeping_alone_and_each_taking_is_on_record(
    context: AppContext, director: Browser, new_browser: NewBrowser
) -> None:
    folio = await send(context)
    file_id = await add_file(context, folio)
    link = f"{PAGE}/{folio}/archivos/{file_id}"
    page = (await director.get(f"{PAGE}/{folio}")).text
    assert link in page and "image/jpeg" not in page
    for _ in range(2):
        seen = await director.get(link)
        assert seen.status == 200 and seen.text.encode("utf-8", "replace")[-20:].endswith(b"as it was cleaned")
    assert seen.headers["Content-Type"] == "image/jpeg"
    assert seen.headers["Content-Disposition"].startswith('attachment; filename="bache_')
    assert seen.headers["X-Content-Type-Options"] == "nosniff"
    assert seen.headers["Content-Security-Policy"].startswith("sandbox;")
    other = await officer(context, new_browser, "teo", "tesoreria")
    assert (await other.get(link)).code == "unknown_case"
    assert (await director.get(f"{PAGE}/{folio}/archivos/{uuid4()}")).code == "unknown_case"
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT count(*) FROM audit WHERE action = 'case_file_taken'") == 2


async def test_filters_search_and_export(context: AppContext, director: Browser) -> None:
    folio, other = await send(context), await send(context, name="Otra persona", contact="")
    await act(director, folio, "asunto", {"subject": "=Luminarias de la zona norte"})
    for wrong in ("urgencia=x", "etapa=x", "estado=x", "asignado=x", "origen=x", "tema=x", "desde=x"):
        assert (await director.get(f"{PAGE}?{wrong}")).status == 400
    assert "no-cases" in (await director.get(f"{PAGE}?urgencia=overdue")).text
    assert folio in (await director.get(f"{PAGE}?urgencia=on_time&asignado=nadie&origen=web")).text

    async def find(**fields: str) -> Seen:
        return await director.send(f"{PAGE}/buscar", fields, page=PAGE)

    assert (await find(how="folio", q=folio.lower().replace("-", " "))).path == f"{PAGE}/{folio}"
    assert (await find(how="folio", q="MTP-26-0000-00000")).status == 400
    seen = await find(how="subject", q="luminaria zona")
    assert folio in seen.text and other not in seen.text
    assert (await find(how="person", q=NAME)).status == 400
    seen = await find(how="person", q="guadalupe nanez iniguez", why="person_is_here")
    assert folio in seen.text and other not in seen.text and 'data-testid="found-cases"' in seen.text
    assert "nothing-found" in (await find(how="person", q="Guadalupe", why="person_is_here")).text
    file = await director.get(f"{PAGE}/lista.csv")
    assert folio in file.text and other in file.text and "'=Luminarias" in file.text
    assert not re.search(r"Guadalupe|Zenzontle|722 ?\d{3}", file.text)
    assert (await director.get(f"{PAGE}/lista.csv?etapa=concluded")).text.count("\n") == 1


async def test_several_at_once(context: AppContext, director: Browser) -> None:
    folios = [await send(context) for _ in range(3)]
    page = await director.get(PAGE)
    boxes = re.findall(r'name="case" value="([^"]+)"', page.text)
    assert len(boxes) == 3
    hidden = [(name, value) for name, value in page.hidden.items() if name == "csrf"]
    assert (await director.post(f"{PAGE}/varios", [*hidden, ("act", "turn")])).status == 400
    sent = [*hidden, *(("case", one) for one in boxes), ("act", "turn"), ("department", "tesoreria")]
    assert (await director.post(f"{PAGE}/varios", sent)).status == 400
    sent.append(("reason", "other_department"))
    await act(director, folios[0], "nota", {"note": "no cambia la versión"})
    await act(director, folios[1], "empezar", {})
    gone = [(name, "nada" if name == "department" else value) for name, value in sent]
    seen = await director.post(f"{PAGE}/varios", [*gone, ("step", "send")])
    assert seen.status == 400 and 'data-testid="error-summary"' in seen.text and 'name="case"' in seen.text
    seen = await director.post(f"{PAGE}/varios", sent)
    assert seen.text.count('data-testid="outlook"') == 3 and "cambió desde que usted lo vio" in seen.text
    refused = await director.post(f"{PAGE}/varios", [*sent, ("step", "send")])
    assert refused.status == 409 and "No se hizo nada con ninguno" in refused.text
    can = re.findall(r'name="case" value="([^"]+)"', seen.text)
    assert len(can) == 2
    fine = [one for one in sent if one[0] != "case"] + [("case", one) for one in can] + [("step", "send")]
    seen = await director.post(f"{PAGE}/varios", fine)
    assert seen.path == f"{PAGE}?hecho=many"
    assert folios[1] in seen.text and folios[0] not in seen.text


async def test_what_somebody_has_already_is_not_given_to_them_again(context: AppContext, director: Browser) -> None:
    folios = [await send(context) for _ in range(2)]
    me = re.search(r'name="officer" value="(\d+)"', (await director.get(f"{PAGE}/{folios[0]}")).text)
    assert me is not None
    assert (await act(director, folios[0], "asignar", {"officer": me[1]})).status == 200
    page = await director.get(PAGE)
    boxes = [("case", one) for one in re.findall(r'name="case" value="([^"]+)"', page.text)]
    assert len(boxes) == 2
    sent = [("csrf", page.hidden["csrf"]), ("act", "assign"), ("officer", me[1])]
    seen = await director.post(f"{PAGE}/varios", [*sent, *boxes])
    assert (
        seen.text.count("Nada cambia: ") == 1
        and seen.text.count("Se encargaría a ") == 1
        and "Pasaría" not in seen.text
    )
    can = re.findall(r'name="case" value="([^"]+)"', seen.text)
    assert len(can) == 1 and 'data-testid="many-confirm"' in seen.text
    done = await director.post(f"{PAGE}/varios", [*sent, ("case", can[0]), ("step", "send")])
    assert done.path == f"{PAGE}?hecho=many"
    async with context.database.read() as conn:
        given = await conn.fetch("SELECT count(*) AS times FROM case_event WHERE kind = 'assigned' GROUP BY case_id")
    assert [one["times"] for one in given] == [1, 1]
    boxes = [("case", one) for one in re.findall(r'name="case" value="([^"]+)"', done.text)]
    none = await director.post(f"{PAGE}/varios", [*sent, *boxes])
    assert "No hay nada que hacer: " in none.text and 'data-testid="many-confirm"' not in none.text


async def test_of_another_department_nothing_is_shown_found_or_done(
    context: AppContext, director: Browser, new_browser: NewBrowser
) -> None:
    """Cell by cell: each page, form, file, paper, search and export, for a foreign case and for a complaint about the own area."""
    foreign = await send(context, department="tesoreria", topic="predial")
    complaint = await send(context, kind="complaint", department="obras-publicas", topic="")
    mayor = await officer(context, new_browser, "alcaldesa", "presidencia", Role.MAYOR)
    own = {foreign: await officer(context, new_browser, "teo", "tesoreria"),
           complaint: await officer(context, new_browser, "clara", "contraloria")}  # fmt: skip
    mine = await send(context)
    form = (await director.get(f"{PAGE}/{mine}")).hidden
    theirs = (await mayor.get(PAGE)).hidden
    for folio, keeper in own.items():
        answer = {"answer": "Se revisó.", "delivery": "page", "step": "send"}
        seen = await act(keeper, folio, "respuesta", answer)
        paper = re.search(r"(/respuestas/[0-9a-f-]+)\.pdf", seen.text)
        assert seen.status == 200 and paper is not None
        gets = ["", "/juntar", f"{paper[1]}.pdf", f"/archivos/{uuid4()}"]
        acts = [
            "asignar",
            "empezar",
            "turnar",
            "aclaracion",
            "mensaje",
            "nota",
            "asunto",
            "respuesta",
            "juntar",
            "separar",
            f"{paper[1][1:]}/entrega",
        ]
        for browser, hidden in ((director, form), (mayor, theirs | {"version": "2"})):
            for path in gets:
                assert (await browser.get(f"{PAGE}/{folio}{path}")).code == "unknown_case", path
            for what in acts:
                fields = {"officer": "1", "department": "tesoreria", "reason": "other_department", "confirmed": "yes",
                          "question": "x", "message": "x", "note": "x", "subject": "x", "case": mine, **answer}  # fmt: skip
                seen = await browser.post(f"{PAGE}/{folio}/{what}", hidden | fields)
                assert (seen.status, seen.code) == (404, "unknown_case"), what
            listed = [await browser.get(f"{PAGE}?etapa={one}") for one in ("open", "answered", "concluded")]
            listed.append(await browser.get(f"{PAGE}/lista.csv?etapa=answered"))
            for how, q in (("folio", folio), ("person", NAME), ("person", "722 123 45 67"), ("subject", "x")):
                found = {"how": how, "q": q, "why": "person_is_here"}
                listed.append(await browser.send(f"{PAGE}/buscar", found, page=PAGE))
            for seen in listed:
                assert f'data-folio="{folio}"' not in seen.text and f"/{folio}" not in seen.path
            assert folio not in listed[3].text
        assert folio in (await keeper.get(f"{PAGE}?etapa=answered")).text
    turned = await act(own[complaint], complaint, "turnar",
                       {"department": "tesoreria", "reason": "other_department", "confirmed": "yes"})  # fmt: skip
    assert turned.status == 409


async def test_desks_lead_to_the_cases_and_say_how_many_are_overdue(context: AppContext, director: Browser) -> None:
    await send(context)
    assert 'href="/expedientes"' in (await director.get("/direccion")).text


async def test_files_come_with_a_note_cleaned_and_a_bad_one_is_named(context: AppContext, director: Browser) -> None:
    folio = await send(context)
    form = (await director.get(f"{PAGE}/{folio}")).hidden | {"note": "Así quedó"}
    for bad, said in ((b"hola", "no es una foto ni un PDF"), (b"", "Uno de los archivos está vacío")):
        seen = await director.post(f"{PAGE}/{folio}/nota", multipart(form, [("nota.pdf", bad)]))
        assert (seen.status, "Así quedó" in seen.text) == (400, True) and said in seen.text, bad
    strange = multipart(form | {"csrf": "x" * 32}, [("foto.jpg", corpus.jpeg())])
    assert (await director.post(f"{PAGE}/{folio}/nota", strange)).code == "csrf"
    seen = await director.post(f"{PAGE}/{folio}/nota", multipart(form, [("foto.jpg", corpus.jpeg())]))
    assert seen.path == f"{PAGE}/{folio}?hecho=noted"
    link = re.search(r'href="([^"]+/archivos/[^"]+)"', seen.text)
    assert link is not None and "foto.jpg" in seen.text
    assert (await director.get(link[1])).headers["Content-Type"] == "image/jpeg"
    async with context.database.read() as conn:
        kept = await conn.fetch("SELECT author, message_id IS NOT NULL AS told FROM case_attachment")
    assert [tuple(row) for row in kept] == [("staff", True)]


async def test_a_note_that_is_sent_twice_is_kept_once(context: AppContext, director: Browser) -> None:
    folio = await send(context)
    form = (await director.get(f"{PAGE}/{folio}")).hidden | {"note": "Hablé con la cuadrilla"}
    for _ in range(2):
        assert (await director.post(f"{PAGE}/{folio}/nota", form)).path == f"{PAGE}/{folio}?hecho=noted"
    # Who goes back and writes another one, or opens the form again, has two.
    await director.post(f"{PAGE}/{folio}/nota", form | {"note": "Van el jueves"})
    assert (await act(director, folio, "nota", {"note": "Van el jueves"})).path == f"{PAGE}/{folio}?hecho=noted"
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT count(*) FROM case_message WHERE kind = 'note'") == 3


async def test_a_case_that_does_not_open_is_shown_as_far_as_it_does(context: AppContext, director: Browser) -> None:
    folio = await send(context)
    page = f"{PAGE}/{folio}"
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE case_file SET name_sealed = 'x'")
    seen = await director.get(page)
    assert seen.status == 200 and MATTER in seen.text and seen.text.count('data-testid="unreadable"') == 1
    assert 'data-testid="not-whole"' in seen.text
    noted = await act(director, folio, "nota", {"note": "Hablé con la cuadrilla"})
    assert noted.path == f"{page}?hecho=noted" and "Hablé con la cuadrilla" in noted.text
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE person SET key_wrapped = '\\x01ff' WHERE id = (SELECT person_id FROM case_file)")
    seen = await director.get(page)
    assert seen.status == 200 and MATTER not in seen.text and "destruyeron" not in seen.text
    refused = await act(director, folio, "nota", {"note": "Va mañana"})
    assert refused.status == 409 and "Va mañana" in refused.text and 'data-testid="case-page"' in refused.text


async def test_files_go_to_the_citizen_with_messages_and_answers_and_those_of_notes_do_not(
    context: AppContext, director: Browser, new_browser: NewBrowser
) -> None:
    folio = await send(context)
    page, photo = f"{PAGE}/{folio}", [("plano.jpg", corpus.jpeg())]

    async def version() -> dict[str, str]:
        return dict((await director.get(page)).hidden)

    await director.post(f"{page}/nota", multipart(await version() | {"note": "solo nuestro"}, photo))
    told = await director.post(f"{page}/mensaje", multipart(await version() | {"message": "Vea el plano"}, photo))
    assert told.path == f"{page}?hecho=wrote"
    form = await version() | {"answer": "Queda así.", "delivery": "page", "step": "preview"}
    preview = await director.post(f"{page}/respuesta", form)
    assert 'type="file" id="files"' in preview.text
    sent = form | {"step": "send"}
    bad = await director.post(f"{page}/respuesta", multipart(sent, [("plano.pdf", b"hola")]))
    assert bad.status == 400 and "no es una foto ni un PDF" in bad.text and "Queda así." in bad.text
    done = await director.post(f"{page}/respuesta", multipart(sent, [("oficio.jpg", corpus.jpeg())]))
    assert done.path == f"{page}?hecho=answered"
    async with context.database.read() as conn:
        case = await conn.fetchrow("SELECT id, secret_generation FROM case_file")
        rows = await conn.fetch(
            "SELECT kind, case_attachment.id FROM case_attachment JOIN case_message ON case_message.id = message_id"
        )
    files = {row["kind"]: row["id"] for row in rows}
    assert set(files) == {"note", "message", "answer"} and case is not None
    citizen, stranger = await new_browser(), await new_browser()
    own = "/seguimiento/expediente"
    pin = context.keyring.pin(case["id"], case["secret_generation"])
    seen = await citizen.send("/seguimiento", {"folio": folio, "pin": pin})
    links = set(re.findall(rf'href="({own}/archivos/[^"]+)"', seen.text))
    assert links == {f"{own}/archivos/{files[kind]}" for kind in ("message", "answer")}
    taken = await citizen.get(f"{own}/archivos/{files['answer']}")
    assert taken.headers["Content-Type"] == "image/jpeg"
    assert taken.headers["Content-Disposition"].startswith('attachment; filename="oficio.jpg"')
    assert "sandbox" in taken.headers["Content-Security-Policy"] and taken.headers["Cache-Control"] == "no-store"
    assert (await citizen.get(f"{own}/archivos/{files['note']}")).code == "unknown_case"
    assert (await stranger.get(f"{own}/archivos/{files['answer']}")).path == "/seguimiento"
    async with context.database.read() as conn:
        record = await conn.fetch("SELECT actor_kind FROM audit WHERE action = 'case_file_taken' AND why = 'case_file'")
    assert [row["actor_kind"] for row in record] == ["citizen"]


async def test_who_oversees_finds_all_departments_cases_and_opens_none(
    context: AppContext, new_browser: NewBrowser
) -> None:
    folio = await send(context)
    mayor = await officer(context, new_browser, "irma", "presidencia", Role.MAYOR)
    assert 'data-testid="oversee"' in (await mayor.get(PAGE)).text
    seen = await mayor.get(f"{PAGE}/supervision?ver=nobody&area=obras-publicas")
    assert seen.status == 200 and folio in seen.text and NAME not in seen.text and MATTER not in seen.text
    assert (await mayor.get(f"{PAGE}/{folio}")).status == 404
    assert (await mayor.get(f"{PAGE}/supervision?ver=todo")).status == 400
    assert "Ninguna respuesta está vencida" in (await mayor.get(f"{PAGE}/supervision")).text
    for login, department, role in (("elena", "agua", Role.DIRECTOR), ("raul", "presidencia", Role.ASSISTANT)):
        other = await officer(context, new_browser, login, department, role)
        assert 'data-testid="oversee"' not in (await other.get(PAGE)).text
        assert (await other.get(f"{PAGE}/supervision")).status == 403
