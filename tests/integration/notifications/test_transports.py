"""Each way of sending against a real server, in everything that such a server may do."""

import asyncio
import time
from contextlib import AsyncExitStack
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from audiencia.notifications import mail, push, sms, transport, trial, webpush
from audiencia.notifications.guard import Guard
from audiencia.notifications.kinds import Kind
from audiencia.notifications.mail import Mail
from audiencia.notifications.push import Push
from audiencia.notifications.rules import Failure, NotTaken
from audiencia.notifications.sms import SmsGateway
from audiencia.notifications.transport import Transport
from audiencia.notifications.words import Composer, Said
from audiencia.operations.free_ports import free_port
from audiencia.settings.config import Settings
from audiencia.settings.notification_config import Sms
from tests.integration.notifications.conftest import SENDER, Post
from tests.support.configuration import configured

COMPOSER = Composer(
    "Municipio de Ñuñoa & Ejemplo", "Ejemplo", "https://a.example.mx", ZoneInfo("America/Mexico_City"), lambda _, m: m
)
SAID = COMPOSER.compose(Kind.TURN_CALLED, "es-MX", {"number": "OP-017"})
TO = "ana.perez@example.org"


async def failing(way: Transport, address: str, notice_id: UUID | None = None) -> tuple[Failure, bool]:
    with pytest.raises(NotTaken) as caught:
        await way.send(notice_id or uuid4(), address, SAID, 60)
    return caught.value.failure, caught.value.final


def mail_to(port: int) -> Mail:
    return Mail("127.0.0.1", port, "none", SENDER)


async def test_a_letter_is_plain_and_html_in_the_municipalitys_name_and_fetches_nothing(post: Post) -> None:
    notice_id = uuid4()
    await mail_to(post.mail.port).send(notice_id, TO, SAID, 60)
    [letter] = post.mail.taken
    assert letter["From"] == "Municipio de Ñuñoa & Ejemplo <avisos@municipio.example.mx>"
    assert (letter["To"], letter["Subject"]) == (TO, "OP-017: you are being called now")
    assert letter["Message-ID"] == f"<{notice_id.hex}@municipio.example.mx>"
    assert letter["Auto-Submitted"] == "auto-generated"
    plain, rich = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None
    assert rich is not None
    assert "https://a.example.mx/turno" in plain.get_content()
    html = rich.get_content()
    assert "Municipio de Ñuñoa &amp; Ejemplo" in html
    assert not any(word in html for word in ("<img", "<script", "src=", "<link"))


@pytest.mark.parametrize(
    ("answers", "at_address", "expected"),
    [
        ("250 OK", "550 no such mailbox", (Failure.REFUSED, True)),
        ("250 OK", "450 greylisted", (Failure.BUSY, False)),
        ("554 looks like spam", "250 OK", (Failure.REFUSED, True)),
        ("451 later", "250 OK", (Failure.BUSY, False)),
        ("drop", "250 OK", (Failure.UNREACHABLE, False)),
    ],
)
async def test_what_a_mail_server_refuses(
    post: Post, answers: str, at_address: str, expected: tuple[Failure, bool]
) -> None:
    post.mail.answers, post.mail.at_address = [answers], [at_address]
    assert await failing(mail_to(post.mail.port), TO) == expected
    assert post.mail.taken == []


async def test_a_trial_goes_by_the_settings_as_they_are_and_says_why_not(post: Post) -> None:
    municipality = configured()
    settings = Settings.model_validate(
        {"smtp_host": "127.0.0.1", "smtp_port": post.mail.port, "smtp_tls": "none", "mail_from": SENDER, "push": False}
    )
    assert await trial.send(settings, municipality, "mail", TO) is None
    [letter] = post.mail.taken
    assert letter["To"] == TO and municipality.short_name in letter["Subject"]
    away = settings.model_copy(update={"smtp_port": free_port()})
    refused = await trial.send(away, municipality, "mail", TO)
    assert refused is not None and refused.failure is Failure.UNREACHABLE
    with pytest.raises(KeyError):
        await trial.send(settings, municipality, "push", TO)


async def test_a_mail_server_that_says_nothing_is_left_in_time(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "SLOWEST_SECONDS", 0.3)
    post.mail.hold = asyncio.Event()
    assert await failing(mail_to(post.mail.port), TO) == (Failure.TOO_SLOW, False)
    post.mail.hold.set()


async def test_a_mail_server_that_is_away_and_one_that_will_not_have_us() -> None:
    assert await failing(mail_to(free_port()), TO) == (Failure.UNREACHABLE, False)


async def test_a_password_that_the_mail_server_does_not_take_loses_no_letter(post: Post) -> None:
    way = Mail("127.0.0.1", post.mail.port, "none", SENDER, user="u", password="p")
    assert (await failing(way, TO))[1] is False


