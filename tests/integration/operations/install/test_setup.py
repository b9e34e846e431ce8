"""`audiencia setup` writes what a machine needs, keeps what others wrote, and `audiencia uninstall` takes it away again."""

import json
import os
import shutil
import socket
import subprocess
import time
from contextlib import suppress
from getpass import getuser
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import trustme
from typer.testing import CliRunner

from audiencia.cli.main import app as commands
from audiencia.core.cli_text import Stop
from audiencia.operations.free_ports import free_port
from audiencia.operations.install import plan, run
from audiencia.operations.install.answers import Answers, checked
from audiencia.operations.install.write import KNOWN, Step, Tree, What, steps

UNIT = "etc/systemd/system/audiencia.service"
SAFE_ENOUGH = "3.0"
"""Exposure of the unit as systemd-analyze(1) judges it; 10 is the worst."""

pytestmark = pytest.mark.usefixtures("english_terminal")


def said(tmp_path: Path, *words: str, answers: str = 'name = "audiencia.example.mx"\nannounce = ["192.0.2.7"]') -> str:
    """Of a command upon the folder that stands for the machine."""
    file = tmp_path / "answers.toml"
    file.write_text(answers)
    given = ["--answers", str(file)] if words[0] == "setup" else []
    told = CliRunner().invoke(commands, [*words, *given, "--yes", "--root", str(tmp_path / "root")])
    if told.exception is not None:
        raise told.exception
    return told.output


def tree(tmp_path: Path) -> dict[str, str]:
    root = tmp_path / "root"
    return {str(one.relative_to(root)): one.read_text() for one in root.rglob("*") if one.is_file()}


def test_it_writes_the_files_once_and_takes_them_away(tmp_path: Path) -> None:
    assert UNIT in said(tmp_path, "setup", "--dry-run") and tree(tmp_path) == {}
    said(tmp_path, "setup")
    written = tree(tmp_path)
    assert "AUDIENCIA_PUBLIC_URL='https://audiencia.example.mx'" in written["etc/audiencia/audiencia.env"]
    assert "LimitNOFILE=1048576" in written[UNIT] and "reverse_proxy" in written["etc/caddy/Caddyfile"]
    assert (tmp_path / "root/etc/audiencia/audiencia.env").stat().st_mode & 0o077 == 0
    assert "All files are as they should be." in said(tmp_path, "setup")
    assert tree(tmp_path) == written
    said(tmp_path, "uninstall")
    assert tree(tmp_path) == {}


def test_what_somebody_wrote_is_kept(tmp_path: Path) -> None:
    foreign, unit = tmp_path / "root/etc/caddy/Caddyfile", tmp_path / "root" / UNIT
    foreign.parent.mkdir(parents=True)
    foreign.write_text("theirs")
    said(tmp_path, "setup")
    unit.write_text("mine")
    with_port = 'name = "audiencia.example.mx"\npart = "serve"\ndata = "/srv/audiencia"'
    assert "changed by somebody" in said(tmp_path, "setup", answers=with_port)
    assert unit.read_text() == "mine" and "/srv/audiencia" in unit.with_name("audiencia.service.new").read_text()
    assert "changed by somebody" not in said(tmp_path, "setup", answers=with_port), "told once"
    said(tmp_path, "uninstall")
    assert foreign.read_text() == "theirs" and unit.read_text() == "mine"


def test_answers_that_somebody_wrote_hold_until_others_are_given(tmp_path: Path) -> None:
    said(tmp_path, "setup")
    file = tmp_path / "root/etc/audiencia/setup.toml"
    file.write_text(f'# Ours.\nbackup_to = "/mnt/backups"\n{file.read_text()}')
    again = ["setup", "--yes", "--root", str(tmp_path / "root")]
    assert CliRunner().invoke(commands, again).exit_code == 0
    assert file.read_text().startswith("# Ours.") and "/mnt/backups" in tree(tmp_path)[UNIT]
    said(tmp_path, "setup", answers='name = "citas.example.mx"')
    assert CliRunner().invoke(commands, again).exit_code == 0
    written = tree(tmp_path)
    assert "https://citas.example.mx" in written["etc/audiencia/audiencia.env"] and "citas" in file.read_text()
    assert not any(path.endswith(".new") for path in written)


