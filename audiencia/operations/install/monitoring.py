"""Alert rules for Prometheus, and a dashboard for Grafana, of the metrics that `audiencia.core.metrics` names (`monitoring.toml`)."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

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


WATCHED = tomllib.loads(Path(__file__).with_name("monitoring.toml").read_text("utf-8"))
ALERTS = tuple(Alert(**one) for one in WATCHED["alerts"])
PANELS = tuple((one["title"], one["expression"], one["unit"]) for one in WATCHED["panels"])
"""Title, expression and Grafana's unit of each."""
COLUMNS, WIDTH, HEIGHT = 2, 12, 8


def files(port: int, certified: str | None = None, public: str | None = None) -> Mapping[str, str]:
    """By name: the scrape configuration, the rules, the dashboard. JSON is YAML too (YAML 1.2, section 1.3).
    `certified`: the name in the certificate, where that port speaks HTTPS. `public`: by which a Prometheus elsewhere asks, with the
    token of `AUDIENCIA_METRICS_TOKEN` in a file."""
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
