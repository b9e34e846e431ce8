"""Metrics of several processes are one text, with each family once."""

from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from audiencia.core import metrics
from audiencia.operations.checks.process_metrics import Processes, merged


def samples(text: str, name: str) -> list[tuple[dict[str, str], float]]:
    """What the text says of one family."""
    families = [one for one in text_string_to_metric_families(text) if one.name == name]
    assert len(families) <= 1
    return [(one.labels, one.value) for family in families for one in family.samples]


def test_each_sample_says_of_which_process_it_is(tmp_path: Path) -> None:
    metrics.media_rooms.labels("worker-of-this-test").set(3)
    found = samples(Processes("web-2", tmp_path).own_text(), "audiencia_media_rooms")
    assert ({"process": "web-2", "worker": "worker-of-this-test"}, 3.0) in found


def test_a_process_that_stands_alone_names_none() -> None:
    metrics.media_rooms.labels("worker-of-this-test").set(3)
    assert ({"worker": "worker-of-this-test"}, 3.0) in samples(Processes("web").own_text(), "audiencia_media_rooms")


def test_families_of_several_texts_come_once() -> None:
    head = "# HELP rooms Open rooms\n# TYPE rooms gauge\n"
    other = "# HELP calls Calls\n# TYPE calls gauge\n"
    found = merged(
        [f'{head}rooms{{process="web"}} 1.0\n{other}', f'{head}rooms{{process="web-2"}} 2.0\n{other}calls 3.0\n', ""]
    )
    assert found.count("# HELP rooms") == 1 and found.endswith("\n")
    assert samples(found, "rooms") == [({"process": "web"}, 1.0), ({"process": "web-2"}, 2.0)]
    assert samples(found, "calls") == [({}, 3.0)]


async def test_a_process_that_is_gone_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "web-2.sock").touch()
    assert 'process="web"' in await Processes("web", tmp_path).text()
