"""What applying the files would change, in words."""

import pytest

from audiencia.administration.catalogue import Edit
from audiencia.administration.catalogue_files import Proposal
from audiencia.operations.apply import Look, in_words
from audiencia.settings.catalogue import Key, Kind, topic_key

TOPIC = topic_key("agua", "fugas")


@pytest.fixture(autouse=True)
def spanish(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "es_MX.UTF-8")


def test_each_kind_of_difference_is_one_line() -> None:
    one = {"name": {"es": "Fugas", "en": "Leaks"}, "retired": False}
    assert in_words(Proposal(Edit(TOPIC, 0, one), None)).startswith("Agregar: tema «agua/fugas»: {")
    assert in_words(Proposal(Edit(TOPIC, 1, {**one, "retired": True}), one)) == "Retirar: tema «agua/fugas»"
    renamed = in_words(Proposal(Edit(TOPIC, 1, one), {**one, "name": {"es": "Fuga", "en": "Leak"}}))
    assert renamed.endswith('→ {"name": {"es": "Fugas", "en": "Leaks"}}') and "retired" not in renamed
    day = Key(Kind.HOLIDAY, "2027-03-02")
    assert in_words(Proposal(Edit(day, 1, None), {"name": "Aniversario"})) == "Quitar: día inhábil «2027-03-02»"


def test_the_check_speaks_only_when_there_is_something_to_say() -> None:
    assert Look(None, 0).lines == []
    assert "3 cosas" in Look(None, 3).lines[0] and "--dry-run" in Look(None, 3).lines[0]
    assert "Corrija los archivos" in Look("departments: nada", 3).lines[0]
