"""An officer joins what is the same without script, answers all at once, and a citizen reads how many they are."""

import json
import re
from uuid import uuid4

import pytest

from audiencia.cases.use_cases import citizen
from audiencia.core.folio import Folio
from audiencia.core.ids import CaseId
from audiencia.runtime.context import AppContext
from tests.integration.cases.pages.test_cases_pages import PAGE, act, officer
from tests.support.page_browser import Browser, NewBrowser
from tests.support.page_cases import NAME, send
from tests.support.petitioning import multipart
from tests.unit.http.uploads import corpus

LEAK = "Fuga de agua en la calle Zenzontle"
ANSWER = "La cuadrilla reparó la fuga el jueves."


@pytest.fixture
async def director(context: AppContext, new_browser: NewBrowser) -> Browser:
    return await officer(context, new_browser, "irma", "obras-publicas")


async def report(context: AppContext, number: int, **changed: object) -> Folio:
    """Another one who reports the leak."""
    return await send(context, **({"matter": f"{LEAK} {number}", "contact": f"722 123 40 {number:02}"} | changed))


async def pin_of(context: AppContext, folio: Folio) -> str:
    """What is on the receipt."""
    async with context.database.read() as conn:
        return context.keyring.pin(await conn.fetchval("SELECT id FROM case_file WHERE folio = $1", folio), 1)


async def joined(context: AppContext, director: Browser, people: int) -> list[Folio]:
    """Reports of so many people, joined by their pages."""
    folios = [await report(context, number) for number in range(people)]
    page = await director.get(f"{PAGE}/{folios[0]}/juntar")
    seen = await director.post(
        f"{PAGE}/{folios[0]}/juntar", [*page.hidden.items(), *(("case", one) for one in folios[1:])]
    )
    assert seen.path == f"{PAGE}/{folios[0]}?hecho=joined" and "Quedaron juntos" in seen.text
    return folios


async def test_an_officer_finds_joins_and_separates(context: AppContext, director: Browser) -> None:
    folios = [await report(context, number) for number in range(3)]
    other = await send(context, matter="Quiero un permiso para una fiesta", place="San Lorenzo")
    seen = await director.get(f"{PAGE}/{folios[0]}")
    assert f'href="{PAGE}/{folios[0]}/juntar"' in seen.text and 'data-testid="alike"' not in seen.text
    page = await director.get(f"{PAGE}/{folios[0]}/juntar")
    assert page.text.count('data-testid="likely"') == 2 and other not in page.text and f"{LEAK} 2" in page.text
    sent = [*page.hidden.items(), ("case", folios[1]), ("folio", folios[2])]
    seen = await director.post(f"{PAGE}/{folios[0]}/juntar", sent)
    assert "A 3 personas les pasa lo mismo" in seen.text and seen.text.count('data-testid="alike-case"') == 2
    listed = (await director.get(PAGE)).text
    assert listed.count('data-testid="row-others"') == 3 and "con 2 más" in listed
    seen = await act(director, folios[1], "separar", {})
    assert seen.path == f"{PAGE}/{folios[1]}?hecho=separated" and 'data-testid="alike"' not in seen.text
    seen = await director.get(f"{PAGE}/{folios[0]}")
    assert "A 2 personas les pasa lo mismo" in seen.text
    assert "Responder también el otro" in seen.text


async def test_a_person_who_wrote_twice_is_one(context: AppContext, director: Browser) -> None:
    folios = [await report(context, 1, contact="722 123 40 00") for _ in range(2)]
    page = await director.get(f"{PAGE}/{folios[0]}/juntar")
    seen = await director.post(f"{PAGE}/{folios[0]}/juntar", page.hidden | {"case": folios[1]})
    assert "Un contacto pidió lo mismo más de una vez" in seen.text


async def test_what_is_typed_wrongly_is_said_at_its_field(context: AppContext, director: Browser) -> None:
    mine, foreign = await report(context, 0), await send(context, department="tesoreria", topic="predial")
    page = await director.get(f"{PAGE}/{mine}/juntar")
    for typed, said in (
        ("", "Elija al menos un expediente"),
        (mine, "Este es el folio del mismo expediente"),
        (foreign, "Su área no tiene ningún expediente con este folio"),
        ("XX-1", "Su área no tiene ningún expediente con este folio"),
    ):
        seen = await director.post(f"{PAGE}/{mine}/juntar", page.hidden | {"folio": typed})
        assert seen.status == 400 and f'<a href="#folio">{said}' in seen.text and f'value="{typed}"' in seen.text, typed
    stale = await director.post(
        f"{PAGE}/{mine}/juntar", page.hidden | {"folio": await report(context, 1), "version": "99"}
    )
    assert stale.status == 409


