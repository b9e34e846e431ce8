"""Each alert fires when it should, by Prometheus' own judgement; and a real Prometheus scrapes a real installation by our file."""

import asyncio
import json
import shutil
import subprocess
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from audiencia.cli.installation import installation
from audiencia.operations.free_ports import free_port
from audiencia.operations.install import monitoring
from tests.support.audience import ROOT
from tests.support.soaking import SOAK

PROMETHEUS, PROMTOOL = shutil.which("prometheus"), shutil.which("promtool")
pytestmark = pytest.mark.skipif(not (SOAK and PROMETHEUS), reason="long, and needs Prometheus: make soak-alerts")

FIRES = {
    "AudienciaAway": {'up{job="audiencia"}': "0x100"},
    "AudienciaPagesFail": {'audiencia_requests_total{status="503",route="/"}': "0+60x100"},
    "AudienciaNoRoomsLeft": {"audiencia_media_rooms_left": "1x100"},
    "AudienciaRoomsRefused": {"audiencia_rooms_refused_total": "0+1x100"},
    "AudienciaCalledRefused": {'audiencia_media_connections_refused_total{worker="a",urgency="called"}': "0+1x100"},
    "AudienciaConnectionsRefused": {"audiencia_connections_refused_total": "0+1x100"},
    "AudienciaLoopBlocked": {"audiencia_event_loop_longest_block_seconds": "2x100"},
    "AudienciaRecordFlawed": {"audiencia_audit_flaws": "1x100"},
    "AudienciaNoticesFail": {'audiencia_notices_total{kind="a",channel="mail",result="failed"}': "0+5x100"},
    "AudienciaNoticesLate": {
        'audiencia_notice_seconds_count{channel="mail"}': "0+5x100",
        'audiencia_notice_seconds_bucket{channel="mail",le="10.0"}': "0x100",
    },
    "AudienciaHintsAway": {"audiencia_changes_found_by_polling_total": "0+120x100"},
    "AudienciaCallsBad": {
        'audiencia_call_quality_samples_total{participant="citizen",grade="poor"}': "0+5x100",
        'audiencia_call_quality_samples_total{participant="citizen",grade="good"}': "0+5x100",
    },
    "AudienciaDiskFills": {"audiencia_disk_free_bytes": "2e9x100"},
    "AudienciaDiskFull": {"audiencia_disk_free_bytes": "1e8x100"},
    "AudienciaBackupLate": {"audiencia_backup_age_seconds": "200000x100"},
    "AudienciaBackupInPart": {'audiencia_check_state{check="backup_log"}': "1x100"},
    "AudienciaCertificateEnds": {"audiencia_certificate_seconds": "864000x100"},
    "AudienciaCertificateOver": {"audiencia_certificate_seconds": "-5x100"},
    "AudienciaClockOff": {"audiencia_clock_offset_seconds": "-6x100"},
    "AudienciaTablesDiffer": {'audiencia_check_state{check="migrations"}': "2x100"},
    "AudienciaNoticesWait": {'audiencia_notices_late{channel="mail"}': "30x100"},
}
"""By alert: series, a value each minute."""


def written(folder: Path, port: int) -> Path:
    for name, text in monitoring.files(port).items():
        (folder / name).write_text(text)
    return folder


def test_every_alert_fires(tmp_path: Path) -> None:
    assert FIRES.keys() == {one.name for one in monitoring.ALERTS}
    tests = [
        {
            "interval": "1m",
            "input_series": [{"series": name, "values": values} for name, values in series.items()],
            "promql_expr_test": [
                {"expr": f'count(ALERTS{{alertname="{alert}",alertstate="firing"}})', "eval_time": "80m",
                 "exp_samples": [{"labels": "{}", "value": 1}]}
            ],
        }
        for alert, series in FIRES.items()
    ]  # fmt: skip
    folder = written(tmp_path, 8080)
    (folder / "tests.yml").write_text(
        json.dumps({"rule_files": ["alerts.yml"], "evaluation_interval": "1m", "tests": tests})
    )
    for command in (
        ["check", "config", "prometheus.yml"],
        ["check", "rules", "alerts.yml"],
        ["test", "rules", "tests.yml"],
    ):
        judged = subprocess.run([str(PROMTOOL), *command], cwd=folder, check=False, capture_output=True, text=True)
        assert judged.returncode == 0, judged.stdout + judged.stderr


async def asked(port: int, query: str) -> list[dict[str, Any]]:
    address = f"http://127.0.0.1:{port}/api/v1/query?{urllib.parse.urlencode({'query': query})}"
    try:
        with await asyncio.to_thread(urllib.request.urlopen, address, timeout=5) as answer:
            found: list[dict[str, Any]] = json.loads(answer.read())["data"]["result"]
            return found
    except OSError:
        return []


async def test_prometheus_watches_a_real_installation_and_notices_its_end(tmp_path: Path) -> None:
    port = free_port()
    with installation(ROOT / "config", ROOT / "web") as place:
        folder = written(tmp_path, place.settings.port)
        text = (folder / "prometheus.yml").read_text().replace('"15s"', '"1s"')
        rules = (folder / "alerts.yml").read_text().replace('"for": "1m"', '"for": "2s"')
        (folder / "prometheus.yml").write_text(text.replace("{", '{"global": {"evaluation_interval": "1s"},', 1))
        (folder / "alerts.yml").write_text(rules)
        watching = await asyncio.create_subprocess_exec(
            str(PROMETHEUS), "--config.file=prometheus.yml", f"--web.listen-address=127.0.0.1:{port}",
            f"--storage.tsdb.path={tmp_path / 'kept'}", cwd=folder, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            async with asyncio.timeout(60):
                while not await asked(port, 'up{job="audiencia"} == 1 and on() audiencia_disk_free_bytes > 0'):
                    await asyncio.sleep(0.5)
            assert await asked(port, "ALERTS") == [], "all is well"
            place.kill("web")
            place.stop("postgres")
            async with asyncio.timeout(60):
                while not await asked(port, 'ALERTS{alertname="AudienciaAway",alertstate="firing"}'):
                    await asyncio.sleep(0.2)
            place.go_on()
        finally:
            watching.terminate()
            await watching.wait()
