"""Whether staff could sign in through the identity provider, asked of one that answers and of ones that do not."""

import pytest

from audiencia.core.cli_text import _
from audiencia.operations.checks import provider, provider_answers
from audiencia.operations.checks.result import State
from audiencia.operations.free_ports import free_port
from audiencia.settings.config import Municipality, Settings
from audiencia.settings.sign_in_rules import Provider, SignIn
from tests.support.configuration import configured
from tests.support.issuer import running_issuer


@pytest.fixture(autouse=True)
def spanish(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "es_MX.UTF-8")


def with_issuer(issuer: str) -> Municipality:
    groups = [{"group": "g", "role": "moderator"}]
    rules = Provider.model_validate({"issuer": issuer, "client_id": "a", "groups": groups})
    return configured().model_copy(update={"sign_in": SignIn(provider=rules)})


async def test_a_provider_is_asked_as_a_sign_in_does() -> None:
    async with running_issuer() as issuer:
        for said, state, words in (
            ({}, State.GREEN, "responde"),
            ({"issuer": "https://id.example"}, State.RED, "(issuer)"),
        ):
            issuer.discovery = said
            [found] = await provider_answers.found(Settings(), with_issuer(issuer.url))
            assert found.state is state and words in found.sentence.said(_)
    [found] = await provider_answers.found(Settings(), with_issuer(f"http://127.0.0.1:{free_port()}"))
    assert found.state is State.RED and found.sentence.said(_).endswith("no responde")
    assert await provider_answers.found(Settings(), configured()) == []


@pytest.mark.parametrize(
    ("profile", "issuer", "secret", "wrong"),
    [
        ("production", "https://id.example", "x", []),
        ("production", "http://127.0.0.1:8", "x", ["debe empezar con https://"]),
        ("demo", "http://127.0.0.1:8", "x", []),
        ("demo", "http://id.example", "x", ["debe empezar con https://"]),
        ("production", "https://id.example", None, ["falta para entrar con la cuenta del municipio"]),
    ],
)
def test_what_others_could_read_or_nobody_could_use_is_wrong(
    profile: str, issuer: str, secret: str | None, wrong: list[str]
) -> None:
    settings = Settings.model_validate({"profile": profile, "oidc_secret": secret})
    assert [one.sentence.said(_) for one in provider.problems(settings, with_issuer(issuer))] == wrong
