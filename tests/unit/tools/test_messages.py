"""The catalogues: what is compiled for islands and pages, and what the check complains about."""

import io
import json
import re
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from tools.check_messages import check_calls, check_catalogue
from tools.messages import (
    ISLANDS,
    LATE,
    ROOT,
    by_key,
    compile_catalogues,
    island_texts,
    key_of,
    parts_of,
    texts_of_file,
)

Texts = str | tuple[str, ...]


def catalogue(*messages: tuple[Texts, Texts, str]) -> Catalog:
    made = Catalog(locale="es_MX")
    for ids, strings, file in messages:
        made.add(ids, strings, [(file, 1)])
    return made


def test_islands_get_only_their_own_and_the_shared_translated_texts() -> None:
    found = island_texts(
        catalogue(
            ("Home", "Inicio", "web/src/islands/citizen/view.tsx"),
            ("Room", "Sala", "web/src/islands/director/view.tsx"),
            ("Error", "Error", "web/templates/layout/base.html"),
            ("Later", "", "web/src/islands/citizen/view.tsx"),
            (("%(n)d minute", "%(n)d minutes"), ("%(n)d minuto", "%(n)d minutos"), "web/src/format.ts"),
        ),
        "citizen",
    )
    assert found == {"Home": "Inicio", "%(n)d minute": ["%(n)d minuto", "%(n)d minutos"]}


def test_islands_get_the_texts_of_what_they_load_at_once_or_later() -> None:
    parts = parts_of("citizen")
    assert {"web/src/format.ts", "web/src/ui/dialog.tsx", "web/src/ui/chat.tsx"} < parts
    assert not any(name.startswith(("web/src/islands/director/", "web/src/islands/moderator/")) for name in parts)


def test_a_late_part_brings_its_own_texts_and_none_that_the_page_has() -> None:
    found = catalogue(
        ("Result", "Resultado", "web/src/islands/citizen/after.tsx"), ("Error", "Error", "web/src/format.ts"),
        ("Tell me", "Avíseme", "web/src/islands/tell_me/index.tsx"),
    )  # fmt: skip
    assert island_texts(found, "ended") == {"Result": "Resultado"}
    assert island_texts(found, "tell_me") == {"Tell me": "Avíseme"}
    assert island_texts(found, "citizen") == {"Error": "Error"}


def test_no_late_part_is_loaded_at_once_by_anything() -> None:
    """Its texts would be missing there."""
    at_once = re.compile(r'^(?:import|export)(?! type)[^;"]* from "(\.{1,2}/[^"]+)"', re.MULTILINE)
    late = {(ROOT / "web" / "src" / "islands" / entry).resolve() for entry in LATE.values()}
    for source in (ROOT / "web" / "src").rglob("*.ts*"):
        for named in at_once.findall(source.read_text("utf-8")):
            target = (source.parent / named).resolve()
            assert late.isdisjoint({target.with_name(target.name + ".tsx")}), source


def test_texts_have_short_keys_that_are_those_of_the_browser_side() -> None:
    assert key_of("Your place is kept.") == "aog9h" and key_of("Continue on another device…") == "k8nz2"
    with pytest.raises(ValueError, match="same key"):
        by_key({"text 21829": "x", "text 70184": "y"})


def test_compiling_writes_both_forms_for_each_language(tmp_path: Path) -> None:
    compile_catalogues(tmp_path)
    with (tmp_path / "es_MX" / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        assert GNUTranslations(file).gettext("Take a number") == "Tomar un turno"
    texts = json.loads((tmp_path / "es_MX.json").read_text("utf-8"))
    assert texts["citizen"][key_of("Your place is kept.")] == "Su lugar se conserva."
    assert json.loads((tmp_path / "en.json").read_text("utf-8")) == {island: {} for island in (*ISLANDS, *LATE)}


@pytest.mark.parametrize(
    ("ids", "strings", "complaint"),
    [
        ("Home", "", "is not translated"),
        ("Your PIN", "Su PIN", "say NIP"),
        ("Hello %(name)s", "Hola", "placeholders"),
        ("Hello %(name)s", "Hola %(nombre)s", "placeholders"),
        (("%(n)d minute", "%(n)d minutes"), ("%(n)d minuto", "minutos"), "placeholders"),
        (("%(n)d minute", "%(n)d minutes"), ("%(n)d minuto", ""), "is not translated"),
    ],
)
def test_a_wrong_translation_is_complained_about(ids: Texts, strings: Texts, complaint: str) -> None:
    [found] = check_catalogue(catalogue((ids, strings, "web/src/view.tsx")))
    assert complaint in found


def test_a_fuzzy_translation_is_complained_about() -> None:
    made = catalogue(("Home", "Inicio", "web/src/view.tsx"))
    message = made["Home"]
    assert isinstance(message, Message)
    message.flags.add("fuzzy")
    assert any("fuzzy" in each for each in check_catalogue(made))


def test_all_texts_of_a_file_are_extracted_but_what_consists_of_values_alone() -> None:
    file = io.BytesIO(
        b'[near]\nsubject = "Soon"\nbody = ["Come: %(day)s", "%(more)s"]\n[near.field]\nname = "Write it"\n'
    )
    found = [text for _, _, text, _ in texts_of_file(file, (), (), options={})]
    assert sorted(found) == ["Come: %(day)s", "Soon", "Write it"]


def test_of_a_file_of_fields_only_what_stands_under_its_keys_is_extracted() -> None:
    file = io.BytesIO(
        b'[[topic]]\nname = "to"\nlabel = "Who attends it"\n[[service]]\ntitle = "What it is"\nas_a = "text"\n'
    )
    found = [text for _, _, text, _ in texts_of_file(file, (), (), options={"keys": "title label"})]
    assert sorted(found) == ["What it is", "Who attends it"]


def test_calls_that_were_not_extracted_are_found() -> None:
    calls: list[dict[str, object]] = [
        {"file": "view.tsx", "line": 3, "id": "Home"},
        {"file": "view.tsx", "line": 4, "id": "Missed"},
        {"file": "view.tsx", "line": 5, "id": None},
    ]
    found = list(check_calls({"Home"}, calls))
    assert found == [
        "web/src/view.tsx:4: not extracted: 'Missed'",
        "web/src/view.tsx:5: the message id is not a literal",
    ]
