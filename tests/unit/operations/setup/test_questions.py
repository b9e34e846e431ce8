"""The questions of a new municipality: what follows what, what is refused and why, going back, and going on later."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from audiencia.cli.main import app
from audiencia.core.cli_text import Stop
from audiencia.core.paths import example_root
from audiencia.operations.checks import configuration
from audiencia.operations.checks.result import reds
from audiencia.operations.setup import beginning
from audiencia.operations.setup.questions import questions
from audiencia.settings.config import load_municipality
from audiencia.settings.config_files import ConfigError

GOOD = {
    "Nombre completo": "Municipio de Tepetlixpa",
    "Teléfono": "597 976 0000",
    "Domicilio": "Plaza de la Constitución 1",
    "Número de emergencias": "597 976 1111",
    "Áreas que atienden": "Obras Públicas; Agua Potable; Contraloría",
    "Temas de «Agua Potable»": "Fugas; No llega el agua",
    "Color principal": "0a5c36",
    "Área que recibe quejas": "contraloría",
    "Día de la semana": "Jueves",
}


class Somebody:
    """Answers what is said in `GOOD`, takes what is usual for the rest, and `first` says something else before."""

    def __init__(self, first: dict[str, list[str]] | None = None, most: int = 1000) -> None:
        self.first, self.most, self.asked = first or {}, most, list[str]()
        self.told: list[str] = []

    def ask(self, question: str, usual: str) -> str:
        if len(self.asked) >= self.most:
            raise EOFError
        self.asked.append(question)
        for begins, answers in self.first.items():
            if question.startswith(begins) and answers:
                return answers.pop(0)
        return next((one for begins, one in GOOD.items() if question.startswith(begins)), "")


def test_a_municipality_by_answers_that_the_check_takes(tmp_path: Path) -> None:
    somebody, target = Somebody(), tmp_path / "config"
    beginning.run(target, somebody.ask, somebody.told.append)
    made = load_municipality(target)
    assert not reds(configuration.lint(made))
    assert (made.name, made.short_name, made.folio_prefix) == ("Municipio de Tepetlixpa", "Tepetlixpa", "TEP")
    assert (made.session.weekday, made.session.lobby.isoformat()) == (4, "09:00:00")
    assert [one.slug for one in made.departments] == ["obras-publicas", "agua-potable", "contraloria"]
    assert [one.slug for one in made.departments[1].topics] == ["fugas", "no-llega-el-agua"]
    assert made.petitions.complaints_to == "contraloria" and made.colours.brand_ink == "#ffffff"
    assert made.emergency[-1].digits == "5979761111" and made.emergency[0].digits == "911"
    assert "# Whom to call" in (target / "municipality.toml").read_text("utf-8")
    assert not (target / beginning.STATE).exists()
    with pytest.raises(Stop):
        beginning.run(target, somebody.ask, somebody.told.append)


@pytest.mark.parametrize(
    ("begins", "typed", "said"),
    [
        ("Nombre completo", "", "vacío"), ("Zona horaria", "America/Metepec", "no se conoce"), ("Letras con", "M", "2 a 5"),
        ("Día de la semana", "feriado", "nombre de un día"), ("Hora a la que empieza", "las diez", "10:00"),
        ("Hora a la que termina", "09:30", "después de las 10:00"), ("Desde qué hora", "10:30", "después de las 10:00"),
        ("Color principal", "vino", "#691c32"), ("Color de las letras sobre #0a5c36", "#123456", "contraste"),
        ("Teléfono", "no hay", "cifras"), ("Número de emergencias", "+52 800 911 2000", "el propio del municipio"),
        ("Áreas que", ";", "al menos uno"), ("Áreas que", "1; 2", "empezar con una letra"),
        ("Áreas que", "Agua; AGUA", "dos veces"), ("Área que recibe", "Tránsito", "escriba una de estas"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_asked_again(tmp_path: Path, begins: str, typed: str, said: str) -> None:
    somebody = Somebody({begins: [typed]})
    beginning.run(tmp_path / "config", somebody.ask, somebody.told.append)
    assert any(said in one for one in somebody.told)


@pytest.mark.parametrize(
    ("answers", "demo"),
    [
        ({}, True),
        ({"Aviso de privacidad": "Unidad de Transparencia, 597 976 2222"}, True),
        ({"Aviso de privacidad": "Unidad de Transparencia, 597 976 2222", "¿Ya revisó": "sí"}, False),
    ],
)
def test_the_notice_is_an_example_until_all_is_said_and_reviewed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: dict[str, str], demo: bool
) -> None:
    somebody, target = Somebody(), tmp_path / "config"
    monkeypatch.setattr(f"{__name__}.GOOD", {**GOOD, **answers})
    beginning.run(target, somebody.ask, somebody.told.append)
    notice, example = load_municipality(target).notice, load_municipality(example_root()).notice
    assert bool(reds(configuration.lint(load_municipality(target), demo=False))) is demo
    for text in (notice.full.es, notice.full.en, notice.short.es, notice.short.en):
        assert "Municipio de Tepetlixpa" in text and "Ejemplo" not in text
        assert bool(re.match(r"\*\*.*([Ee]jemplo|[Ee]xample)", text)) is demo
    assert (notice.version == example.version) is demo
    assert ("597 976 2222" in notice.full.en) is bool(answers)


def test_it_goes_on_where_it_was_left_and_goes_back_a_question(tmp_path: Path) -> None:
    target, first = tmp_path / "config", Somebody(most=7)
    with pytest.raises(Stop):
        beginning.run(target, first.ask, first.told.append)
    left = CliRunner().invoke(app, ["check", str(target)])
    assert isinstance(left.exception, Stop) and f"audiencia init {target}" in str(left.exception)
    second = Somebody({"Hora a la que termina": ["<"], "Hora a la que empieza": ["11:30"]})
    beginning.run(target, second.ask, second.told.append)
    assert any("7 respuestas" in one for one in second.told)
    assert not any(one.startswith("Nombre completo") for one in second.asked)
    assert load_municipality(target).session.opens.isoformat() == "11:30:00"


def test_answers_that_make_no_configuration_are_gone_back_through(tmp_path: Path) -> None:
    target, first = tmp_path / "config", Somebody({"Hora a la que termina": ["10:10"]})
    with pytest.raises(ConfigError, match="slot_minutes"):
        beginning.run(target, first.ask, first.told.append)
    second, asks = Somebody(), "Hora a la que termina"

    def ask(question: str, usual: str) -> str:
        if question.startswith(asks):
            return second.ask(question, usual) or "13:00"
        return second.ask(question, usual) if any(one.startswith(asks) for one in second.asked) else "<"

    beginning.run(target, ask, second.told.append)
    assert load_municipality(target).session.closes.isoformat() == "13:00:00"


def test_departments_without_a_longer_word_get_a_prefix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.GOOD", {**GOOD, "Áreas que atienden": "C5; O.D.A.P.A.S.; TI; Contraloría"})
    somebody, target = Somebody(), tmp_path / "config"
    beginning.run(target, somebody.ask, somebody.told.append)
    assert [one.prefix for one in load_municipality(target).departments] == ["CA", "OD", "TI", "CO"]


def test_answers_that_cannot_be_read_are_said(tmp_path: Path) -> None:
    (tmp_path / beginning.STATE).write_text("{")
    with pytest.raises(Stop):
        beginning.run(tmp_path, Somebody().ask, print)


def test_upon_every_colour_something_can_be_read() -> None:
    def shades() -> Iterator[str]:
        for value in range(0, 256, 5):
            yield f"#{value:02x}{value:02x}{value:02x}"

    for shade in shades():
        asked = {one.key: one for one in questions({"brand": shade})}
        assert asked["brand_ink"].check(asked["brand_ink"].default) == asked["brand_ink"].default