def test_what_was_there_at_first_outlives_a_change_and_a_second_setup(tmp_path: Path) -> None:
    file = tmp_path / "root/etc/caddy/Caddyfile"
    file.parent.mkdir(parents=True)
    file.write_text("theirs")
    said(tmp_path, "setup")
    file.write_text("mine")
    assert "left there" in said(tmp_path, "uninstall")
    said(tmp_path, "setup")
    said(tmp_path, "uninstall")
    assert {path.name: path.read_text() for path in file.parent.iterdir()} == {
        "Caddyfile": "mine",
        "Caddyfile.before-audiencia.1": "theirs",
    }


def test_the_service_reads_below_its_folder_whatever_umask_root_has(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        said(tmp_path, "setup")
    finally:
        os.umask(before)
    etc = tmp_path / "root/etc"
    folders = (etc, etc / "audiencia", etc / "audiencia/monitoring", etc / "systemd/system")
    assert {folder.stat().st_mode & 0o777 for folder in folders} == {0o755}


@pytest.mark.parametrize(
    ("proxy", "removed", "then"),
    [
        ("nginx", True, ["systemctl try-reload-or-restart nginx"]),
        ("caddy", True, ["systemctl stop caddy"]),
        ("caddy", False, []),
    ],
)
def test_systemd_and_the_proxy_forget_what_was_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, proxy: str, removed: bool, then: list[str]
) -> None:
    monkeypatch.setattr(run, "SYSTEMD", tmp_path / "none")
    monkeypatch.setitem(plan.PROXIES, proxy, tmp_path / "proxy.conf")
    told = list[str]()
    run.forget([Step(plan.PROXIES[proxy], What.REMOVED if removed else What.LEFT)], told.append)
    assert told == [f"Left to do: {command}" for command in ["systemctl daemon-reload", *then]]


@pytest.mark.parametrize(("yes", "made"), [(True, ""), (False, "account add administracion --first\n")])
def test_the_link_of_the_first_account_is_shown_to_a_person_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, yes: bool, made: str
) -> None:
    """What is said to a program stands in its logs."""
    machine, told = Machine(tmp_path, monkeypatch), list[str]()
    answers = checked({"name": "audiencia.example.mx", "demonstration": True, **machine.folders})
    assert run.bring_up(answers, set(), yes=yes, tell=told.append)
    assert "".join(f"{call}\n" for call in machine.calls("audiencia")) == made
    assert told == (["Where nobody administers yet: audiencia account add administracion --first"] if yes else [])
    assert machine.calls("systemctl")[-1] == "start audiencia.service"


