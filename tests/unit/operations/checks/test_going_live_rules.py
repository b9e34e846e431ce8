"""What must not go live is red; a municipality of its own, at an address of its own, is green."""

from datetime import date
from pathlib import Path

import pytest

from audiencia.core.cli_text import _
from audiencia.core.paths import lock_file
from audiencia.operations.checks import going_live_rules as rules
from audiencia.operations.checks.result import Check, State
from audiencia.settings.config import Municipality, Settings, load_municipality

EXAMPLE = Path(__file__).parents[4] / "config"


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")


@pytest.fixture(scope="module")
def ours() -> Municipality:
    return load_municipality(EXAMPLE)


@pytest.fixture
def own(ours: Municipality) -> Municipality:
    notice = ours.notice.model_copy(
        update={
            "version": "2026-1",
            "short": ours.notice.short.model_copy(update={"es": "Nuestro aviso"}),
            "full": ours.notice.full.model_copy(update={"es": "Nuestro aviso"}),
        }
    )
    *nation, municipal = ours.emergency
    return ours.model_copy(
        update={
            "name": "Municipio de Aquí",
            "short_name": "Aquí",
            "contact": ours.contact.model_copy(update={"phone": "722 123 4567"}),
            "emergency": (*nation, municipal.model_copy(update={"number": "722 765 4321"})),
            "services": (),
            "notice": notice,
        }
    )


def said(one: Check) -> str:
    return one.sentence.said(_)


def test_an_own_municipality_at_its_own_address_may_open(own: Municipality, ours: Municipality) -> None:
    settings = Settings(public_url="https://audiencia.aqui.example")
    found = rules.of_files(settings, own, ours, {"AUDIENCIA_PORT": "8080", "PATH": "/bin"})
    assert {one.state for one in found} == {State.GREEN}


@pytest.mark.parametrize(
    ("field", "where"),
    [
        ("name", "municipality.toml › name"),
        ("short_name", "municipality.toml › name"),
        ("contact", "municipality.toml › contact › phone"),
        ("emergency", "municipality.toml › emergency › number"),
        ("notice", "notices"),
        ("services", "services"),
    ],
)
def test_each_part_of_the_example_is_named(own: Municipality, ours: Municipality, field: str, where: str) -> None:
    found = rules.example(own.model_copy(update={field: getattr(ours, field)}), ours)
    assert found.state is State.RED and said(found) == f"of the example: {where}"


@pytest.mark.parametrize("before", ["+52 ", "01 ", "52"])
def test_the_examples_telephones_are_known_however_they_are_dialled(
    own: Municipality, ours: Municipality, before: str
) -> None:
    phone = ours.contact.model_copy(update={"phone": f"{before}{ours.contact.phone}"})
    last = ours.emergency[-1].model_copy(update={"number": f"{before}{ours.emergency[-1].number}"})
    left = own.model_copy(update={"contact": phone, "emergency": (last,)})
    assert said(rules.example(left, ours)).count("municipality.toml") == 2


@pytest.mark.parametrize("url", [None, "http://audiencia.example"])
def test_an_address_without_https_is_red(url: str | None) -> None:
    found = rules.address(Settings(public_url=url))
    assert found.state is State.RED and "AUDIENCIA_PUBLIC_URL" in said(found)


@pytest.mark.parametrize("given", [{"profile": "demo"}, {"lan": True}, {"push_loopback": True}])
def test_what_is_for_demonstrations_and_tests_is_red(given: dict[str, object]) -> None:
    assert rules.profile(Settings.model_validate(given)).state is State.RED


def test_a_variable_that_sets_nothing_is_named() -> None:
    found = rules.variables({"AUDIENCIA_PUBLICURL": "https://a.example", "AUDIENCIA_PORT": "1", "HOME": "/"})
    assert found.state is State.RED and said(found) == "not known: AUDIENCIA_PUBLICURL"
    assert rules.variables({"audiencia_port": "1", "AUDIENCIA_PRACTICE_KEY": "x"}).state is State.GREEN


@pytest.mark.parametrize(("encrypted", "state"), [(False, State.RED), (True, State.GREEN), (None, State.GREEN)])
def test_mail_that_is_not_encrypted_is_red(encrypted: bool | None, state: State) -> None:
    assert rules.mail(encrypted).state is state


@pytest.mark.parametrize(("there", "state"), [(False, State.RED), (None, State.RED), (True, State.GREEN)])
def test_without_an_administrator_it_is_red(there: bool | None, state: State) -> None:
    assert rules.administrator(there).state is state


@pytest.mark.parametrize(
    ("first", "state"),
    [
        ("# Locked on 2026-11-30", State.GREEN), ("# Locked on 2026-09-01", State.GREEN), ("# Locked on 2026-08-31", State.AMBER),
        ("# Locked on 2026-06-01", State.AMBER), ("# Locked on 2026-05-31", State.RED), ("aiohttp==3.14.5 \\", State.AMBER),
    ],
)  # fmt: skip
def test_packages_that_were_not_brought_up_to_date_are_told(first: str, state: State) -> None:
    assert rules.packages(f"{first}\naiodns==1\n", date(2026, 12, 2)).state is state


def test_the_lock_says_when_it_was_made() -> None:
    assert "not known" not in said(rules.packages(lock_file().read_text(), date(2026, 12, 2)))
