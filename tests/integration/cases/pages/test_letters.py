"""The letter of an answer, and how strangers verify it by what stands on it."""

import re
from uuid import uuid4

import pytest
from limits import parse

from audiencia.cases.use_cases import citizen
from audiencia.cases.use_cases.verify import code_of
from audiencia.core.ids import CaseId
from audiencia.http.limits import rates
from audiencia.privacy import store as persons
from audiencia.runtime.context import AppContext
from tests.support.letters import code_on, text_of
from tests.support.page_browser import Browser, NewBrowser, Seen
from tests.support.page_cases import MATTER, NAME, answered_case, send

PAGE = "/verificar"
TEXT = "\n".join(
    f"{number}. La cuadrilla fijó el «bache» en 1/2 día — ofició a la zona {number}; costo: $0.00."
    for number in range(70)
)
WRONG = "No se envió ninguna respuesta con este folio y este código: cópielos como están en la carta"


async def letter(staff: Browser, folio: str, answer: object) -> str:
    """What stands on it, all pages."""
    await staff.send("/entrar", {"username": "responde", "password": "tapo7-rilu3-semi4-kado5"})
    status, _, content = await staff.download(f"/expedientes/{folio}/respuestas/{answer}.pdf")
    assert status == 200
    return text_of(content)


async def verify(browser: Browser, folio: str, code: str) -> Seen:
    """As somebody types it."""
    return await browser.send(PAGE, {"folio": folio, "code": code})


async def test_a_letter_is_verified_by_what_stands_on_it(
    context: AppContext, browser: Browser, new_browser: NewBrowser
) -> None:
    folio, _, answer = await answered_case(context, TEXT)
    paper = await letter(browser, folio, answer)
    legal_basis = context.municipality.petitions.legal_basis
    assert legal_basis is not None and legal_basis.es in re.sub(r"\s+", " ", paper)
    code, stranger = code_on(paper), await new_browser()
    seen = await verify(stranger, folio.lower().replace("-", " "), code.lower().replace("-", ""))
    assert seen.status == 200 and 'data-testid="genuine"' in seen.text
    assert "Obras Públicas" in seen.text and "Responde" in seen.text
    assert 'data-testid="addressee"' in seen.text
    assert all(one not in seen.text for one in (NAME, MATTER, "cuadrilla", 'data-testid="not-last"'))
    copied = paper.partition(NAME)[2].partition("Atentamente")[0]
    assert copied.count(f"{folio} · ") > 1, "with the feet of its pages"
    same = await stranger.post(PAGE, seen.hidden | {"text": copied})
    assert 'data-testid="same-text"' in same.text
    for other in (
        copied.replace("$0.00", "$9.00", 1), copied + " Pague en caja.", TEXT[:-1],
        f"{copied} {folio} · 012345678901234567 / 50",
    ):  # fmt: skip
        told = await stranger.post(PAGE, seen.hidden | {"text": other})
        assert 'data-testid="other-text"' in told.text and 'data-testid="genuine"' in told.text


async def test_of_a_letter_with_signs_that_no_font_draws_the_copy_is_its_text(
    context: AppContext, browser: Browser, new_browser: NewBrowser
) -> None:
    """One of SignWriting, and one of the Khitan script."""
    text = "El bache se tapó \U0001d800, y la calle \U00018b00 \U0001d800 quedó limpia ☎."
    folio, _, answer = await answered_case(context, text)
    paper = await letter(browser, folio, answer)
    copied = paper.partition(NAME)[2].partition("Atentamente")[0]
    assert "[emoji]" in copied and "[letras de otra escritura]" in re.sub(r"\s+", " ", copied)
    stranger = await new_browser()
    seen = await verify(stranger, folio, code_on(paper))
    english = copied.replace("letras de otra escritura", "letters of another script")
    for brought, told in (
        (copied, "same"), (english, "same"), (text, "same"), (text.replace("\U0001d800", ""), "other"),
        (copied.replace("limpia", "sucia"), "other"), (copied.replace("[emoji]", "", 1), "other"),
    ):  # fmt: skip
        assert f'data-testid="{told}-text"' in (await stranger.post(PAGE, seen.hidden | {"text": brought})).text


@pytest.mark.parametrize(
    "damage", ["UPDATE case_message SET content_sealed = 'x'", "UPDATE person SET key_wrapped = '\\x01ff'"]
)
async def test_of_an_answer_that_does_not_open_it_is_not_said_that_none_was_sent(
    context: AppContext, browser: Browser, damage: str
) -> None:
    folio, _, answer = await answered_case(context, TEXT)
    async with context.database.begin() as tx:
        await tx.conn.execute(damage)
    seen = await verify(browser, folio, code_of(context.keyring, answer))
    assert seen.code == "data_unreadable" and WRONG not in seen.text
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT count(*) FROM unreadable") == 1


async def test_nothing_else_is_known(context: AppContext, browser: Browser, new_browser: NewBrowser) -> None:
    folio, _, answer = await answered_case(context)
    code, stranger, other = code_on(await letter(browser, folio, answer)), await new_browser(), await send(context)
    assert 'data-testid="genuine"' in (await verify(stranger, folio, code)).text
    changed = ("0" if code[0] != "0" else "1") + code[1:]
    for typed_folio, typed in ((folio, changed), (other, code), (folio, folio), (folio[:-1] + "U", code), ("x", "y")):
        seen = await verify(stranger, typed_folio, typed)
        assert seen.status == 400 and WRONG in seen.text and "Responde" not in seen.text
    async with context.database.read() as conn:
        row = await conn.fetchrow("SELECT id, person_id FROM case_file WHERE folio = $1", folio)
    assert row is not None
    await citizen.reopen(context, CaseId(row["id"]), "partly", "", uuid4())
    assert 'data-testid="genuine"' in (await verify(stranger, folio, code)).text, "it was sent all the same"
    async with context.database.begin() as tx:
        await persons.erase_person(tx.conn, context.keyring, row["person_id"])
    assert WRONG in (await verify(stranger, folio, code)).text


async def test_guesses_are_limited(
    context: AppContext, new_browser: NewBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "FOLLOWS_PER_ADDRESS", parse("2/15 minutes"))
    folio, stranger = await send(context), await new_browser()
    assert [(await verify(stranger, folio, "0" * 16)).status for _ in range(3)] == [400, 400, 429]
