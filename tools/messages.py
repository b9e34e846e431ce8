"""The texts of pages, islands and server code: one gettext catalogue per language.

    python -m tools.messages update               extracts the messages and brings the .po files up to date
    python -m tools.messages compile [--out DIR]  writes what runs: .mo for the pages, .json for the islands

`python -m tools.check_messages` complains about whatever is missing or wrong. Message ids are English; `en` shows them
as they are, `es_MX` must be complete.
"""

import argparse
import io
import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
LOCALES = ROOT / "web" / "locales"
LANGUAGES = ("es_MX", "en")
ISLAND_SOURCES = "web/src/"
BORROWS = {"assistant": "director"}
"""Whose parts an island shows too: an assistant fills in the director's forms."""
ISLANDS = ("assistant", "citizen", "components", "device_test", "director", "moderator", "relative")
LATE = {
    "call": "citizen/call.tsx",
    "call_news_words": "citizen/call_news_words.ts",
    "check_dialog": "citizen/check_dialog.tsx",
    "ended": "citizen/ended.tsx",
    "matter_dialog": "citizen/matter_dialog.tsx",
    "more": "citizen/more.tsx",
    "offer_card": "citizen/offer_card.tsx",
    "phone_call": "citizen/phone_call.tsx",
    "postpone_dialog": "citizen/postpone_dialog.tsx",
    "postponed_card": "citizen/postponed_card.tsx",
    "real_browser": "../ui/real_browser.tsx",
    "report_dialog": "citizen/report_dialog.tsx",
    "tell_me": "tell_me/index.tsx",
    "verify": "../ui/verify.tsx",
    "weak_line": "citizen/weak_line.tsx",
}
"""Parts of the citizen's page that come later, or for few, with texts of their own: the page itself is lighter without them."""
LATE_OF = "citizen"
IMPORTS = re.compile(r'(?:^(?:import|export)(?! type)[^;"]* from |\bimport\()"(\.{1,2}/[^"]+)"', re.MULTILINE)
"""What a TypeScript source loads of our own, with `import`, `export ... from` or `import(...)`."""
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
FIRST = datetime(2026, 11, 25, tzinfo=UTC)
# `_` in Python and templates, `gettext` in TypeScript, `N_` and `Sentence` where the text is translated later.
KEYWORDS = ("_", "N_", "Sentence", "gettext", "ngettext:1,2")


def po_path(language: str) -> Path:
    """Where the catalogue of a language lies."""
    return LOCALES / language / "LC_MESSAGES" / "messages.po"


def extract() -> Catalog:
    """All messages of the source, with the places where they are used (files only: lines change too often)."""
    with (LOCALES / "babel.cfg").open(encoding="utf-8") as text:
        method_map, options_map = parse_mapping_cfg(text)  # type: ignore[no-untyped-call]
    catalogue = _new(None)
    found = extract_from_dir(
        str(ROOT), method_map, options_map, keywords=parse_keywords(KEYWORDS), directory_filter=_is_source_folder
    )
    for filename, _, message, comments, context in found:
        # Babel leaves a line out where it is None, though its types do not say so.
        locations: list[Any] = [(filename, None)]
        catalogue.add(message, None, locations, auto_comments=comments, context=context)
    return catalogue


def texts_of_file(
    file: BinaryIO, _keywords: object, _comment_tags: object, options: Mapping[str, str]
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Babel's extractor for files of texts (`audiencia.core.text_files`): all but what consists of values alone. The option `keys`: only
    what stands under one of these."""
    keys = options.get("keys", "").split()
    waiting: list[tuple[str, Any]] = [("", tomllib.load(file))]
    while waiting:
        key, one = waiting.pop()
        if isinstance(one, dict):
            waiting += one.items()
        elif isinstance(one, list):
            waiting += [(key, each) for each in one]
        elif isinstance(one, str) and (not keys or key in keys) and PLACEHOLDER.sub("", one).strip():
            yield 1, None, one, []


def _is_source_folder(folder: str | Path) -> bool:
    name = Path(folder).name
    return not name.startswith(".") and name not in {"node_modules", "dist", "__pycache__", "tests", "var"}


def _new(language: str | None) -> Catalog:
    """An empty catalogue; its dates are fixed, so that a file changes only when a message does."""
    return Catalog(
        locale=language,
        project="audiencia",
        version="1",
        header_comment="# Texts of the pages, the islands and the server.",
        copyright_holder="-",
        msgid_bugs_address="-",
        last_translator="-",
        language_team="-",
        creation_date=FIRST,
        revision_date=FIRST,
        charset="utf-8",
        fuzzy=False,
    )


def read(path: Path, language: str | None = None) -> Catalog:
    """A catalogue from a .po or .pot file."""
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _text(catalogue: Catalog, *, template: bool = False) -> bytes:
    buffer = io.BytesIO()
    write_po(
        buffer, catalogue, width=110, sort_output=True, omit_header=template, ignore_obsolete=True, include_lineno=False
    )
    return buffer.getvalue()


def template_text(extracted: Catalog) -> bytes:
    """The .pot file as it should be: no date in it, so that it changes only when a message does."""
    return _text(extracted, template=True)


def update() -> None:
    """Writes messages.pot and brings each language's .po up to date, keeping its translations."""
    template = extract()
    (LOCALES / "messages.pot").write_bytes(template_text(template))
    for language in LANGUAGES:
        path = po_path(language)
        catalogue = read(path, language) if path.exists() else _new(language)
        # No guessing: a wrong guess looks like a translation.
        catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_text(catalogue))


