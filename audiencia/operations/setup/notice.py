"""What the example's privacy notice leaves open: asked once, filled into both languages. Pure but for reading the notice's files."""

import re
from collections.abc import Iterator
from datetime import date

import tomlkit

from audiencia.core.cli_text import english
from audiencia.core.paths import example_root

FOLDER = "notices"
NOTICE = f"{FOLDER}/notice.toml"
LANGUAGES = ("es", "en")
OPEN = re.compile(r"\[(?:COMPLETAR|COMPLETE): ([^\]]+)\]")
EXAMPLE_NAMES = ("Municipio de Ejemplo", "Municipality of Ejemplo")
FIRST_VERSION = "1"


def left_open() -> list[str]:
    """What is to be said, in the terminal's language, in the order of the notice."""
    return OPEN.findall(_example(f"{FOLDER}/full.{'en' if english() else 'es'}.md"))


def _example(file: str) -> str:
    return (example_root() / file).read_text("utf-8")


def filled(name: str, said: list[str], *, reviewed: bool, today: date) -> Iterator[tuple[str, str]]:
    """The example's notice with the municipality's name and what was said; an empty answer leaves its place open.
    It is an example until all is said and the transparency unit has reviewed it."""
    done = reviewed and all(said)
    for file in (f"{FOLDER}/{kind}.{language}.md" for kind in ("short", "full") for language in LANGUAGES):
        example, answers = _example(file), iter(said)
        text = example.partition("\n\n")[2].lstrip() if done else example
        for its_name in EXAMPLE_NAMES:
            text = text.replace(its_name, name)
        yield file, OPEN.sub(lambda place: next(answers, "") or place[0], text)  # noqa: B023 -- used before the next turn
    if done:
        document = tomlkit.parse(_example(NOTICE))
        document["version"], document["date"] = FIRST_VERSION, today
        yield NOTICE, tomlkit.dumps(document)
