"""The example configuration is usable, and whatever is wrong in one is told in words, with file and place."""

import shutil
from pathlib import Path

import pytest
from pydantic import ValidationError

from audiencia.core.cli_text import _
from audiencia.operations.checks.configuration import lint
from audiencia.settings.config import ConfigError, Settings, load_municipality, spare_cores

EXAMPLE = Path(__file__).parents[3] / "config"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LC_ALL", "es_MX.UTF-8")
    return Path(shutil.copytree(EXAMPLE, tmp_path / "config"))


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def problems(folder: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load_municipality(folder)
    return str(caught.value)


def test_the_example_has_departments_with_topics_in_both_languages() -> None:
    municipality = load_municipality(EXAMPLE)
    assert len(municipality.public_departments) == 18
    assert all(4 <= len(one.topics) <= 10 for one in municipality.public_departments)
    assert sum(len(one.topics) for one in municipality.departments) >= 120
    assert municipality.departments[0].name.en == "Public Works"
    assert {one.outcome for one in municipality.dispositions} == {"resolved_immediately", "in_process"}


def test_the_mayors_line_is_nobodys_choice_and_one_topic_leads_there() -> None:
    municipality = load_municipality(EXAMPLE)
    assert [one.slug for one in municipality.departments if one.by_rule] == ["presidencia"]
    assert municipality.is_by_rule("presidencia")
    assert municipality.topic_leads_to("seguridad", "queja-de-trato") == "presidencia"
    assert municipality.topic_leads_to("seguridad", "senales") is None


def test_the_example_has_a_directory_in_which_each_department_does_something() -> None:
    municipality = load_municipality(EXAMPLE)
    assert len(municipality.services) >= 60
    assert {one.department for one in municipality.services} == {one.slug for one in municipality.public_departments}
    office = municipality.office(municipality.public_departments[0])
    assert office.phone != municipality.contact.phone
    assert municipality.office(municipality.departments[-1]).phone == municipality.contact.phone


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("agua", "[[services]]", "[[service]]", "services/agua.toml › service: aquí van solo bloques [[services]]"),
        ("agua", 'slug = "falta-de-agua"', 'slug = "fuga-de-agua"', "services: slug «agua/fuga-de-agua» está dos veces"),
        ("agua", "cost = {", "costs = {", "services/agua.toml › services › fuga-de-agua › costs: esta clave no se conoce"),
        ("tesoreria", "steps = [", "steps = []\nlinks = [", "steps: no puede quedar vacío"),
    ],
)  # fmt: skip
def test_a_service_that_cannot_be_used_is_told_with_its_file(
    folder: Path, file: str, old: str, new: str, said: str
) -> None:
    change(folder / "services" / f"{file}.toml", old, new)
    assert said in problems(folder)


def found(folder: Path) -> str:
    return "\n".join(f"{one.name.said(_)}: {one.sentence.said(_)}" for one in lint(load_municipality(folder)))


def test_services_that_lead_nowhere_are_told_by_the_check(folder: Path) -> None:
    (folder / "services" / "agua.toml").rename(folder / "services" / "agva.toml")
    change(folder / "services" / "tesoreria.toml", 'topic = "predial"', 'topic = "nada"')
    assert "agva" not in found(folder), "nobody minds what is lost of the example"
    for name in ("agva", "tesoreria"):
        change(folder / "services" / f"{name}.toml", "example = true\n", "")
    told = found(folder)
    assert "services/agva.toml › fuga-de-agua: no es de un área que se pueda elegir" in told
    assert "services/tesoreria.toml › pago-de-predial: el área no tiene el tema «nada»" in told


