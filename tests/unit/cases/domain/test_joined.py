"""Which cases are joined, which are alike, and which words may go to several people."""

from uuid import UUID

import pytest

from audiencia.cases.domain import joined
from audiencia.cases.domain.case import OPEN, CaseState
from audiencia.core.errors import Code, Refused
from tests.support.calendars import case

ONE, OTHER, NEW = UUID(int=1), UUID(int=2), UUID(int=3)
NAME, CONTACT = "María José Peña López", "722 123 45 67"


@pytest.mark.parametrize("state", CaseState)
def test_only_what_is_owed_an_answer_comes_to_others(state: CaseState) -> None:
    if state in OPEN:
        joined.check_joins(case(state=state))
        return
    with pytest.raises(Refused) as refused:
        joined.check_joins(case(state=state))
    assert refused.value.code is Code.NOT_ALLOWED_NOW


def test_a_complaint_is_joined_with_nothing() -> None:
    with pytest.raises(Refused) as refused:
        joined.check_joins(case(kind="complaint"))
    assert refused.value.code is Code.COMPLAINT_STAYS


def test_a_set_grows_and_two_sets_do_not_become_one() -> None:
    assert joined.number([], NEW) == NEW
    assert joined.number([ONE], NEW) == joined.number([ONE, ONE], NEW) == ONE
    with pytest.raises(Refused) as refused:
        joined.number([ONE, OTHER], NEW)
    assert refused.value.code is Code.JOINED_ELSEWHERE


def test_the_same_leak_is_more_alike_than_another_thing_in_the_same_street() -> None:
    leak = joined.meant("Hay una fuga de agua en la calle Zenzontle")
    same = joined.meant("Se está fugando el agua, calle Senzontle esquina Colorín")
    bins = joined.meant("No pasa el camión de la basura por la calle Zenzontle")
    assert joined.likeness(leak, same) > joined.likeness(leak, bins) > joined.likeness(leak, joined.meant("Un perro"))
    assert joined.likeness(leak, leak) == 1
    assert joined.likeness(frozenset(), frozenset()) == 0


def test_what_is_near_is_more_alike() -> None:
    one, other = joined.meant("bache hondo"), joined.meant("un hoyo, bache")
    assert joined.likeness(one, other, 20) == joined.likeness(one, other) + 0.5
    assert joined.likeness(one, other, 900) == joined.likeness(one, other)


@pytest.mark.parametrize(
    "text",
    [
        "Estimada María: ya quedó.",
        "María, ya quedó.",
        "C. MARIA JOSE PENA LOPEZ\nSu fuga quedó reparada.",
        "Se reparó la fuga que reportó la señora Peña López.",
        "Le llamamos al 722-123-4567 y no contestó.",
        "Respetable señora López: ya.",
        "Doña María: ya quedó.",
        "Estimados vecinos: la señora López reportó la fuga.",
        "Agradecemos a María López su reporte.",
        "Agradecemos a López Peña su reporte.",
        "El reporte lo hizo Peña, María.",
        "Thanks to Mrs. Lopez it is repaired.",
        "Buenas tardes, María, ya quedó.",
        "Se le entregó a la C. María G. el acuse.",
        "Vecinos y López: ya quedó.",
    ],
)
def test_words_that_say_who_the_person_is(text: str) -> None:
    assert joined.Text(text).names(NAME, CONTACT)


@pytest.mark.parametrize(
    "text",
    [
        "Estimado ciudadano: la fuga quedó reparada el jueves.",
        "Quedó reparada la fuga de Santa María.",
        "La cuadrilla trabajó en la colonia Santa María y en la calle Vicente Villada.",
        "Informes en el 722 279 60 00.",
        "",
    ],
)
def test_words_that_do_not(text: str) -> None:
    assert not joined.Text(text).names(NAME, CONTACT)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("José de la Cruz Pérez", "Se reparó la fuga de la calle Hidalgo y de la esquina."),
        ("Juan de los Santos", "Uno de los trabajos de la cuadrilla terminó."),
        ("Juan San Román", "Quedó en San Mateo."),
        ("María de la Luz Pérez", "En dos días queda la luz."),
        ("Marco Campos", "Buenas tardes. Los campos quedaron limpios."),
        ("Marco Mercado", "Buenas tardes, el mercado ya abrió"),
        ("Benito Juárez López", "Se tapó el bache de la avenida Benito Juárez."),
        ("Benito Juárez López", "Se pintó la escuela primaria Benito Juárez."),
        ("José María Torres", "Quedó en la calle José María Morelos esquina Hidalgo."),
        ("Juan Morelos Hidalgo", "La fuga de la esquina de Hidalgo y Morelos quedó."),
        ("Ana Luz Ortiz", "Luz reparada."),
        ("Jesús Ríos", "En 3 días, los ríos."),
        ("Pedro Mora", "Mora_reparacion.jpg"),
    ],
)
def test_particles_of_a_name_and_streets_called_after_somebody_tell_nobody(name: str, text: str) -> None:
    assert not joined.Text(text).names(name, "")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("José de la Cruz Pérez", "Se atendió el reporte de José de la Cruz."),
        ("Ana Luz Paz", "Se atendió el reporte de Ana Paz."),
        ("Hernández Hernández", "Se atendió a Hernández Hernández."),
    ],
)
def test_short_and_double_names_are_found(name: str, text: str) -> None:
    assert joined.Text(text).names(name, "")


def test_each_of_two_contacts_is_found() -> None:
    both = "ana.paz@example.org, 722 123 45 67"
    assert joined.Text("Escribimos a ana.paz@example.org sin respuesta.").names("", both)
    assert joined.Text("Llamamos al 7221234567.").names("", both)


def test_of_nobody_nothing_is_said() -> None:
    assert not joined.Text("Estimada María: ya quedó.").names("", "")