class Machine:
    """Below a folder, with programs that note their calls. A call that `fails` names ends with 1."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.tree = Tree(folder / "root")
        self._programs, self.fails = folder / "bin", folder / "fails"
        self.folders = {name: str(folder / name) for name in ("data", "config")}
        self._programs.mkdir()
        self.fails.touch()
        for name in ("systemctl", "sysctl", "audiencia"):
            program = self._programs / name
            unit = self.tree.at(plan.UNIT_FOLDER) / "audiencia.service"
            program.write_text(
                f'#!/bin/sh\n[ ! -e {unit} ] || [ "$*" != "{END}" ] || there=", which is there"\n'
                f'echo "$*$there" >> {program}.calls\n'
                f'[ "$*" != "$(cat {self.fails})" ]\n'
            )
            program.chmod(0o755)
        monkeypatch.setenv("PATH", str(self._programs), prepend=os.pathsep)
        monkeypatch.setattr(run, "SYSTEMD", folder)
        monkeypatch.setattr(run, "NGINX_SITES", (folder / "sites-enabled/*", folder / "conf.d/*.conf"))
        monkeypatch.setattr(plan, "COMMAND", self._programs / "audiencia")
        monkeypatch.setattr(plan, "ACCOUNT", getuser())

    def setup(self, **answered: object) -> list[str]:
        """What systemctl is asked meanwhile."""
        answers = checked({"name": "audiencia.example.mx", "demonstration": True, **self.folders, **answered})
        files = plan.files(answers, Path("/opt/audiencia/bin/audiencia"))
        before = len(self.calls("systemctl"))
        try:
            run.install(self.tree, answers, files, steps(self.tree, files), yes=True, tell=lambda _: None)
        finally:
            asked = self.calls("systemctl")[before:]
        return asked

    def calls(self, name: str) -> list[str]:
        file = self._programs / f"{name}.calls"
        return file.read_text().splitlines() if file.exists() else []


START, AGAIN, END = (f"{verb} audiencia.service" for verb in ("start", "restart", "disable --now"))
ENABLED = ["daemon-reload", "enable audiencia.service"]


@pytest.mark.parametrize("fails", ["reload-or-restart caddy", AGAIN])
def test_what_was_written_is_read_anew_by_the_next_run_where_a_step_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    machine = Machine(tmp_path, monkeypatch)
    machine.setup()
    assert machine.setup() == [*ENABLED, START]
    machine.fails.write_text(fails)
    with pytest.raises(Stop, match=fails):
        machine.setup(name="citas.example.mx")
    noted = json.loads(machine.tree.text(KNOWN) or "")
    assert all(path.startswith("/") and isinstance(digest, str) for path, digest in noted.items()), (
        "the version before reads it"
    )
    machine.fails.write_text("")
    again = machine.setup(name="citas.example.mx")
    assert again == [*ENABLED, "enable caddy", "reload-or-restart caddy", AGAIN]
    assert machine.setup(name="citas.example.mx") == [*ENABLED, START]


def test_the_service_is_restarted_once_its_configuration_can_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(tmp_path, monkeypatch)
    machine.setup()
    machine.fails.write_text("check")
    changed = {"name": "citas.example.mx", "demonstration": False}
    assert AGAIN not in machine.setup(**changed)
    machine.fails.write_text("")
    assert machine.setup(**changed)[-1] == AGAIN and machine.setup(**changed)[-1] == START


def test_another_proxy_gets_the_ports_of_the_former(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(tmp_path, monkeypatch)
    machine.setup()
    nginx = {"proxy": "nginx", "certificate": "/etc/ssl/one.pem"}
    machine.fails.write_text("disable --now caddy")
    with pytest.raises(Stop, match="caddy"):
        machine.setup(**nginx)
    machine.fails.write_text("")
    asked = machine.setup(**nginx)
    assert asked.index("disable --now caddy") < asked.index("reload-or-restart nginx")
    assert machine.setup(**nginx) == [*ENABLED, START]
    back = machine.setup()
    assert back.index("disable --now nginx") < back.index("reload-or-restart caddy")


DISABLE, RELOAD = "disable --now nginx", "try-reload-or-restart nginx"


@pytest.mark.parametrize(
    ("site", "then"),
    [
        (
            "server { listen 80 default_server; root /var/www/html; server_name _; # fastcgi_pass unix:/run/php.sock;\n}",
            DISABLE,
        ),
        ("server { listen 80; server_name localhost; location / { root /usr/share/nginx/html; } }", DISABLE),
        ("server { listen 80 default_server; server_name otro.example.mx; }", RELOAD),
        ("server { listen 8080; root /srv/pagina; server_name _; }", RELOAD),
        ("server { server_name _; } server { server_name otro.example.mx; }", RELOAD),
        ("server { server_name _; location / { proxy_pass http://127.0.0.1:3000; } }", RELOAD),
    ],
)
def test_nginx_goes_on_for_its_other_sites_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, site: str, then: str
) -> None:
    machine = Machine(tmp_path, monkeypatch)
    machine.setup(proxy="nginx", certificate="/etc/ssl/one.pem")
    others = {"sites-enabled/default": site, "conf.d/security.conf": "server_tokens off;", "conf.d/README": "server {}"}
    for name, text in others.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    asked = machine.setup()
    assert [one for one in asked if "nginx" in one] == [then]
    assert asked.index(then) < asked.index("reload-or-restart caddy")


def test_another_part_ends_the_unit_of_the_former_while_its_file_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(tmp_path, monkeypatch)
    machine.setup()
    asked = machine.setup(part="web")
    assert asked[0] == f"{END}, which is there"
    assert asked[-1] == "restart audiencia-web.service"
    of_package = machine.tree.at(plan.of_package(plan.UNIT_FOLDER / "audiencia.service"))
    of_package.parent.mkdir(parents=True)
    of_package.touch()
    assert machine.setup(part="web")[0] == END


def test_another_proxy_takes_the_file_of_the_former_away(tmp_path: Path) -> None:
    said(tmp_path, "setup")
    said(
        tmp_path,
        "setup",
        answers='name = "audiencia.example.mx"\nproxy = "nginx"\ncertificate = "/etc/ssl/audiencia.pem"',
    )
    assert not (tmp_path / "root/etc/caddy/Caddyfile").exists()
    assert (tmp_path / "root/etc/nginx/conf.d/audiencia.conf").exists()


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ('nombre = "x"', "nombre"),
        ('announce = ["192.0.2.7"]', "name is missing"),
        ('name = "https://audiencia.example.mx/"', "name: it cannot be used"),
        ('name = "audiencia.example.mx"\nproxy = "nginx"', "certificate"),
        ('name = "audiencia.example.mx"\ndatabase_url = "mysql://db/audiencia"', "postgresql://"),
        ("name = ", "cannot be read"),
    ],
)
def test_a_wrong_answer_is_one_sentence_and_writes_nothing(tmp_path: Path, answers: str, why: str) -> None:
    with pytest.raises(Stop, match=why) as stopped:
        said(tmp_path, "setup", answers=answers)
    assert "\n" not in str(stopped.value) and tree(tmp_path) == {}


def test_questions_are_asked_again_until_they_can_be_used(tmp_path: Path) -> None:
    typed = "\nno name\naudiencia.example.mx\n192.0.2.7\nhaproxy\n/etc/ssl/audiencia.pem\n\n\n"
    told = CliRunner().invoke(commands, ["setup", "--root", str(tmp_path / "root")], input=typed)
    assert told.exit_code == 0 and "name: it cannot be used" in told.output, told.output
    assert "it must not be empty" in told.output
    assert 'certificate = "/etc/ssl/audiencia.pem"' in tree(tmp_path)["etc/audiencia/setup.toml"]


@pytest.mark.parametrize(("part", "written"), [("serve", True), ("web", False)])
def test_the_unit_writes_backups_where_they_are_to_go(tmp_path: Path, part: str, written: bool) -> None:
    name = f'name = "audiencia.example.mx"\npart = "{part}"\n'
    said(tmp_path, "setup", answers=f'{name}backup_to = "/mnt/backups"\nbackup_keys_to = "/mnt/keys"')
    unit, variables = plan.unit_file(checked({"name": "a.mx", "part": part})), plan.VARIABLES
    lines = {line for path in (unit, variables) for line in tree(tmp_path)[str(path)[1:]].splitlines()}
    wanted = {
        "ReadWritePaths=-/mnt/backups",
        "ReadWritePaths=-/mnt/keys",
        "AUDIENCIA_BACKUP_TO='/mnt/backups'",
        "AUDIENCIA_BACKUP_KEYS_TO='/mnt/keys'",
    }
    assert wanted & lines == (wanted if written else set())
    assert not any("/mnt" in line for line in lines - wanted)
    said(tmp_path, "setup", answers=name)
    assert "/mnt" not in tree(tmp_path)[str(unit)[1:]]


def test_a_command_finds_the_files_that_people_name_where_they_are(tmp_path: Path) -> None:
    said(tmp_path, "setup", answers=f'name = "audiencia.example.mx"\ndata = "{tmp_path}/data"')
    etc, programs = tmp_path / "root/etc/audiencia", tmp_path / "programs"
    script = (tmp_path / "root/usr/local/bin/audiencia").read_text().replace("/etc/audiencia", str(etc))
    programs.mkdir()
    (programs / "runuser").write_text('#!/bin/sh\npwd; echo "$AUDIENCIA_DATA $@"')
    (programs / "runuser").chmod(0o755)
    for folder in ("data", "here"):
        (tmp_path / folder).mkdir()
    told = ran(script, programs, tmp_path / "here", "restore", "a backup")
    assert told[0] == str(tmp_path / "here")
    assert told[1].startswith(f"{tmp_path}/data -u audiencia -- ") and told[1].endswith(" restore a backup")


def ran(script: str, programs: Path, where: Path, *words: str) -> list[str]:
    """What the command says, line by line, with the programs of a folder before the machine's."""
    return subprocess.run(
        ["sh", "-c", script, "audiencia", *words], cwd=where, env={"PATH": f"{programs}:/bin"}, check=True,
        capture_output=True, text=True,
    ).stdout.splitlines()  # fmt: skip