@pytest.mark.parametrize(
    "address", ["", "ana", "a@b\r\nBcc: c@d.example", "a@b.example, c@d.example", "<a@b.example>", 'x"@b.mx']
)
async def test_what_is_no_address_is_sent_nowhere(post: Post, address: str) -> None:
    assert await failing(mail_to(post.mail.port), address) == (Failure.NO_ADDRESS, True)
    assert post.mail.seen == []


async def pushing(post: Post, stack: AsyncExitStack, guard: Guard) -> Push:
    from audiencia.notifications import configured

    key = webpush.private_key(configured.push_key_of(post.settings))
    return await stack.enter_async_context(Push(key, "mailto:avisos@municipio.example.mx", guard))


async def test_a_browser_is_shown_the_number_and_the_municipality_alone(post: Post) -> None:
    subscription, browser = post.push.subscribe()
    async with AsyncExitStack() as stack:
        await (await pushing(post, stack, Guard(loopback=True))).send(uuid4(), subscription, SAID, 61.5)
    assert browser.shown == [
        {
            "title": "Municipio de Ñuñoa & Ejemplo",
            "body": "Number OP-017 is being called now. Touch here to answer.",
            "url": "https://a.example.mx/turno",
            "tag": "/turnoOP-017",
            "lang": "es-MX",
            "urgent": True,
        }
    ]
    assert (browser.headers[0]["TTL"], browser.headers[0]["Urgency"]) == ("61", "high")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (404, (Failure.GONE, True)), (410, (Failure.GONE, True)), (413, (Failure.TOO_LARGE, True)), (400, (Failure.REFUSED, True)),
        (403, (Failure.SETTINGS, False)), (429, (Failure.BUSY, False)), (500, (Failure.BUSY, False)), (302, (Failure.SETTINGS, False)),
    ],
)  # fmt: skip
async def test_what_a_push_service_answers(post: Post, status: int, expected: tuple[Failure, bool]) -> None:
    subscription, browser = post.push.subscribe()
    browser.statuses = [status]
    async with AsyncExitStack() as stack:
        assert await failing(await pushing(post, stack, Guard(loopback=True)), subscription) == expected


async def test_nothing_is_sent_to_this_machine_unless_tests_say_so(post: Post) -> None:
    subscription, browser = post.push.subscribe()
    async with AsyncExitStack() as stack:
        assert await failing(await pushing(post, stack, Guard()), subscription) == (Failure.FORBIDDEN_ADDRESS, True)
        assert await failing(await pushing(post, stack, Guard()), "{}") == (Failure.NO_ADDRESS, True)
    assert browser.headers == []


async def test_a_gateway_gets_the_form_that_is_configured(post: Post) -> None:
    assert post.context.municipality.sms is not None
    async with SmsGateway(post.context.municipality.sms, "s3cret") as way:
        await way.send(uuid4(), "+52 55 1234 5678", SAID, 60)
    text = "Ejemplo: number OP-017 is being called now. Answer on its page. https://a.example.mx/turno"
    assert post.sms.sent == [{"to": ["+525512345678"], "message": {"text": text}, "flash": False}]
    assert post.sms.asked[0]["Authorization"] == "Bearer s3cret"


async def test_a_gateway_with_a_form_and_one_with_an_address_alone(post: Post) -> None:
    form = Sms.model_validate({"url": post.sms.url, "form": {"n": "{number}", "t": "{text}"}, "number_form": "digits"})
    query = Sms.model_validate({"url": post.sms.url, "method": "GET", "query": {"n": "{number}", "t": "{text}"}})
    for gateway in (form, query):
        async with SmsGateway(gateway, "") as way:
            await way.send(uuid4(), "+525512345678", SAID, 60)
    assert post.sms.sent[0]["n"] == "525512345678"
    assert post.sms.asked[1]["n"] == "+525512345678"


@pytest.mark.parametrize(
    ("status", "expected"),
    [(400, (Failure.REFUSED, True)), (401, (Failure.SETTINGS, False)), (404, (Failure.SETTINGS, False)), (503, (Failure.BUSY, False)),
     (302, (Failure.SETTINGS, False))],
)  # fmt: skip
async def test_what_a_gateway_answers(post: Post, status: int, expected: tuple[Failure, bool]) -> None:
    post.sms.statuses = [status]
    assert post.context.municipality.sms is not None
    async with SmsGateway(post.context.municipality.sms, "s3cret") as way:
        assert await failing(way, "+525512345678") == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [("7", 7.0), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0), ("soon", None), (None, None), ("99999999", 21600.0)],
)
def test_when_to_come_again(said: str | None, expected: float | None) -> None:
    problem = transport.refused(503, said, time.time())
    assert problem is not None
    assert problem.wait == expected


def test_every_way_takes_less_time_than_a_claim_lasts() -> None:
    from audiencia.notifications import deliver

    slowest = max(mail.SLOWEST_SECONDS, push.SLOWEST_SECONDS, sms.SLOWEST_SECONDS)
    assert slowest + deliver.NOTE_TRIES * deliver.NOTE_SECONDS < deliver.LEASE_SECONDS
    assert isinstance(SAID, Said)