def test_a_municipality_may_have_no_directory(folder: Path) -> None:
    shutil.rmtree(folder / "services")
    assert load_municipality(folder).services == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('prefix = "TE"\n', 'prefix = "TE"\ncarried_over_times = 2\n', "carried_over_times solo va con by_rule = true"),
        ('to = "presidencia"', 'to = "agua"', "lo atiende «agua» (to), que no es un área que nadie elige"),
        ('to = "presidencia"', 'to = "nada"', "lo atiende «nada» (to)"),
        ("by_rule = true\n", "by_rule = true\nask_for_director = true\n", "con by_rule nadie elige"),
        ('"asunto-turnado",', '"asunto-turnado", to = "presidencia",', "nadie elige esta área (by_rule)"),
        ('prefix = "TE"\n', 'prefix = "TE"\nby_rule = true\ncarried_over_times = 2\n', "solo un área puede ser la de quien pasó"),
    ],
)  # fmt: skip
def test_rules_that_lead_nowhere_are_said_in_plain_words(folder: Path, old: str, new: str, said: str) -> None:
    file = folder / "departments.toml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    assert said in problems(folder)


@pytest.mark.parametrize(
    ("group", "said"),
    [
        ('role = "gerente"', "'auditor'"),
        ('role = "interpreter"', "'auditor'"),
        ('role = "director"', "tienen área"),
        ('role = "moderator", department = "obras-publicas"', "tienen área"),
        ('role = "director", department = "nada"', "no hay un área «nada»"),
    ],
)
def test_a_group_of_the_identity_provider_gives_a_role_that_there_is(folder: Path, group: str, said: str) -> None:
    provider = (
        f'[sign_in.provider]\nissuer = "https://id.example"\nclient_id = "a"\ngroups = [{{ group = "g", {group} }}]\n'
    )
    with (folder / "municipality.toml").open("a", encoding="utf-8") as file:
        file.write(provider)
    assert said in problems(folder)


def test_one_department_at_least_can_be_chosen(folder: Path) -> None:
    file = folder / "departments.toml"
    text = file.read_text("utf-8").replace("ask_for_director = true\n", "").replace(' to = "presidencia",', "")
    text = text.replace("by_rule = true\n", "").replace("\nname = {", "\nby_rule = true\nname = {")
    file.write_text(text, "utf-8")
    assert "elegir al menos un área" in problems(folder)


def test_the_notice_hash_changes_with_any_of_its_words(folder: Path) -> None:
    before = load_municipality(folder).notice.hash
    assert before == load_municipality(EXAMPLE).notice.hash
    change(folder / "notices" / "full.en.md", "compulsory", "required")
    assert load_municipality(folder).notice.hash != before


def test_an_unknown_key_is_refused_with_the_one_that_was_meant(folder: Path) -> None:
    change(folder / "municipality.toml", "queue_cap", "queue_cup")
    assert "municipality.toml › limits › queue_cup: esta clave no se conoce; ¿quiso decir «queue_cap»?" in problems(
        folder
    )


def test_a_missing_value_is_named_by_the_entry_it_belongs_to(folder: Path) -> None:
    change(folder / "departments.toml", 'prefix = "AG"\n', "")
    assert "departments.toml › departments › agua › prefix: falta este dato" in problems(folder)


def test_all_problems_are_told_at_once(folder: Path) -> None:
    change(folder / "municipality.toml", "answer_seconds = 90", "answer_seconds = 5")
    change(folder / "municipality.toml", '"America/Mexico_City"', '"America/Toluca"')
    told = problems(folder)
    assert "limits › answer_seconds: debe ser al menos 15" in told
    assert "timezone: no se conoce esta zona horaria" in told


def test_a_slug_twice_is_refused(folder: Path) -> None:
    change(folder / "departments.toml", 'slug = "agua"', 'slug = "obras-publicas"')
    assert "departments: slug «obras-publicas» está dos veces" in problems(folder)


def test_what_cameras_may_send_is_within_what_a_worker_takes(folder: Path) -> None:
    change(folder / "municipality.toml", "mayor_kbits = 240", "mayor_kbits = 30")
    change(folder / "departments.toml", 'prefix = "AG"\n', 'prefix = "AG"\ncitizen_kbits = 20000\n')
    told = problems(folder)
    assert "municipality.toml › video › mayor_kbits: debe ser al menos 60" in told
    assert "departments.toml › departments › agua › citizen_kbits: debe ser a lo más 10000" in told


