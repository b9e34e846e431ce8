"""How people are told is explained to whoever runs it, and half a setting is refused."""

from collections.abc import Mapping

import pytest

from audiencia.core.cli_text import _
from audiencia.operations.checks import notice_ways
from audiencia.operations.checks.result import State
from audiencia.settings.config import Settings
from audiencia.settings.notification_config import Sms
from tests.support.configuration import configured

MUNICIPALITY = configured()
SMS = Sms.model_validate({"url": "https://sms.example/send", "json": {"n": "{number}", "t": "{text}", "k": "{secret}"}})


def wrong(settings: Mapping[str, object], sms: Sms | None = None) -> list[str]:
    found = notice_ways.problems(Settings.model_validate(settings), MUNICIPALITY.model_copy(update={"sms": sms}))
    return [problem.name.msgid for problem in found]


def test_without_any_setting_every_way_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "es_MX.UTF-8")
    found = notice_ways.explain(Settings(), MUNICIPALITY)
    assert [(one.name.said(_), one.sentence.said(_)) for one in found] == [
        ("Avisos por correo", "apagado (AUDIENCIA_SMTP_HOST, AUDIENCIA_MAIL_FROM)"),
        ("Avisos por SMS", "apagado ([sms], municipality.toml)"),
        ("Avisos en el navegador", "apagado (AUDIENCIA_PUBLIC_URL https://…)"),
    ]
    assert wrong({}) == []


def test_all_of_them_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en")
    settings = {"smtp_host": "mail.example.mx", "mail_from": "a@example.mx", "sms_secret": "s"}
    there = MUNICIPALITY.model_copy(update={"sms": SMS})
    assert all(one.state is State.GREEN for one in notice_ways.explain(Settings.model_validate(settings), there))
    assert wrong(settings, SMS) == []


@pytest.mark.parametrize("code", ["sms", "push"])
def test_a_way_that_is_on_is_spoken_of_in_the_privacy_notice(code: str) -> None:
    items = {one: text for one, text in MUNICIPALITY.notice.items.items() if one != code}
    silent = MUNICIPALITY.model_copy(
        update={"sms": SMS, "notice": MUNICIPALITY.notice.model_copy(update={"items": items})}
    )
    there = notice_ways.explain(Settings(), silent)
    assert [one.code for one in there if "privacy notice" in one.sentence.msgid] == ([code] if code == "sms" else [])
    served = Settings.model_validate({"public_url": "https://audiencia.example.mx"})
    assert [one.code for one in notice_ways.explain(served, silent) if "privacy" in one.sentence.msgid] == [code]


@pytest.mark.parametrize(
    ("settings", "where"),
    [
        ({"smtp_host": "mail.example.mx"}, "AUDIENCIA_MAIL_FROM"),
        ({"mail_from": "a@example.mx"}, "AUDIENCIA_SMTP_HOST"),
        ({"smtp_host": "m.example.mx", "mail_from": "a@example.mx", "smtp_tls": "none"}, "AUDIENCIA_SMTP_TLS"),
        ({"smtp_host": "m.example.mx", "mail_from": "a@example.mx", "smtp_user": "u"}, "AUDIENCIA_SMTP_PASSWORD"),
        ({"push_contact": "somebody"}, "AUDIENCIA_PUSH_CONTACT"),
    ],
)
def test_half_a_setting_is_refused(settings: dict[str, object], where: str) -> None:
    assert wrong(settings) == [where]


def test_a_gateway_that_wants_a_secret_needs_one() -> None:
    assert wrong({}, SMS) == ["AUDIENCIA_SMS_SECRET"]


@pytest.mark.parametrize(
    ("settings", "subject"),
    [
        ({}, None),
        ({"public_url": "http://a.example.mx"}, None),
        ({"public_url": "https://a.example.mx"}, "https://a.example.mx"),
        ({"public_url": "https://a.example.mx", "mail_from": "a@example.mx"}, "mailto:a@example.mx"),
        ({"push_contact": "mailto:b@example.mx", "mail_from": "a@example.mx"}, "mailto:b@example.mx"),
        ({"public_url": "https://a.example.mx", "push": False}, None),
    ],
)
def test_push_needs_somebody_to_write_to(settings: dict[str, object], subject: str | None) -> None:
    assert Settings.model_validate(settings).push_subject == subject


@pytest.mark.parametrize(
    "broken",
    [{"json": {"t": "{text}"}}, {"form": {"n": "{number}"}}, {"json": {"n": "{number}", "t": "{text}"}, "form": {}}],
)
def test_a_gateway_without_number_or_text_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"number|text|form"):
        Sms.model_validate({"url": "https://sms.example/send", **broken})