@pytest.mark.parametrize(
    ("part", "announce", "host"),
    [("web", "", "0.0.0.0"), ("serve", "192.0.2.7", "0.0.0.0"), ("serve", "2001:db8::7", "::")],
)
def test_behind_a_proxy_on_another_machine_pages_need_no_certificate_here(
    tmp_path: Path, part: str, announce: str, host: str
) -> None:
    answers = f'name = "audiencia.example.mx"\npart = "{part}"\nproxy = "elsewhere"\n'
    said(tmp_path, "setup", answers=answers + (f'announce = ["{announce}"]' if announce else ""))
    written = tree(tmp_path)
    variables = written[str(plan.VARIABLES)[1:]].splitlines()
    assert {f"AUDIENCIA_HOST='{host}'", "AUDIENCIA_PORT='8080'"} <= {*variables}
    assert "AUDIENCIA_PUBLIC_URL='https://audiencia.example.mx'" in variables
    assert not any(file in path for file in ("caddy", "nginx", "haproxy") for path in written)
    assert "tcp dport 8080 accept" in written["etc/audiencia/firewall.nft"]
    # `audiencia check` refuses a MEDIA_HOST at which no address is announced.
    assert (part == "web") != any("AUDIENCIA_MEDIA" in line for line in variables)


def test_a_web_node_apart_is_not_asked_for_addresses_of_video(tmp_path: Path) -> None:
    root = tmp_path / "root"
    file = root / "etc/audiencia/setup.toml"
    file.parent.mkdir(parents=True)
    file.write_text('part = "web"\n')
    told = CliRunner().invoke(
        commands, ["setup", "--root", str(root)], input="audiencia.example.mx\nelsewhere\npostgresql://db/a\n\n"
    )
    assert told.exit_code == 0 and "Public IP" not in told.output and "PEM" not in told.output, told.output


