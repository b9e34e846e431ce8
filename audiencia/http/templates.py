"""Templates as code: compiled when the pages are built, so that a process begins without compiling 170 of them (two seconds).
Needs Jinja2 alone: a build has nothing else of what the server needs."""

import marshal
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
from jinja2.bccache import Bucket, bc_magic

JSON: Mapping[str, Any] = {"ensure_ascii": False, "separators": (",", ":")}
"""How pages and files hold JSON: an island's texts are half of its page, and are paid for by prepaid telephones."""
FILTERS = ("t", "day", "month", "clock", "second", "unbroken", "moment")
"""Our filters; each language has its own functions for them (`i18n`)."""
BUILT_BY = MAGIC_NUMBER + bc_magic + jinja2.__version__.encode()
"""Code is of no use to another version of Python or Jinja2."""


@dataclass
class Compiled(jinja2.BytecodeCache):
    """Templates as code, by name and checksum of the source: each is compiled once for all languages, since texts and filters are looked
    up when a page is made."""

    kept: dict[tuple[str, str], CodeType] = field(default_factory=dict)

    @classmethod
    def read(cls, file: Path) -> "Compiled":
        """What `write` wrote. Without it, or where other versions wrote it, templates are compiled when they are needed."""
        built = file.read_bytes() if file.exists() else b""
        if not built.startswith(BUILT_BY):
            return cls()
        return cls(marshal.loads(built[len(BUILT_BY) :]))  # noqa: S302 -- a file of the program, as its .pyc files are

    def write(self, file: Path) -> None:
        """In the order of the names, and without paths of this machine: two builds give the same file."""
        code = {key: _without_paths(self.kept[key], key[0]) for key in sorted(self.kept)}
        draft = file.with_suffix(f".{os.getpid()}")
        draft.write_bytes(BUILT_BY + marshal.dumps(code))
        draft.replace(file)  # a process that begins meanwhile reads the former one, or this one whole

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """The name: the folder is another one where it was built."""
        return name

    def load_bytecode(self, bucket: Bucket) -> None:
        """The code of this very source, where there is some."""
        bucket.code = self.kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keeps it for the other languages."""
        if bucket.code is not None:
            self.kept[bucket.key, bucket.checksum] = bucket.code


def compiling_environment(templates: Path, compiled: Compiled) -> jinja2.Environment:
    """All that the code of a template depends on; texts, filters and globals are the language's."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        bytecode_cache=compiled,
        auto_reload=False,
        cache_size=-1,
    )
    made.policies["ext.i18n.trimmed"] = True
    made.policies["json.dumps_kwargs"] = dict(JSON)
    made.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    made.filters.update(dict.fromkeys(FILTERS, _of_a_language))
    return made


def compile_all(made: jinja2.Environment) -> None:
    """Every template: the first to open a page would keep all others waiting."""
    for name in made.list_templates(["html"]):
        made.get_template(name)


def compile_into(file: Path, templates: Path) -> None:
    """Compiles all templates of this folder."""
    compiled = Compiled()
    compile_all(compiling_environment(templates, compiled))
    compiled.write(file)


def _of_a_language(*_: Any) -> Any:
    """So that nothing of a language gets into the code: what fails while a template is compiled is done when a page is made."""
    raise LookupError("a filter of a language")


def _without_paths(code: CodeType, name: str) -> CodeType:
    inner = tuple(_without_paths(one, name) if isinstance(one, CodeType) else one for one in code.co_consts)
    return code.replace(co_filename=name, co_consts=inner)
