"""Alert rules for Prometheus, and a dashboard for Grafana, of the metrics that `audiencia.core.metrics` names. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

JOB = "audiencia"
CREDENTIALS = "/etc/prometheus/audiencia-token"


@dataclass(frozen=True, slots=True)
class Alert:
    """`lasts`: how long it has to be so. `urgent`: somebody is called at once."""

    name: str
    expression: str
    lasts: str
    says: str
    urgent: bool = False


ALERTS = (
    Alert("AudienciaAway", f'up{{job="{JOB}"}} == 0', "1m", "No web process answers: see logs/serve.log.", True),
    Alert("AudienciaPagesFail", 'sum(rate(audiencia_requests_total{status=~"5.."}[5m])) > 0.1', "2m",
          "Pages fail; with status 503 the database is away.", True),
    Alert("AudienciaNoRoomsLeft", "min(audiencia_media_rooms_left) < 3", "2m",
          "Hardly another video room can open: add media workers or raise MEDIA_CALLS."),
    Alert("AudienciaRoomsRefused", "increase(audiencia_rooms_refused_total[10m]) > 0", "0m",
          "A director could not open a room: no media worker takes another.", True),
    Alert("AudienciaCalledRefused", 'increase(audiencia_media_connections_refused_total{urgency="called"}[10m]) > 0', "0m",
          "Somebody who was called got no media connection: add media workers.", True),
    Alert("AudienciaConnectionsRefused", "increase(audiencia_connections_refused_total[10m]) > 0", "0m",
          "Connections are refused because no more files may be open: raise LimitNOFILE."),
    Alert("AudienciaLoopBlocked", "audiencia_event_loop_longest_block_seconds > 0.5", "5m",
          "A web process answers late: more web processes, or a fault of ours."),
    Alert("AudienciaRecordFlawed", "max(audiencia_audit_flaws) > 0", "0m",
          "The record of accesses was altered: audiencia audit verify.", True),
    Alert("AudienciaNoticesFail", 'sum(increase(audiencia_notices_total{result="failed"}[30m])) > 5', "0m",
          "Notices were given up: /administracion says why."),
    Alert("AudienciaNoticesLate",
          "sum(increase(audiencia_notice_seconds_count[30m])) - sum(increase(audiencia_notice_seconds_bucket{le=\"10.0\"}[30m])) > 5",
          "0m", "Notices leave late: is the mail server slow?"),
    Alert("AudienciaHintsAway", "sum(rate(audiencia_changes_found_by_polling_total[5m])) > 0.5", "5m",
          "Valkey is away: changes are seen up to two seconds later."),
    Alert("AudienciaCallsBad",
          'sum(increase(audiencia_call_quality_samples_total{grade="poor"}[10m]))'
          " / sum(increase(audiencia_call_quality_samples_total[10m])) > 0.2", "10m",
          "Many calls are bad: look at the network of the media workers."),
    Alert("AudienciaDiskFills", "min(audiencia_disk_free_bytes) < 3e9", "5m", "The disk of the data folder fills up."),
    Alert("AudienciaDiskFull", "min(audiencia_disk_free_bytes) < 5e8", "0m",
          "The disk of the data folder is full: soon nothing can be written.", True),
    Alert("AudienciaBackupLate", "max(audiencia_backup_age_seconds) > 36 * 3600", "1h",
          "No backup went well for 36 hours: audiencia doctor says why."),
    Alert("AudienciaBackupInPart", 'max(audiencia_check_state{check=~"backup_keys|backup_log"}) > 0', "15m",
          "The copy of the keys, or the log of the database, is not put away: audiencia doctor says why."),
    Alert("AudienciaCertificateEnds", "min(audiencia_certificate_seconds) < 14 * 86400", "1h",
          "The HTTPS certificate ends within 14 days: why is it not renewed?"),
    Alert("AudienciaCertificateOver", "min(audiencia_certificate_seconds) < 2 * 86400", "0m",
          "The HTTPS certificate ends within two days: nobody gets in then.", True),
    Alert("AudienciaClockOff", "max(abs(audiencia_clock_offset_seconds)) > 5", "5m",
          "A web node's clock is off the database's: timedatectl."),
    Alert("AudienciaTablesDiffer", 'max(audiencia_check_state{check="migrations"}) > 0', "1h",
          "A web node runs with tables of another version: finish the upgrade."),
    Alert("AudienciaNoticesWait", "sum(max by (channel) (audiencia_notices_late)) > 20", "10m",
          "Notices wait for more than two minutes: /administracion says why."),
)  # fmt: skip

PANELS = (
    ("Open sockets", "sum by (namespace) (audiencia_sockets)", "short"),
    ("Commands a second", "sum by (code) (rate(audiencia_commands_total[1m]))", "ops"),
    ("Commands, 99 of 100 within", "histogram_quantile(0.99, sum by (le) (rate(audiencia_command_seconds_bucket[5m])))", "s"),
    ("Pages a second", "sum by (status) (rate(audiencia_requests_total[1m]))", "reqps"),
    ("Longest turn of the event loop", "max by (process) (audiencia_event_loop_longest_block_seconds)", "s"),
    ("Rooms", "sum by (worker) (audiencia_media_rooms)", "short"),
    ("Rooms that can still open", "min(audiencia_media_rooms_left)", "short"),
    ("Media workers, use of a core", "max by (worker) (audiencia_media_busy_percent)", "percent"),
    ("Media connections", "sum by (worker) (audiencia_media_connections)", "short"),
    ("Quality of calls", "sum by (grade) (rate(audiencia_call_quality_samples_total[5m]))", "short"),
    ("Loss in calls, 95 of 100 below",
     "histogram_quantile(0.95, sum by (le, direction) (rate(audiencia_call_loss_ratio_bucket[5m])))", "percentunit"),
    ("Round trip, 95 of 100 below", "histogram_quantile(0.95, sum by (le) (rate(audiencia_call_round_trip_seconds_bucket[5m])))",
     "s"),
    ("Frozen video, seconds a second", "sum by (participant) (rate(audiencia_call_frozen_seconds_total[5m]))", "short"),
    ("Notices", "sum by (channel, result) (increase(audiencia_notices_total[5m]))", "short"),
    ("Changes found by polling", "sum(rate(audiencia_changes_found_by_polling_total[5m]))", "ops"),
    ("Free disk", "min(audiencia_disk_free_bytes)", "bytes"),
    ("What a web node finds (1: to be looked at, 2: wrong)", "max by (check) (audiencia_check_state)", "short"),
    ("Age of the last backup", "max(audiencia_backup_age_seconds)", "s"),
    ("Certificate still holds", "min(audiencia_certificate_seconds)", "s"),
    ("Notices that wait", "max by (channel) (audiencia_notices_late)", "short"),
)  # fmt: skip
"""Title, expression and Grafana's unit of each."""
COLUMNS, WIDTH, HEIGHT = 2, 12, 8