def ids_of(message: Message) -> tuple[str, ...]:
    """The message id; of a plural message both ids."""
    return tuple(message.id) if isinstance(message.id, (list, tuple)) else (message.id,)


def strings_of(message: Message) -> tuple[str, ...]:
    """The translation; of a plural message each form. Empty texts where there is none."""
    forms = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    return tuple(str(form or "") for form in forms)


def island_texts(catalogue: Catalog, island: str) -> dict[str, str | list[str]]:
    """The translated messages that an island uses, by message id; plurals as the list of their forms."""
    texts: dict[str, str | list[str]] = {}
    for message in catalogue:
        strings = strings_of(message)
        if message.id and _used_by(island, message) and all(strings) and not message.fuzzy:
            texts[ids_of(message)[0]] = list(strings) if message.pluralizable else strings[0]
    return texts


def by_key(texts: Mapping[str, str | list[str]]) -> dict[str, str | list[str]]:
    """The same by short keys, as pages hold them: the English texts are in the scripts already. Raises `ValueError` when two
    texts have one key.
    """
    found = {key_of(text): strings for text, strings in texts.items()}
    if len(found) != len(texts):
        raise ValueError("two texts of one island have the same key: change a word of one of them")
    return found


def key_of(text: str) -> str:
    """FNV-1a over the UTF-16 units, five digits of base 36 of it; `keyOf` in web/src/i18n.ts does the same."""
    value = 0x811C9DC5
    units = text.encode("utf-16-le")
    for at in range(0, len(units), 2):
        value = (value ^ int.from_bytes(units[at : at + 2], "little")) * 0x01000193 & 0xFFFFFFFF
    return "".join(DIGITS[value // 36**at % 36] for at in range(4, -1, -1))


def _used_by(island: str, message: Message) -> bool:
    """In a part that the island's page may load, at once or later."""
    names = {name for name, _ in message.locations}
    if island in LATE and not parts_of(LATE_OF).isdisjoint(names):
        return False
    return not parts_of(island).isdisjoint(names)


@cache
def parts_of(island: str) -> frozenset[str]:
    """The sources of an island, from its first one along what each imports; types alone are no part of a page, nor is what
    brings its own texts."""
    others = {_first(part) for part in LATE if part != island}
    found: set[Path] = set()
    waiting = [_first(island)]
    while waiting:
        source = waiting.pop().resolve()
        if source in found | others:
            continue
        found.add(source)
        for named in IMPORTS.findall(source.read_text("utf-8")):
            beside = source.parent / named
            waiting += [file for ending in (".ts", ".tsx") if (file := beside.with_name(beside.name + ending)).exists()]
    return frozenset(str(source.relative_to(ROOT)) for source in found)


def _first(island: str) -> Path:
    """Where an island, or a late part of one, begins."""
    return (ROOT / ISLAND_SOURCES / "islands" / LATE.get(island, f"{island}/index.tsx")).resolve()


def compile_catalogues(out: Path) -> None:
    """Writes `<out>/<language>/LC_MESSAGES/messages.mo` and `<out>/<language>.json` for each language: the texts of each island."""
    for language in LANGUAGES:
        catalogue = read(po_path(language), language)
        binary = out / language / "LC_MESSAGES" / "messages.mo"
        binary.parent.mkdir(parents=True, exist_ok=True)
        with binary.open("wb") as file:
            write_mo(file, catalogue)
        texts = {island: by_key(island_texts(catalogue, island)) for island in (*ISLANDS, *LATE)}
        written = json.dumps(texts, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        (out / f"{language}.json").write_text(written, encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Always 0: what goes wrong is raised."""
    parser = argparse.ArgumentParser(prog="tools.messages", description="The catalogues of texts.")
    parser.add_argument("what", choices=["update", "compile"])
    parser.add_argument("--out", type=Path, default=ROOT / "web" / "dist" / "locales")
    chosen = parser.parse_args(arguments)
    if chosen.what == "update":
        update()
    else:
        compile_catalogues(chosen.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
