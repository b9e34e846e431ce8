"""Templates compiled by a build: their code is used for the very source it was made of, by the versions that made it."""

import json
import re
from pathlib import Path

import jinja2
import pytest

from audiencia.http import templates
from audiencia.http.templates import Compiled, compile_into, compiling_environment

WEB = Path(__file__).parents[3] / "web"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A page in a layout, with a text, a filter of a language, and a constant that it is given."""
    made = tmp_path / "templates"
    (made / "queue").mkdir(parents=True)
    (made / "layout.html").write_text("<title>{% block title %}{% endblock %}</title>")
    page = '{% extends "layout.html" %}{% block title %}{{ _("Wait") }} {{ "2026"|day }} {{ name }}{% endblock %}'
    (made / "queue" / "page.html").write_text(page)
    return made


def _page(folder: Path, compiled: Compiled) -> str:
    environment = compiling_environment(folder, compiled)
    environment.install_gettext_callables(lambda _: "Espere", lambda *_: "", newstyle=True)  # type: ignore[attr-defined]
    environment.filters["day"] = lambda text: f"día {text}"
    return environment.get_template("queue/page.html").render(name="<b>")


def test_a_built_template_says_what_a_template_compiled_now_says(folder: Path, tmp_path: Path) -> None:
    compile_into(tmp_path / "built", folder)
    built = Compiled.read(tmp_path / "built")
    assert {name for name, _ in built.kept} == {"layout.html", "queue/page.html"}
    assert _page(folder, built) == _page(folder, Compiled()) == "<title>Espere día 2026 &lt;b&gt;</title>"


def test_nothing_is_compiled_where_it_is_built(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compile_into(tmp_path / "built", folder)
    built = Compiled.read(tmp_path / "built")
    monkeypatch.setattr(jinja2.Environment, "compile", None)
    assert "Espere" in _page(folder, built)


def test_a_template_that_changed_since_is_compiled_anew(folder: Path, tmp_path: Path) -> None:
    compile_into(tmp_path / "built", folder)
    (folder / "layout.html").write_text("<h1>{% block title %}{% endblock %}</h1>")
    assert _page(folder, Compiled.read(tmp_path / "built")).startswith("<h1>Espere")


def test_code_of_another_version_is_not_read(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compile_into(tmp_path / "built", folder)
    monkeypatch.setattr(templates, "BUILT_BY", b"another Python")
    assert not Compiled.read(tmp_path / "built").kept
    assert not Compiled.read(tmp_path / "not there").kept


@pytest.mark.parametrize("text", ["</script><script>alert(1)</script>", "<!--<script>", "]]>", "'\"&\u2028"])
def test_a_value_does_not_end_the_script_that_it_is_in(folder: Path, text: str) -> None:
    (folder / "island.html").write_text('<script type="application/json">{{ name|tojson }}</script>')
    page = compiling_environment(folder, Compiled()).get_template("island.html").render(name=text)
    inside = page.removeprefix('<script type="application/json">').removesuffix("</script>")
    assert not set("<>&'") & set(inside) and json.loads(inside) == text


def test_each_field_for_a_password_hides_it_and_takes_what_is_pasted_or_filled_in() -> None:
    pages = [one.read_text("utf-8") for one in (WEB / "templates").rglob("*.html")]
    fields = [call for page in pages for call in re.findall(r"\{\{ text_field\((.*?)\) \}\}", page)]
    passwords = [one for one in fields if "password" in one.lower()]
    assert len(passwords) > 10
    for one in passwords:
        assert 'type="password"' in one and re.search(r'autocomplete="(current|new)-password"', one), one
    scripts = [one.read_text("utf-8") for one in (WEB / "src").rglob("*.ts*")]
    assert not any(re.search(r'onpaste|"paste"', one) for one in [*pages, *scripts])


def test_a_build_leaves_no_half_of_a_file(folder: Path, tmp_path: Path) -> None:
    compile_into(tmp_path / "built", folder)
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["built"]


def test_the_folder_of_the_build_is_in_no_code_and_two_builds_are_alike(folder: Path, tmp_path: Path) -> None:
    compile_into(tmp_path / "one", folder)
    compile_into(tmp_path / "two", folder.rename(tmp_path / "elsewhere"))
    built = (tmp_path / "one").read_bytes()
    assert str(tmp_path).encode() not in built
    assert (tmp_path / "two").read_bytes() == built