def files(port: int, certified: str | None = None, public: str | None = None) -> Mapping[str, str]:
    """By name: the scrape configuration, the rules, the dashboard. JSON is YAML too (YAML 1.2, section 1.3).

    `certified`: the name in the certificate, where that port speaks HTTPS. `public`: by which a Prometheus elsewhere asks, with the
    token of `AUDIENCIA_METRICS_TOKEN` in a file.
    """
    tls = {} if certified is None else {"scheme": "https", "tls_config": {"server_name": certified}}
    elsewhere = {"scheme": "https", "authorization": {"credentials_file": CREDENTIALS}}
    return {
        "prometheus.yml": _json(_scraping(f"localhost:{port}", tls)),
        **({"prometheus-elsewhere.yml": _json(_scraping(public, elsewhere))} if public else {}),
        "alerts.yml": _json(_rules()),
        "dashboard.json": _json(_dashboard()),
    }


def _json(content: object) -> str:
    return json.dumps(content, indent=1) + "\n"


def _scraping(target: str, how: Mapping[str, object]) -> object:
    job = {"job_name": JOB, "scrape_interval": "15s", "static_configs": [{"targets": [target]}]}
    return {"rule_files": ["alerts.yml"], "scrape_configs": [{**job, **how}]}


def _rules() -> object:
    rules = [
        {
            "alert": one.name,
            "expr": one.expression,
            "for": one.lasts,
            "labels": {"severity": "critical" if one.urgent else "warning"},
            "annotations": {"summary": one.says},
        }
        for one in ALERTS
    ]
    return {"groups": [{"name": JOB, "rules": rules}]}


def _dashboard() -> object:
    source = {"type": "prometheus", "uid": "${source}"}
    return {
        "title": "Audiencia",
        "uid": JOB,
        "schemaVersion": 39,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "templating": {"list": [{"name": "source", "type": "datasource", "query": "prometheus"}]},
        "panels": [
            {
                "id": place + 1,
                "title": title,
                "type": "timeseries",
                "datasource": source,
                "gridPos": {"x": WIDTH * (place % COLUMNS), "y": HEIGHT * (place // COLUMNS), "w": WIDTH, "h": HEIGHT},
                "fieldConfig": {"defaults": {"unit": unit, "min": 0}, "overrides": []},
                "targets": [{"datasource": source, "expr": expression, "refId": "A"}],
            }
            for place, (title, expression, unit) in enumerate(PANELS)
        ],
    }
