"""The sheets that `audiencia import` reads: their columns, what each takes, and an example. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from audiencia.operations.setup import cells
from audiencia.operations.setup.cells import Parse
from audiencia.settings import service_text


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, what it takes, what whoever fills it in reads, and an example."""

    name: str
    parse: Parse
    help: str
    example: str = ""
    required: bool = False


AREAS, TOPICS, STAFF, HOLIDAYS, SERVICES = "areas", "temas", "personal", "dias inhabiles", "servicios"
_STEPS, _NEEDED = cells.entries(service_text.MOST_STEPS), cells.entries(service_text.MOST_REQUIREMENTS)
_BILINGUAL = (
    *((name, cells.line) for name in ("nombre", "resumen", "quien", "tiempo", "fundamento")),
    *((name, cells.short) for name in ("costo", "lugar")),
    ("pasos", _STEPS),
    ("requisitos", _NEEDED),
    ("enlaces", cells.entries(service_text.MOST_LINKS)),
)
SHEETS: Mapping[str, tuple[Column, ...]] = {
    AREAS: (
        Column("nombre", cells.line, "Nombre del área", "Obras Públicas", required=True),
        Column("resumen", cells.line, "De qué se encarga, en una línea", "Calles, banquetas y baches", required=True),
        Column("clave", cells.slug, "Clave; si falta, se toma del nombre. No la cambie después", "obras-publicas"),
        Column("prefijo", cells.prefix, "Letras de sus turnos; si falta, se toma del nombre", "OP"),
        Column("correo", cells.mail, "Buzón al que se avisa de lo que vence", "obras@municipio.example.mx"),
        Column("cupo", cells.between(1, 2000), "Cuántas personas pueden esperar a la vez", "40"),
        Column("citas por horario", cells.between(0, 50), "Cuántas citas caben en cada horario; 0: ninguna", "2"),
        Column("minutos", cells.between(1, 120), "Cuántos minutos toma cada persona, según su experiencia", "8"),
        Column("pedir director", cells.yes_or_no, "Si la gente puede pedir a una directora o un director", "no"),
        Column("por regla", cells.yes_or_no, "Si nadie la elige y se llega solo por regla (Presidencia)", "no"),
        Column("veces pospuesto", cells.between(1, 20), "Con «por regla»: llega quien se pospuso tantas veces", ""),
        Column("recibe quejas", cells.yes_or_no, "La única que lee quejas contra personas servidoras públicas", "no"),
        Column("nombre en", cells.line, "El nombre en inglés; si falta, se usa el español", "Public Works"),
        Column("resumen en", cells.line, "El resumen en inglés", "Streets, pavements and potholes"),
    ),
    TOPICS: (
        Column("area", cells.line, "Clave o nombre del área", "obras-publicas", required=True),
        Column("nombre", cells.line, "El tema, como lo diría la gente", "Baches y pavimento", required=True),
        Column("clave", cells.slug, "Clave; si falta, se toma del nombre. No la cambie después", "baches"),
        Column("atiende", cells.line, "Clave o nombre del área «por regla» que lo atiende en su lugar", ""),
        Column("nombre en", cells.line, "El tema en inglés; si falta, se usa el español", "Potholes and paving"),
    ),
    STAFF: (
        Column("nombre", cells.line, "Nombre que leen las demás personas", "Ing. Laura Robles", required=True),
        Column("rol", cells.role, "Uno de: " + ", ".join(cells.ROLES), "direccion", required=True),
        Column(
            "area", cells.line, "Clave o nombre del área, para dirección, asistencia y presidencia", "obras-publicas"
        ),
        Column("usuario", cells.login, "Con qué entra; si falta, se toma del nombre", "laura.robles"),
        Column("suplente", cells.yes_or_no, "Si solo atiende cuando moderación le da lugar", "no"),
    ),
    HOLIDAYS: (
        Column("fecha", cells.day, "Día sin labores", "16/09/2027", required=True),
        Column("nombre", cells.line, "Su nombre", "Día de la Independencia", required=True),
    ),
    SERVICES: (
        Column("area", cells.line, "Clave o nombre del área", "obras-publicas", required=True),
        Column("nombre", cells.line, "El trámite o servicio", "Reparación de un bache", required=True),
        Column("resumen", cells.line, "Qué es, en una línea", "Se reparan baches en calles.", required=True),
        Column("quien", cells.line, "Quién puede pedirlo", "Cualquier persona.", required=True),
        Column("costo", cells.short, "Cuánto cuesta", "Sin costo", required=True),
        Column("tiempo", cells.line, "Cuánto tarda", "10 días hábiles", required=True),
        Column(
            "pasos",
            _STEPS,
            "Qué hace la persona: un paso por línea, o separados con |",
            "Reporte el bache con su ubicación | Guarde su folio",
            required=True,
        ),
        Column(
            "requisitos",
            _NEEDED,
            "Qué se necesita: uno por línea, o separados con |",
            "Ubicación y una referencia | Una foto, si puede",
        ),
        Column(
            "palabras",
            cells.words,
            "Con qué palabras lo busca la gente, separadas con comas",
            "bache, hoyo, calle rota",
        ),
        Column("tema", cells.line, "Clave o nombre del tema de esa área al que lleva", "baches"),
        Column("lugar", cells.short, "Dónde, si no es en la oficina del área", ""),
        Column("fundamento", cells.line, "La ley y su artículo, si se conocen con certeza", ""),
        Column(
            "enlaces",
            cells.links,
            "Uno por línea, o separados con |: cómo se llama y su dirección https://",
            "Mapa de obras https://www.ejemplo.gob.mx/obras",
        ),
        Column("clave", cells.slug, "Clave; si falta, se toma del nombre. No la cambie después", "bache"),
        *(Column(f"{name} en", parse, "Lo mismo en inglés; si falta, se usa el español") for name, parse in _BILINGUAL),
    ),
}
"""By the sheet's name, as `cells.plain` writes it."""
SHOWN: Mapping[str, str] = {
    AREAS: "Áreas",
    TOPICS: "Temas",
    STAFF: "Personal",
    HOLIDAYS: "Días inhábiles",
    SERVICES: "Servicios",
}
HELP = "leame"
"""A sheet of explanations, which is not read."""
