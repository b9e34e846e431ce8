"""Alerts and dashboard ask for metrics that there are."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from prometheus_client import REGISTRY

from audiencia.core import metrics
from audiencia.operations.install import monitoring, plan
from audiencia.operations.install.answers import checked

ENDINGS = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}
ASKED = re.compile(r"\baudiencia_\w+")


def names() -> Iterator[str]:
    assert metrics.sockets in REGISTRY._collector_to_names
    for one in REGISTRY.collect():
        yield from (one.name + ending for ending in ENDINGS.get(one.type, ("",)))


def test_each_metric_that_is_asked_for_is_counted() -> None:
    asked = {name for _, expression, _ in monitoring.PANELS for name in ASKED.findall(expression)}
    asked |= {name for one in monitoring.ALERTS for name in ASKED.findall(one.expression)}
    assert len(asked) > 15 and asked - set(names()) == set()


def test_each_file_says_where_the_others_are() -> None:
    written = {name: json.loads(text) for name, text in monitoring.files(8080).items()}
    assert written["prometheus.yml"]["rule_files"] == ["alerts.yml"] and "alerts.yml" in written
    assert written["prometheus.yml"]["scrape_configs"][0].keys() == {"job_name", "scrape_interval", "static_configs"}
    assert "prometheus-elsewhere.yml" not in written
    assert len(written["alerts.yml"]["groups"][0]["rules"]) == len(monitoring.ALERTS)


def test_alerts_ask_for_the_job_by_the_name_that_it_is_scraped_under() -> None:
    asked = {name for one in monitoring.ALERTS for name in re.findall(r'job="(\w+)"', one.expression)}
    written = json.loads(monitoring.files(8080)["prometheus.yml"])
    assert asked == {one["job_name"] for one in written["scrape_configs"]}


def test_without_a_proxy_it_is_asked_by_https_under_the_name_of_its_certificate() -> None:
    answers = checked({"name": "audiencia.example.mx", "proxy": "none", "certificate": "/etc/ssl/one.pem"})
    text = next(file.text for file in plan.files(answers, Path("/opt/audiencia")) if file.path.name == "prometheus.yml")
    (job,) = json.loads(text)["scrape_configs"]
    assert job["static_configs"] == [{"targets": ["localhost:443"]}]
    assert (job["scheme"], job["tls_config"]) == ("https", {"server_name": "audiencia.example.mx"})


def test_from_elsewhere_it_is_asked_by_its_public_name_with_the_token() -> None:
    (job,) = json.loads(monitoring.files(8080, None, "audiencia.example.mx")["prometheus-elsewhere.yml"])[
        "scrape_configs"
    ]
    assert job["static_configs"] == [{"targets": ["audiencia.example.mx"]}] and job["scheme"] == "https"
    assert job["authorization"] == {"credentials_file": monitoring.CREDENTIALS}
