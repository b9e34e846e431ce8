"""How long each kind of record is kept, why, and what is blocked before it is suppressed. Pure."""

from collections.abc import Mapping
from datetime import time
from typing import Literal, get_args

from pydantic import Field

from audiencia.core.texts import Model, Text

PersonKind = Literal["visits", "unattended", "cases", "complaints"]
"""What a person's data are kept as: they go together, with the person's key."""
PERSON_KINDS: tuple[PersonKind, ...] = get_args(PersonKind)
RowKind = Literal["attachments", "notice_contacts", "notices_sent", "receipts", "call_list", "invitations"]
"""Rows that go by themselves, before the person's data or without any."""
ROW_KINDS: tuple[RowKind, ...] = get_args(RowKind)
MOST_DAYS = 36_500


class Kept(Model):
    """Rows that are deleted `keep_days` after the matter ended; `ground`: why so long."""

    keep_days: int = Field(ge=0, le=MOST_DAYS)
    ground: Text


class KeptAWeek(Kept):
    """Rows that say what was done this week: what comes once a week would be done again without them."""

    keep_days: int = Field(ge=7, le=MOST_DAYS)


class Blocked(Model):
    """`block_days`: from blocking to suppression."""

    block_days: int = Field(ge=0, le=MOST_DAYS)
    ground: Text


class KeptBlocked(Kept, Blocked):
    """Persons' data: blocked `keep_days` after the matter ended, suppressed `block_days` later."""


def _kept(days: int, es: str, en: str) -> Kept:
    return Kept(keep_days=days, ground=Text(es=es, en=en))


def _blocked(days: int, block: int, es: str, en: str) -> KeptBlocked:
    return KeptBlocked(keep_days=days, block_days=block, ground=Text(es=es, en=en))


class Retention(Model):
    """`at`: when the run of each night begins, in the municipality's time zone. What a file leaves out is as shipped."""

    at: time = time(3, 30)
    visits: KeptBlocked = _blocked(
        365, 90,
        "Comprobar qué respuesta se dio y atender inconformidades; después ya no hace falta (arts. 16 y 17 de la ley estatal de datos).",
        "Proof of the answer that was given, and complaints about it; not needed afterwards (State law on personal data, arts. 16 and 17).",
    )  # fmt: skip
    unattended: KeptBlocked = _blocked(
        30, 15,
        "No hubo atención: el dato solo sirve para aclarar qué pasó con el turno (minimización, art. 26).",
        "Nobody was attended: the data only serve to clear up what became of the number (minimisation, art. 26).",
    )  # fmt: skip
    cases: KeptBlocked = _blocked(
        1095, 365,
        "Derecho de petición y medios de defensa; archivo de trámite y de concentración según la Ley General de Archivos y el catálogo de "
        "disposición documental.",
        "Right of petition and appeals; filing terms of the General Archives Law and the catalogue of documentary disposition.",
    )  # fmt: skip
    complaints: KeptBlocked = _blocked(
        2555, 365,
        "Prescripción de faltas administrativas graves, siete años (Ley General de Responsabilidades Administrativas, art. 74).",
        "Limitation of serious administrative faults, seven years (General Law of Administrative Responsibilities, art. 74).",
    )  # fmt: skip
    cancellation: Blocked = Blocked(
        block_days=10,
        ground=Text(
            es="Cancelación procedente: bloqueo previo a la supresión (art. 101), solo para responder por el tratamiento.",
            en="Granted cancellation: blocking before suppression (art. 101), only to answer for the processing.",
        ),
    )
    attachments: Kept = _kept(
        365, "Acompañan la petición; concluido el caso basta con la respuesta.",
        "They come with the petition; once the case is concluded the answer is enough.",
    )  # fmt: skip
    notice_contacts: Kept = _kept(7, "Solo sirven para avisar del caso.", "They only serve to tell of the case.")
    notices_sent: KeptAWeek = KeptAWeek(
        keep_days=30, ground=Text(es="Comprobar que se avisó.", en="Proof that people were told.")
    )
    receipts: Kept = _kept(
        7, "Son copias; se hacen de nuevo cuando se piden.", "They are copies, made again when asked for."
    )
    call_list: Kept = _kept(30, "Aclarar si se avisó de la suspensión.", "To clear up whether people were told.")
    invitations: Kept = _kept(
        90, "Aclarar quién dio de alta una cuenta; el registro de accesos lo conserva además.",
        "To clear up who opened an account; the record of accesses keeps it too.",
    )  # fmt: skip

    def of_persons(self) -> Mapping[PersonKind, KeptBlocked]:
        """The terms of persons' data."""
        return {kind: getattr(self, kind) for kind in PERSON_KINDS}

    def of_rows(self) -> Mapping[RowKind, Kept]:
        """The terms of what is deleted by itself."""
        return {kind: getattr(self, kind) for kind in ROW_KINDS}
