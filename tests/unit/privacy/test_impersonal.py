"""What points at somebody in words that a department searches."""

import pytest

from audiencia.privacy.impersonal import points_at_somebody


@pytest.mark.parametrize(
    "text",
    [
        "Bache, llamar al 722 123 45 67",
        "Avisar a vecina.lopez@example.mx",
        "Avisar a vecina.lopez@correo",
        "CURP GOMC800101HMCRRL09",
        "curp gomc800101hmcrrl09, zona 3",
        "RFC GOMC800101AB1",
        "Tel. (722) 123-4567 después de las 5",
    ],
)
def test_what_has_the_form_of_a_person(text: str) -> None:
    assert points_at_somebody(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Fuga de agua en Av. 5 de Mayo 120, col. Centro",
        "Alumbrado: 14 luminarias apagadas desde el 25-11-2026",
        "Bache del 2026-11-25, segunda vez",
        "Igual que MTP-26-7KQ4-9XZ2C",
        "Predial 2026, recargos del 15/02/26",
    ],
)
def test_what_speaks_of_a_matter_alone(text: str) -> None:
    assert not points_at_somebody(text)