def test_times_must_be_in_order(folder: Path) -> None:
    change(folder / "municipality.toml", 'closes = "14:00"', 'closes = "08:00"')
    assert "lobby, opens y closes deben ir en este orden" in problems(folder)


def test_a_line_that_is_not_toml_is_told_with_its_number(folder: Path) -> None:
    change(folder / "municipality.toml", 'name = "Municipio', "name = Municipio")
    assert "municipality.toml: no se entiende esta línea" in problems(folder)
    assert "line 3" in problems(folder)


def test_a_missing_text_is_told(folder: Path) -> None:
    (folder / "notices" / "short.en.md").unlink()
    assert "short.en.md: falta este archivo" in problems(folder)


def test_a_missing_folder_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert "there is no such folder" in problems(tmp_path / "nowhere")


def test_a_demonstration_without_a_configuration_shows_the_example(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shown = Settings(profile="demo").config
    assert (shown / "municipality.toml").is_file()
    assert Settings().config == Settings(profile="demo", config=Path("config")).config == Path("config")
    (tmp_path / "config").mkdir()
    assert Settings(profile="demo").config == Path("config")


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIENCIA_MEDIA_ANNOUNCE", "192.0.2.1, 2001:db8::2")
    assert Settings().announced == ("192.0.2.1", "2001:db8::2")
    monkeypatch.setenv("AUDIENCIA_MEDIA_ANNOUNCE", "")
    assert Settings(media_host="192.0.2.9").announced == ("192.0.2.9",)


def test_browsers_are_told_another_port_where_a_router_gives_one() -> None:
    assert Settings(media_port=7000).announced_port == 7000
    behind = Settings(media_port=7000, media_announce_port=40000)
    assert (behind.media_port, behind.announced_port) == (7000, 40000)


def test_a_port_that_is_none_is_refused() -> None:
    with pytest.raises(ValidationError):
        Settings(port=70000)


def test_a_secret_does_not_show_in_a_representation() -> None:
    assert "hush" not in repr(Settings(media_secret="hush"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("public_url", "origin"),
    [
        (None, None),
        ("https://Audiencia.example.mx/", "https://audiencia.example.mx"),
        ("https://audiencia.example.mx:443", "https://audiencia.example.mx"),
        ("https://audiencia.example.mx:8443/", "https://audiencia.example.mx:8443"),
        ("http://localhost:80", "http://localhost"),
    ],
)
def test_the_origin_is_written_as_browsers_do(public_url: str | None, origin: str | None) -> None:
    assert Settings(public_url=public_url).origin == origin


def test_workers_are_one_for_each_core_but_one_on_ports_in_a_row() -> None:
    assert spare_cores() >= 1
    settings = Settings(media_port=7000, media_control_port=8000, media_processes=3)
    assert settings.own_workers == ((7000, 8000), (7001, 8001), (7002, 8002))
    assert settings.workers == ("127.0.0.1:8000", "127.0.0.1:8001", "127.0.0.1:8002")
    assert Settings(media_control_host="0.0.0.0", media_processes=1).workers == ("127.0.0.1:7983",)
    with pytest.raises(ValidationError, match="media_processes"):
        Settings(media_port=65535, media_processes=2)
    with pytest.raises(ValidationError, match="CONTROL_PORT"):
        Settings(media_port=7882, media_control_port=7883, media_processes=2)
    assert Settings(media_port=7882, media_control_port=7883, media_processes=1).own_workers == ((7882, 7883),)


def test_workers_that_run_apart_are_named_by_their_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIENCIA_MEDIA_CONTROLS", "10.0.0.2:7883, media.example:7883,[2001:db8::2]:7883")
    settings = Settings()
    assert settings.workers == ("10.0.0.2:7883", "media.example:7883", "[2001:db8::2]:7883")
    assert settings.own_workers == ()
    for wrong in ("10.0.0.2", "http://10.0.0.2:7883", "10.0.0.2:", "2001:db8::2:7883"):
        monkeypatch.setenv("AUDIENCIA_MEDIA_CONTROLS", wrong)
        with pytest.raises(ValidationError):
            Settings()
