"""Colours are named once: in the file of tokens, and at the root of the two pages that stand alone in foreign places."""

import re
from pathlib import Path

STYLES = Path(__file__).parents[2] / "web" / "styles"
TOKENS = STYLES / "layout" / "tokens.css"
ALONE = {STYLES / "reporting" / "hall.css", STYLES / "reporting" / "widget.css"}
"""The wall of a hall, and the frame in the municipality's own site: neither loads the other styles."""
COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab|lab|lch|hwb|color)\(|[:\s](?:white|black)\b(?!-)", re.IGNORECASE
)


def loose(text: str) -> list[str]:
    """Lines of a style sheet that name a colour."""
    plain = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return [line.strip() for line in plain.splitlines() if COLOUR.search(line)]


def test_no_colour_is_named_but_in_the_tokens() -> None:
    files = set(STYLES.rglob("*.css"))
    assert {TOKENS} | ALONE <= files
    for file in files - ALONE - {TOKENS}:
        assert not loose(file.read_text()), file
    for file in ALONE:
        root, _, rest = file.read_text().partition("}\n")
        assert ":root {" in root and not loose(rest), file


def test_every_token_that_is_used_is_there() -> None:
    known = set(re.findall(r"(--[a-z][a-z0-9-]*):", "".join(one.read_text() for one in STYLES.rglob("*.css"))))
    for file in STYLES.rglob("*.css"):
        used = set(re.findall(r"var\((--[a-z][a-z0-9-]*)\)", file.read_text()))
        assert used <= known, (file, used - known)


def test_colours_are_recognised() -> None:
    for line in (
        "color: #FFF;",
        "background: rgb(0 0 0 / 14%);",
        "box-shadow: 0 0 0 1px black;",
        "color: oklch(0.5 0.1 20);",
    ):
        assert loose(line) == [line]
    for line in ("/* #fff */", "color: var(--white);", "white-space: nowrap;", "outline: 3px solid;"):
        assert loose(line) == [], line