async def test_one_box_answers_the_others_too(context: AppContext, director: Browser, new_browser: NewBrowser) -> None:
    folios = await joined(context, director, 5)
    form = {"answer": ANSWER, "delivery": "page", "others": "yes", "step": "preview"}
    named = await act(director, folios[0], "respuesta", form | {"answer": f"{NAME}: {ANSWER}"})
    assert named.status == 400 and "deja saber quién es una de estas personas" in named.text
    assert re.search(r'id="others-answer"[^>]* checked', named.text) and NAME in named.text
    seen = await act(director, folios[0], "respuesta", form)
    assert "Las otras 4 personas reciben las mismas palabras" in seen.text and "others-waiting" not in seen.text
    await act(director, folios[3], "aclaracion", {"question": "¿En qué esquina?"})
    await act(director, folios[4], "respuesta", {"answer": "Ya quedó.", "delivery": "page", "step": "send"})
    stale = await director.post(f"{PAGE}/{folios[0]}/respuesta", seen.hidden | form | {"step": "send"})
    assert stale.status == 409 and ANSWER in stale.text
    assert "Uno de ellos tiene una pregunta abierta" in stale.text
    seen = await act(director, folios[0], "respuesta", form)
    assert "Uno de ellos tiene una pregunta abierta" in seen.text
    done = await director.post(f"{PAGE}/{folios[0]}/respuesta", seen.hidden | form | {"step": "send"})
    assert done.path == f"{PAGE}/{folios[0]}?hecho=answered&otras=3&sin=1"
    assert "También se hizo con otros: 3." in done.text and "Quedaron como estaban" in done.text
    for folio, text in ((folios[1], ANSWER), (folios[4], "Ya quedó.")):
        person = await new_browser()
        mine = await person.send("/seguimiento", {"folio": folio, "pin": await pin_of(context, folio)})
        assert text in mine.text and "A 5 personas les pasa lo mismo" in mine.text
        assert not any(other in mine.text for other in folios if other != folio)


async def write_of(context: AppContext, folio: Folio, text: str) -> None:
    """The person of a joined case writes."""
    async with context.database.read() as conn:
        case_id = CaseId(await conn.fetchval("SELECT id FROM case_file WHERE folio = $1", folio))
    await citizen.write(context, case_id, text, uuid4())


async def test_what_changed_meanwhile_stands_on_the_preview_and_after_a_look_at_it_the_answer_goes_out(
    context: AppContext, director: Browser
) -> None:
    folios = await joined(context, director, 4)
    form = {"answer": ANSWER, "delivery": "page", "others": "yes"}
    page, path = await director.get(f"{PAGE}/{folios[0]}"), f"{PAGE}/{folios[0]}/respuesta"
    await write_of(context, folios[1], "Sale más agua.")
    preview = await director.post(path, page.hidden | form | {"step": "preview"})
    assert preview.status == 200 and "Uno de los expedientes juntos no está como usted lo vio" in preview.text
    assert f'href="{PAGE}/{folios[1]}"' in preview.text and "La persona escribió un mensaje" in preview.text
    assert 'role="status" tabindex="-1" data-autofocus data-testid="others-changed"' in preview.text
    assert re.search(r"\(La persona, \w+ \d+ de \w+ de \d{4}, \d+:\d{2}\)", preview.text)
    await act(director, folios[2], "separar", {})
    sent = preview.hidden | form | {"step": "send"}
    refused = await director.post(path, multipart(sent, [("antes.jpg", corpus.jpeg()), ("después.jpg", corpus.jpeg())]))
    assert refused.status == 409 and 'data-testid="answer-document"' in refused.text and ANSWER in refused.text
    assert f'data-testid="other-went"><a href="{PAGE}/{folios[2]}"' in refused.text
    assert refused.text.count("data-autofocus") == 1, "the error has the focus"
    assert f'href="{PAGE}/{folios[1]}"' not in refused.text, "it was seen on the preview"
    assert "<b>antes.jpg</b>" in refused.text and "<b>después.jpg</b>" in refused.text
    done = await director.post(
        path, multipart(refused.hidden | form | {"step": "send"}, [("antes.jpg", corpus.jpeg())])
    )
    assert done.path == f"{PAGE}/{folios[0]}?hecho=answered&otras=2&sin=0" and "antes.jpg" in done.text


