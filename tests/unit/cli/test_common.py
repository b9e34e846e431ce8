"""Settings that cannot be used end in one sentence, which never holds a secret."""

import io
import sys

import pytest

from audiencia.cli.common import confirmed, settings_of
from audiencia.core.cli_text import Stop


def test_what_does_not_go_together_is_said_without_what_else_was_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIENCIA_SMTP_PASSWORD", "not to be seen")
    monkeypatch.setenv("AUDIENCIA_TURN_URLS", "turn:turn.example.mx")
    for secret in (None, ""):
        if secret is not None:
            monkeypatch.setenv("AUDIENCIA_TURN_SECRET", secret)
        with pytest.raises(Stop, match="TURN_SECRET") as stopped:
            settings_of()
        assert "not to be seen" not in str(stopped.value) and stopped.value.__cause__ is None
    monkeypatch.setenv("AUDIENCIA_TURN_SECRET", "s3cret")
    relay = settings_of().relay
    assert relay is not None and relay.urls == ("turn:turn.example.mx",)


def test_one_that_is_wrong_is_named_with_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIENCIA_TURN_URLS", "http://turn.example.mx")
    with pytest.raises(Stop, match=r"AUDIENCIA_TURN_URLS: .*http://turn\.example\.mx"):
        settings_of()


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("BACKUP_S3_ENDPOINT", "https://key:s3cret@s3.example.mx"),
        ("BACKUP_S3_ENDPOINT", "https://s3.example.mx/?s3cret"),
        ("BACKUP_TO", "s3://key:s3cret@backups"),
        ("METRICS_TOKEN", "s3cret"),
        ("TURN_URLS", "turn:somebody:s3cret@turn.example.mx"),
        ("TRUSTED_PROXIES", "http://somebody:s3cret@proxy"),
    ],
)
def test_a_value_that_may_hold_a_secret_is_not_said(name: str, given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"AUDIENCIA_{name}", given)
    with pytest.raises(Stop, match=f"AUDIENCIA_{name}") as stopped:
        settings_of()
    assert "s3cret" not in str(stopped.value) and stopped.value.__cause__ is None


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ("10.1.0.5/16", "escriba una dirección IP o una red"),
        ("proxy.example.mx", "escriba una dirección IP o una red"),
        ("10.1.0.5, 0.0.0.0/0", "se creería a cualquiera"),
        ("::/0", "se creería a cualquiera"),
    ],
)
def test_proxies_that_cannot_be_used_are_told(named: str, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "es_MX.UTF-8")
    monkeypatch.setenv("AUDIENCIA_TRUSTED_PROXIES", named)
    with pytest.raises(Stop) as caught:
        settings_of()
    assert str(caught.value).startswith("AUDIENCIA_TRUSTED_PROXIES") and why in str(caught.value)


@pytest.mark.parametrize("language", ["en_US.UTF-8", "es_MX.UTF-8"])
@pytest.mark.parametrize(
    ("typed", "means"),
    [("sí\n", True), ("Si \n", True), ("yes\n", True), ("no\n", False), ("n\n", False), ("\n", False), ("", False)],
)
def test_a_yes_counts_in_either_language(
    typed: str, means: bool, language: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", language)
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    assert confirmed("?") is means
    assert capsys.readouterr().out == ("? yes or no [no]: " if language.startswith("en") else "? sí o no [no]: ")