@pytest.mark.parametrize("part", ["serve", "web", "media"])
def test_a_unit_counts_as_started_once_it_says_so(tmp_path: Path, part: str) -> None:
    """What ends at once, as before `audiencia migrate`, is told by systemctl, and so by `setup`."""
    said(tmp_path, "setup", answers=f'name = "audiencia.example.mx"\npart = "{part}"')
    unit = tree(tmp_path)[str(plan.UNIT_FOLDER / plan.UNITS[part])[1:]].splitlines()
    assert "Type=notify" in unit and not {"Type=exec", "NotifyAccess=all"} & {*unit}
    assert "WatchdogSec=9" in unit and "WatchdogSignal=SIGKILL" in unit


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("postgresql://db/a?sslmode=verify-full&sslrootcert=/etc/ca.pem", None),
        ("pa$HOMEx`id`;true", None),
        ("A <a@b.example>", None),
        ("'with blanks'", "with blanks"),
        ('"with blanks"', "with blanks"),
    ],
)
def test_a_command_takes_variables_as_text(tmp_path: Path, line: str, value: str | None) -> None:
    """As systemd gives them to the unit."""
    said(tmp_path, "setup")
    etc, programs = tmp_path / "root/etc/audiencia", tmp_path / "programs"
    script = (tmp_path / "root/usr/local/bin/audiencia").read_text().replace("/etc/audiencia", str(etc))
    (etc / "local.env").write_text(f"# AUDIENCIA_MAIL=none\nnonsense\nAUDIENCIA_MAIL={line}")
    programs.mkdir()
    (programs / "runuser").write_text('#!/bin/sh\necho "$AUDIENCIA_MAIL"')
    (programs / "runuser").chmod(0o755)
    assert ran(script, programs, tmp_path, "check") == [value or line]


def test_a_command_without_root_asks_for_it_in_both_languages(tmp_path: Path) -> None:
    said(tmp_path, "setup")
    script = (tmp_path / "root/usr/local/bin/audiencia").read_text()
    root = os.geteuid() == 0
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        variables = Path(folder, plan.VARIABLES.name)
        variables.touch(0o600 if root else 0)
        told = subprocess.run(
            ["sh", "-c", script.replace(str(plan.ETC), folder), "audiencia", "check"], user=65534 if root else None,
            check=False, capture_output=True, text=True, cwd="/",
        )  # fmt: skip
    assert told.returncode == 2
    assert told.stderr == "Ejecute con sudo: sudo audiencia check / Run it with sudo: sudo audiencia check\n"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed: apt-get install systemd")
@pytest.mark.parametrize("part", ["serve", "web", "media"])
def test_the_units_are_closed_enough(tmp_path: Path, part: str) -> None:
    said(tmp_path, "setup", answers=f'name = "audiencia.example.mx"\npart = "{part}"')
    unit = tmp_path / "root/etc/systemd/system" / plan.unit_of(Answers(name="audiencia.example.mx", part=part))  # type: ignore[arg-type]
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", f"--threshold={int(float(SAFE_ENOUGH) * 10)}", str(unit)],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert judged.returncode == 0, judged.stdout


ELSEWHERE = ("user ", "group ", "chroot ", "bind [::]:443")
"""Lines of HAProxy's that need root, or a port of this machine."""
CHECKS = {
    "nginx": ["nginx", "-t", "-c"],
    "haproxy": ["haproxy", "-c", "-f"],
    "caddy": ["caddy", "validate", "--adapter", "caddyfile", "--config"],
}


