"""What the Debian package puts on a machine is what `audiencia setup` would write there, which then leaves it out."""

import subprocess
from pathlib import Path

import pytest

from audiencia.operations.install import plan, write
from audiencia.operations.install.answers import checked
from tools import deb


@pytest.mark.parametrize("part", ["serve", "web", "media"])
def test_setup_writes_nothing_that_the_package_has(tmp_path: Path, part: str) -> None:
    tree = write.Tree(tmp_path)
    for file in deb.packaged():
        target = tree.at(file.path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(file.text, "utf-8")
    usual = {"name": "audiencia.example.mx", "part": part}
    answers = checked(usual)
    of_package = {plan.COMMAND, plan.KERNEL, plan.unit_file(answers)}
    lacking = write.lacking(tree, plan.files(answers, deb.PROGRAM))
    assert not of_package & {file.path for file in lacking} and plan.VARIABLES in {file.path for file in lacking}
    # Where an answer makes another unit of it, that one is written over the package's.
    elsewhere = checked({**usual, "data": "/srv/audiencia"})
    own = {file.path for file in write.lacking(tree, plan.files(elsewhere, deb.PROGRAM))}
    assert own & of_package == {plan.unit_file(elsewhere)}


def test_the_package_is_without_what_only_builds_it() -> None:
    lock = (deb.ROOT / "requirements.lock").read_text("utf-8")
    needed = "".join(deb._needed(lock))
    left = {line.partition("==")[0] for line in lock.splitlines() if line not in set(needed.splitlines())}
    assert {one for one in left if one and not one.startswith(" ")} == set(deb.BUILD_ONLY)
    assert needed.count("--hash=") < lock.count("--hash=")


def test_a_file_that_was_damaged_is_found_by_its_sum(tmp_path: Path) -> None:
    for name in ("DEBIAN/control", "usr/bin/audiencia", "usr/lib/é"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, "utf-8")
    (tmp_path / "usr/bin/link").symlink_to("audiencia")
    checked = ["md5sum", "--check", "--quiet", "-"]
    listed = "".join(deb.sums(tmp_path))
    assert [line.partition("  ")[2] for line in listed.splitlines()] == ["usr/bin/audiencia", "usr/lib/é"]
    assert (
        subprocess.run(checked, input=listed, text=True, cwd=tmp_path, check=False, capture_output=True).returncode == 0
    )
    (tmp_path / "usr/bin/audiencia").write_text("another", "utf-8")
    found = subprocess.run(checked, input=listed, text=True, cwd=tmp_path, check=False, capture_output=True)
    assert found.returncode == 1 and "usr/bin/audiencia" in found.stdout


@pytest.mark.parametrize("setup_restarts", [True, False])
def test_an_upgrade_restarts_the_service_once(tmp_path: Path, setup_restarts: bool) -> None:
    """By `audiencia setup` where it writes other files, or else afterwards."""
    programs, answers, restarts = tmp_path / "bin", tmp_path / "setup.toml", tmp_path / "restarts"
    programs.mkdir()
    answers.touch()
    scripts = {
        "systemd-sysusers": "",
        "systemctl": f'[ "$1" = show ] && cat {restarts}\n[ "$1" != try-restart ] || echo after >> {restarts}',
        "audiencia": f"echo setup >> {restarts}" if setup_restarts else "",
    }
    for name, text in scripts.items():
        (programs / name).write_text(f"#!/bin/sh\n{text}\n")
        (programs / name).chmod(0o755)
    script = (deb.CONTROL / "postinst").read_text("utf-8")
    for path, here in (
        ("/usr/lib/audiencia/bin", programs), ("/etc/audiencia/setup.toml", answers), ("/run/systemd/system", tmp_path),
    ):  # fmt: skip
        assert path in script
        script = script.replace(path, str(here))
    environment = {"PATH": f"{programs}:/usr/bin:/bin"}
    for _upgrade in range(2):
        subprocess.run(["sh", "-c", script, "postinst", "configure", "0.1.0"], env=environment, check=True)
    assert restarts.read_text().split() == ["setup" if setup_restarts else "after"] * 2


@pytest.mark.parametrize("name", deb.SCRIPTS)
def test_its_scripts_are_for_any_shell_and_touch_no_data(name: str) -> None:
    script = deb.CONTROL / name
    assert subprocess.run(["sh", "-n", str(script)], check=False).returncode == 0
    text = script.read_text("utf-8")
    assert text.startswith("#!/bin/sh\nset -e\n") and "rm -r" not in text
    assert not [line for line in text.splitlines() if "rm " in line and ("/var/lib" in line or "municipality" in line)]
