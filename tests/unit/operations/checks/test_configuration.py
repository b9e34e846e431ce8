"""The lint of the privacy notice and of the colours."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from audiencia.cli.common import settings_of
from audiencia.cli.main import app
from audiencia.core.cli_text import _
from audiencia.operations.checks.configuration import contrast, lint, refuse_unfit, surroundings
from audiencia.operations.checks.notice_items import ITEMS
from audiencia.operations.checks.result import State, reds
from audiencia.settings.config import ConfigError, Municipality, Settings, load_municipality
from audiencia.settings.petition_rules import TopicTerm
from audiencia.settings.sign_in_rules import SignIn

EXAMPLE = Path(__file__).parents[4] / "config"


@pytest.fixture(autouse=True)
def spanish(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "es_MX.UTF-8")


@pytest.fixture(scope="module")
def municipality() -> Municipality:
    return load_municipality(EXAMPLE)


def with_notice(municipality: Municipality, **changed: object) -> Municipality:
    return municipality.model_copy(update={"notice": municipality.notice.model_copy(update=changed)})


def test_the_law_asks_for_nineteen_items() -> None:
    assert len(ITEMS) == 19


def test_the_example_treats_all_items_and_says_what_is_to_be_completed(municipality: Municipality) -> None:
    *to_complete, note = lint(municipality)
    assert to_complete and all("por completar" in one.sentence.said(_) for one in to_complete)
    assert {one.state for one in to_complete} == {State.AMBER} and note.state is State.AMBER
    *to_complete, note = lint(municipality, demo=False)
    assert {one.state for one in to_complete} == {State.RED} and note.state is State.AMBER
    assert note.sentence.said(_).startswith(f"quedan {len(municipality.services)} servicios de ejemplo")


def test_roles_that_see_everybodys_data_sign_in_with_a_second_step_but_in_a_demonstration(
    municipality: Municipality,
) -> None:
    place = "municipality.toml › sign_in › second_step"
    assert place not in [one.name.msgid for one in lint(municipality)]
    [told] = [one for one in lint(municipality, demo=False) if one.name.msgid == place]
    assert told.state is State.RED and told.sentence.said(_).endswith(
        "administrator, moderator, privacy_officer, auditor"
    )
    usual = municipality.model_copy(update={"sign_in": SignIn()})
    assert place not in [one.name.msgid for one in lint(usual, demo=False)]


def test_what_is_to_be_known_of_the_directory_stops_nothing(municipality: Municipality) -> None:
    empty = municipality.model_copy(update={"services": ()})
    [told] = [one for one in lint(empty, demo=False) if one.name.msgid == "services"]
    assert told.sentence.said(_).startswith("no hay servicios") and told.state is State.AMBER
    own = tuple(one.model_copy(update={"example": False, "topic": "nada"}) for one in municipality.services)
    left = lint(municipality.model_copy(update={"services": own}), demo=False)
    lost = [one for one in left if "tema «nada»" in one.sentence.said(_)]
    assert len(lost) == len(own) and not reds(lost)


def test_a_term_of_a_topic_that_is_not_there_is_told(municipality: Municipality) -> None:
    term = TopicTerm(department="agua", topic="nada", days=1)
    petitions = municipality.petitions.model_copy(update={"terms": (term,)})
    found = lint(municipality.model_copy(update={"petitions": petitions}), demo=False)
    lost = [one for one in found if "«agua» no tiene el tema «nada»" in one.sentence.said(_)]
    assert len(lost) == 1 and not reds(lost)
    assert all("no tiene el tema" not in one.sentence.said(_) for one in lint(municipality, demo=False))


@pytest.mark.parametrize("item", ITEMS)
def test_each_item_is_missed_when_its_section_is_gone(municipality: Municipality, item: str) -> None:
    full = municipality.notice.full
    heading = municipality.notice.items[item].es
    without = full.model_copy(update={"es": full.es.replace(f"## {heading}\n", "## Otra cosa\n")})
    found = [one for one in lint(with_notice(municipality, full=without)) if one.state is State.RED]
    assert [one.name.msgid for one in found] == ["notices/full.es.md"]
    assert heading in found[0].sentence.said(_)


def test_an_item_without_a_heading_is_named(municipality: Municipality) -> None:
    items = {code: text for code, text in municipality.notice.items.items() if code != "portability"}
    found = [one for one in lint(with_notice(municipality, items=items)) if one.state is State.RED]
    assert "falta este punto del art. 31: portabilidad" in found[0].sentence.said(_)


def test_an_empty_section_does_not_count(municipality: Municipality) -> None:
    full = municipality.notice.full
    start = full.en.index("## Portability") + len("## Portability\n")
    emptied = full.model_copy(
        update={"en": full.en[:start] + "\nYes.\n\n" + full.en[full.en.index("## Transparency") :]}
    )
    assert any(
        one.name.msgid == "notices/full.en.md" and one.state is State.RED
        for one in lint(with_notice(municipality, full=emptied))
    )


def test_colours_that_cannot_be_read_are_told(municipality: Municipality) -> None:
    colours = municipality.colours.model_copy(update={"brand": "#ffff00"})
    found = [one for one in lint(municipality.model_copy(update={"colours": colours})) if one.state is State.RED]
    assert "brand_ink no se lee sobre brand" in found[0].sentence.said(_)


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


WRONG = {
    "database_url": "mysql://nobody@nowhere/x",
    "tls_certificate": "/nowhere.pem",
    "media_host": "0.0.0.0",
    "smtp_host": "smtp.example.mx",
}


@pytest.mark.parametrize("name", [None, *WRONG])
@pytest.mark.parametrize("profile", ["demo", "production"])
def test_check_says_that_it_can_be_used_exactly_when_serve_starts_with_it(
    name: str | None, profile: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AUDIENCIA_DATA", str(tmp_path))
    if name is not None:
        monkeypatch.setenv(f"AUDIENCIA_{name.upper()}", WRONG[name])
    told = CliRunner().invoke(app, ["check", str(EXAMPLE), "--profile", profile])
    try:
        refuse_unfit(settings_of(profile=profile, config=EXAMPLE))
    except ConfigError:
        assert told.exit_code == 2 and "se puede usar" not in told.output.replace("no se puede usar", "")
    else:
        assert told.exit_code == 0 and "La configuración se puede usar." in told.output
    assert (told.exit_code == 0) == (name is None and profile == "demo")


def test_an_address_at_which_nothing_listens_is_told(municipality: Municipality) -> None:
    both = Settings(media_host="0.0.0.0", media_announce=("192.0.2.1", "2001:db8::1"))  # type: ignore[arg-type]
    (found,) = surroundings(both, municipality)
    assert "escuche también en IPv6" in found.sentence.said(_)
    assert not surroundings(both.model_copy(update={"media_host": "::"}), municipality)


def test_an_unfinished_notice_is_for_demonstrations_only() -> None:
    refuse_unfit(Settings(profile="demo", config=EXAMPLE))
    with pytest.raises(ConfigError, match="por completar"):
        refuse_unfit(Settings(profile="production", config=EXAMPLE))