@pytest.mark.parametrize(
    ("proxy", "line", "times"),
    [("nginx", "access_log off;", 2), ("haproxy", "user haproxy", 1), ("haproxy", "chroot /var/lib/haproxy", 1)],
)
def test_the_proxy_notes_no_visit_and_gives_up_root(tmp_path: Path, proxy: str, line: str, times: int) -> None:
    said(
        tmp_path, "setup", answers=f'name = "audiencia.example.mx"\nproxy = "{proxy}"\ncertificate = "/etc/ssl/one.pem"'
    )
    written = tree(tmp_path)[str(plan.PROXIES[proxy].relative_to("/"))].splitlines()
    assert [one.strip() for one in written].count(line) == times


@pytest.mark.parametrize("proxy", CHECKS)
def test_the_proxy_understands_its_file(tmp_path: Path, proxy: str) -> None:
    if shutil.which(proxy) is None:
        pytest.skip(f"{proxy} is not installed: apt-get install {proxy}")
    certificate = tmp_path / "certificate.pem"
    trustme.CA().issue_cert("audiencia.example.mx").private_key_and_cert_chain_pem.write_to_path(str(certificate))
    said(tmp_path, "setup", answers=f'name = "audiencia.example.mx"\nproxy = "{proxy}"\ncertificate = "{certificate}"')
    file = tmp_path / "root" / plan.PROXIES[proxy].relative_to("/")
    if proxy == "nginx":  # it is a part of the whole file
        whole = tmp_path / "nginx.conf"
        whole.write_text(
            f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; include {file}; }}"
        )
        file = whole
    judged = subprocess.run([*CHECKS[proxy], str(file)], check=False, capture_output=True, text=True, timeout=60)
    assert judged.returncode == 0, judged.stderr + judged.stdout


def test_haproxy_starts_where_few_files_may_be_open(tmp_path: Path) -> None:
    if shutil.which("haproxy") is None:
        pytest.skip("haproxy is not installed: apt-get install haproxy")
    certificate = tmp_path / "certificate.pem"
    trustme.CA().issue_cert("audiencia.example.mx").private_key_and_cert_chain_pem.write_to_path(str(certificate))
    said(tmp_path, "setup", answers=f'name = "audiencia.example.mx"\nproxy = "haproxy"\ncertificate = "{certificate}"')
    file = tmp_path / "root" / plan.PROXIES["haproxy"].relative_to("/")
    port = free_port(socket.SOCK_STREAM)
    lines = [line for line in file.read_text().splitlines() if not line.strip().startswith(ELSEWHERE)]
    file.write_text("\n".join(lines).replace("[::]:80 v4v6", f"127.0.0.1:{port}") + "\n")
    command = ["prlimit", "--nofile=1024:1024"]
    if os.geteuid() == 0:  # who may otherwise raise the limit again
        command += ["setpriv", "--bounding-set=-sys_resource", "--inh-caps=-sys_resource"]
    if subprocess.run([*command, "true"], check=False, capture_output=True).returncode != 0:
        pytest.skip("rights cannot be given up here (CAP_SETPCAP)")
    with subprocess.Popen([*command, "haproxy", "-db", "-f", str(file)], stderr=subprocess.PIPE, text=True) as running:
        try:
            while running.poll() is None:
                with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), timeout=10):
                    break
                time.sleep(0.05)
            assert running.returncode is None, running.stderr and running.stderr.read()
        finally:
            running.terminate()


def test_the_firewall_understands_its_lines(tmp_path: Path) -> None:
    if shutil.which("nft") is None:
        pytest.skip("nftables is not installed: apt-get install nftables")
    said(tmp_path, "setup")
    file = tmp_path / "root/etc/audiencia/firewall.nft"
    judged = subprocess.run(["nft", "--check", "--file", str(file)], check=False, capture_output=True, text=True)
    if "Operation not permitted" in judged.stderr:
        pytest.skip("the kernel's rules cannot be read here")
    assert judged.returncode == 0, judged.stderr


def test_a_bucket_is_no_folder_that_the_unit_writes_to(tmp_path: Path) -> None:
    said(tmp_path, "setup", answers='name = "audiencia.example.mx"\nbackup_to = "s3://backups/town"\n')
    written = tree(tmp_path)
    assert "AUDIENCIA_BACKUP_TO='s3://backups/town'" in written[str(plan.VARIABLES)[1:]].splitlines()
    assert "s3:" not in written[str(plan.unit_file(checked({"name": "a.mx"})))[1:]]