async def test_when_the_own_case_changed_it_is_read_before_the_files_are_chosen(
    context: AppContext, director: Browser
) -> None:
    folios = await joined(context, director, 2)
    form = {"answer": ANSWER, "delivery": "page", "others": "yes"}
    page, path = await director.get(f"{PAGE}/{folios[0]}"), f"{PAGE}/{folios[0]}/respuesta"
    preview = await director.post(path, page.hidden | form | {"step": "preview"})
    await act(director, folios[0], "asunto", {"subject": "Fuga"})
    seen = await director.post(path, page.hidden | form | {"step": "preview"})
    assert seen.status == 409 and 'data-testid="case-page"' in seen.text and ANSWER in seen.text
    seen = await director.post(path, multipart(preview.hidden | form | {"step": "send"}, [("a.jpg", corpus.jpeg())]))
    assert seen.status == 409 and "Se cambió el asunto" in seen.text and "<b>a.jpg</b>" in seen.text
    again = await director.post(path, seen.hidden | form | {"step": "preview"})
    done = await director.post(path, again.hidden | form | {"step": "send"})
    assert done.path == f"{PAGE}/{folios[0]}?hecho=answered&otras=1&sin=0"


async def test_a_message_or_a_turning_that_comes_too_late_names_which_changed(
    context: AppContext, director: Browser
) -> None:
    folios = await joined(context, director, 3)
    page = await director.get(f"{PAGE}/{folios[0]}")
    await write_of(context, folios[1], "Sale más agua.")
    form = {"message": "La cuadrilla va mañana.", "others": "yes"}
    late = multipart(page.hidden | form, [("plano.jpg", corpus.jpeg())])
    seen = await director.post(f"{PAGE}/{folios[0]}/mensaje", late)
    assert seen.status == 409 and f'data-testid="other-changed"><a href="{PAGE}/{folios[1]}"' in seen.text
    assert "La persona escribió un mensaje" in seen.text and "Mientras tanto" not in seen.text
    assert "Lo que usted escribió sigue ahí." in seen.text and "<b>plano.jpg</b>" in seen.text
    assert re.search(r'id="others-message"[^>]* checked', seen.text)
    done = await director.post(f"{PAGE}/{folios[0]}/mensaje", seen.hidden | form)
    assert done.path.endswith("?hecho=wrote&otras=2&sin=0")
    turning = {"department": "agua", "reason": "other_department", "others": "yes"}
    preview = await act(director, folios[0], "turnar", turning)
    await act(director, folios[2], "nota", {"note": "Ya va la cuadrilla"})
    confirmed = {"confirmed": "yes"}
    late_turn = await director.post(f"{PAGE}/{folios[0]}/turnar", preview.hidden | confirmed)
    assert late_turn.status == 409 and 'data-testid="turn-preview"' in late_turn.text
    assert f'data-testid="other-changed"><a href="{PAGE}/{folios[2]}"' in late_turn.text
    done = await director.post(f"{PAGE}/{folios[0]}/turnar", late_turn.hidden | confirmed)
    assert done.path == f"{PAGE}?hecho=turned&otras=2&sin=0"


async def test_the_name_of_a_file_that_tells_of_a_person_is_refused_before_and_after_it_is_sent(
    context: AppContext, director: Browser
) -> None:
    folios = await joined(context, director, 2)
    page, own = await director.get(f"{PAGE}/{folios[0]}"), f"{PAGE}/{folios[0]}"
    token, said = page.hidden["csrf"], "El nombre de un archivo dice quién es una de estas personas"
    asked = await director.post(f"{own}/nombres", [("csrf", token), ("name", "plano.jpg"), ("name", f"{NAME}.jpg")])
    answer = json.loads(asked.text)
    assert asked.status == 400 and answer["code"] == "bad_input" and answer["fields"]["files"].startswith(said)
    fine = await director.post(f"{own}/nombres", {"csrf": token, "name": "plano.jpg"})
    assert (fine.status, json.loads(fine.text)) == (200, {})
    form = {"message": "La cuadrilla va mañana.", "others": "yes"}
    seen = await director.post(f"{own}/mensaje", multipart(page.hidden | form, [(f"{NAME}.jpg", corpus.jpeg())]))
    assert seen.status == 400 and f'<a href="#message_files">{said}' in seen.text
    form = {"answer": ANSWER, "delivery": "page", "others": "yes"}
    preview = await act(director, folios[0], "respuesta", form | {"step": "preview"})
    sent = multipart(preview.hidden | form | {"step": "send"}, [(f"{NAME}.jpg", corpus.jpeg())])
    seen = await director.post(f"{own}/respuesta", sent)
    assert (
        seen.status == 400 and 'data-testid="answer-document"' in seen.text and f'<a href="#files">{said}' in seen.text
    )
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT count(*) FROM case_message") == 0
        assert await conn.fetchval("SELECT count(*) FROM case_attachment") == 0
    alone = multipart(page.hidden | {"message": "Va mañana."}, [(f"{NAME}.jpg", corpus.jpeg())])
    assert (await director.post(f"{own}/mensaje", alone)).path.endswith("?hecho=wrote")


