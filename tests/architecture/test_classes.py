"""Each class that a page or an island gives is one that a style sheet knows: a misspelt one is seen by nobody who reads the code."""

import re
from pathlib import Path

WEB = Path(__file__).parents[2] / "web"
EXPRESSION = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


def given(text: str) -> set[str]:
    """Classes that a template or an island gives whatever its state is."""
    parts = re.findall(r'\bclass="([^"]*)"', EXPRESSION.sub("{}", text))
    return {name for part in parts for name in part.split() if "{" not in name}


def test_every_class_that_is_given_has_a_style() -> None:
    files = (*(WEB / "styles").rglob("*.css"), *(WEB / "templates").rglob("*_pdf.html"))  # paper has styles of its own
    known = set(re.findall(r"\.([a-z][\w-]*)", "".join(one.read_text("utf-8") for one in files)))
    for folder, kind in (("templates", "*.html"), ("src", "*.tsx")):
        for file in (WEB / folder).rglob(kind):
            assert given(file.read_text("utf-8")) <= known, (file, given(file.read_text("utf-8")) - known)


def test_classes_are_read_without_expressions() -> None:
    assert given('<p class="row {{ "a" if b }} tag{% if c %} bad{% endif %}">') == {"row"}
    assert given("<p class={`tag ${tone}`}>") == set()
