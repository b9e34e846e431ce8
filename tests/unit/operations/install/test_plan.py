"""The unit that `audiencia setup` writes holds the right to low ports only where it opens one, and the guide says how it gets it else."""

import re
from pathlib import Path

import pytest

from audiencia.operations.install import plan
from audiencia.operations.install.answers import Answers
from tests.support.audience import ROOT

RIGHT = re.compile(r"^(\w+)=CAP_NET_BIND_SERVICE$", re.MULTILINE)
GIVEN = ["CapabilityBoundingSet", "AmbientCapabilities"]


def unit(**more: str) -> str:
    answers = Answers.model_validate({"name": "audiencia.example.mx", **more})
    (text,) = [one.text for one in plan.files(answers, Path("audiencia")) if one.path.name == "audiencia.service"]
    return text


@pytest.mark.parametrize(("proxy", "given"), [("none", GIVEN), ("caddy", []), ("elsewhere", [])])
def test_the_unit_has_the_right_to_low_ports_where_it_serves_pages_without_a_proxy(
    proxy: str, given: list[str]
) -> None:
    assert RIGHT.findall(unit(proxy=proxy, certificate="/no.pem")) == given


def test_the_guide_of_media_over_443_gives_the_unit_the_same_right() -> None:
    (block,) = re.findall(r"```ini\n(.*?)```", (ROOT / "docs/operation/turn.md").read_text("utf-8"), re.DOTALL)
    assert RIGHT.findall(block) == GIVEN