async def test_one_box_begins_with_the_others_and_asks_them_too(context: AppContext, director: Browser) -> None:
    folios = await joined(context, director, 3)
    await act(director, folios[0], "asignar", {"officer": await own_id(context)})
    seen = await act(director, folios[0], "empezar", {"others": "yes"})
    assert seen.path.endswith("?hecho=started&otras=2&sin=0") and "También se hizo con otros: 2." in seen.text
    await act(director, folios[1], "aclaracion", {"question": "¿En qué esquina?"})
    seen = await act(director, folios[0], "aclaracion", {"question": "¿De qué lado?", "others": "yes"})
    assert seen.path.endswith("?hecho=asked&otras=1&sin=1") and "ya se les había preguntado" in seen.text


async def test_who_begins_with_the_others_too_late_finds_the_box_ticked_still(
    context: AppContext, director: Browser
) -> None:
    folios = await joined(context, director, 2)
    page = await act(director, folios[0], "asignar", {"officer": await own_id(context)})
    await write_of(context, folios[1], "Sale más agua.")
    seen = await director.post(f"{PAGE}/{folios[0]}/empezar", page.hidden | {"others": "yes"})
    assert seen.status == 409 and f'data-testid="other-changed"><a href="{PAGE}/{folios[1]}"' in seen.text
    assert re.search(r'id="others-begin"[^>]* checked', seen.text)
    done = await director.post(f"{PAGE}/{folios[0]}/empezar", seen.hidden | {"others": "yes"})
    assert done.path.endswith("?hecho=started&otras=1&sin=0")


async def own_id(context: AppContext) -> str:
    """The director's account."""
    async with context.database.read() as conn:
        return str(await conn.fetchval("SELECT id FROM staff WHERE login = 'irma'"))


async def test_few_people_are_told_nothing_of_each_other(
    context: AppContext, director: Browser, new_browser: NewBrowser
) -> None:
    folios = await joined(context, director, 4)
    person = await new_browser()
    seen = await person.send("/seguimiento", {"folio": folios[0], "pin": await pin_of(context, folios[0])})
    assert 'data-testid="case-due"' in seen.text and 'data-testid="case-people"' not in seen.text


async def test_a_message_and_a_turning_go_to_the_others_too(context: AppContext, director: Browser) -> None:
    folios = await joined(context, director, 3)
    seen = await act(director, folios[0], "mensaje", {"message": "La cuadrilla va mañana.", "others": "yes"})
    assert seen.path.endswith("?hecho=wrote&otras=2&sin=0") and "Quedaron como estaban" not in seen.text
    assert "La cuadrilla va mañana." in (await director.get(f"{PAGE}/{folios[2]}")).text
    turning = {"department": "agua", "reason": "other_department", "others": "yes"}
    preview = await act(director, folios[0], "turnar", turning)
    assert 'data-testid="others-too"' in preview.text
    done = await director.post(f"{PAGE}/{folios[0]}/turnar", preview.hidden | {"confirmed": "yes"})
    assert done.path == f"{PAGE}?hecho=turned&otras=2&sin=0" and "También se hizo con otros: 2." in done.text
    assert (await director.get(f"{PAGE}/{folios[1]}")).code == "unknown_case"


async def test_several_are_joined_from_the_list(context: AppContext, director: Browser) -> None:
    for number in range(3):
        await report(context, number)
    seen = await director.get(PAGE)
    boxes = [("case", one) for one in re.findall(r'name="case" value="([^"]+)"', seen.text)]
    sent = [*seen.hidden.items(), ("act", "join")]
    one = await director.post(f"{PAGE}/varios", [*sent, boxes[0]])
    assert one.status == 400 and "Elija al menos dos expedientes" in one.text
    preview = await director.post(f"{PAGE}/varios", [*sent, *boxes])
    assert preview.text.count("Quedaría junto con los demás") == 3
    confirmed = [("case", one) for one in re.findall(r'name="case" value="([^"]+)"', preview.text)]
    done = await director.post(f"{PAGE}/varios", [*sent, *confirmed, ("step", "send")])
    assert done.path == f"{PAGE}?hecho=many" and done.text.count('data-testid="row-others"') == 3


async def test_a_complaint_is_offered_nothing(context: AppContext, new_browser: NewBrowser) -> None:
    folio = await send(context, kind="complaint", department="obras-publicas", topic="")
    keeper = await officer(context, new_browser, "clara", "contraloria")
    assert "/juntar" not in (await keeper.get(f"{PAGE}/{folio}")).text
    assert (await keeper.get(f"{PAGE}/{folio}/juntar")).path == f"{PAGE}/{folio}"
