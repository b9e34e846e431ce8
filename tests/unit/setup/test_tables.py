"""Sheets become values, and each faulty cell is named: sheet, row, column, and what is wrong."""

from audiencia.setup import build, tables
from audiencia.setup.build import Made, free_prefix
from audiencia.setup.cells import slug_of
from audiencia.setup.tables import Sheet

AREAS = Sheet("Áreas", [
    ["Nombre", "Resumen", "Clave", "Por regla", "Recibe quejas", "Cupo", "Nombre en"],
    ["Obras Públicas", "Calles", "", "", "", "40", "Public Works"],
    ["Contraloría", "Quejas", "", "", "sí", "", ""],
    ["", "", "", "", "", "", ""],
    ["Presidencia", "Por regla", "presi", "sí", "", "", ""],
])  # fmt: skip
TOPICS = Sheet("temas", [
    ["Área", "Nombre", "Atiende"],
    ["obras-publicas", "Baches", ""],
    ["Obras Públicas", "Queja de trato", "presi"],
    ["contraloria", "Corrupción", ""],
    ["Presidencia", "Turnado", ""],
])  # fmt: skip


def built(*sheets: Sheet, known: dict[str, str] | None = None) -> tuple[Made, list[str]]:
    found = tables.read(sheets)
    made = build.build(found, known or {})
    return made, [str(one) for one in found.problems]


def test_departments_with_their_topics() -> None:
    made, problems = built(AREAS, TOPICS)
    assert problems == [] and made.departments is not None
    works, comptroller, mayor = made.departments
    assert (works["slug"], works["prefix"], works["cap"]) == ("obras-publicas", "OP", 40)
    assert works["name"] == {"es": "Obras Públicas", "en": "Public Works"}
    assert works["topics"] == [
        {"slug": "baches", "name": {"es": "Baches", "en": "Baches"}},
        {"slug": "queja-de-trato", "name": {"es": "Queja de trato", "en": "Queja de trato"}, "to": "presi"},
    ]
    assert (mayor["slug"], mayor["by_rule"], made.complaints_to) == ("presi", True, comptroller["slug"])
    assert len({one["prefix"] for one in made.departments}) == 3


def test_people_and_holidays() -> None:
    staff = Sheet("personal", [
        ["nombre", "rol", "area", "suplente"],
        ["Laura Robles", "Dirección", "Obras Públicas", ""],
        ["Luis Ñáñez", "direccion", "obras-publicas", "sí"],
        ["Ventanilla Uno", "ventanilla", "", ""],
    ])  # fmt: skip
    days = Sheet("Días inhábiles", [["fecha", "nombre"], ["16/09/2027", "Independencia"], ["2027-01-01", "Año Nuevo"]])
    made, problems = built(AREAS, TOPICS, staff, days)
    assert problems == [] and made.staff is not None and made.holidays is not None
    assert [one["login"] for one in made.staff] == ["laura.robles", "luis.nanez", "ventanilla.uno"]
    assert made.staff[1] == {
        "login": "luis.nanez", "name": "Luis Ñáñez", "role": "director", "department": "obras-publicas", "stands_in": True,
    }  # fmt: skip
    assert [one["name"] for one in made.holidays] == ["Año Nuevo", "Independencia"]


def test_staff_alone_belongs_to_departments_that_are_configured() -> None:
    staff = Sheet(
        "personal", [["nombre", "rol", "area"], ["Ana Paz", "asistencia", "Agua"], ["Eva Sol", "direccion", "Auga"]]
    )
    _, problems = built(staff, known={"agua": "Agua"})
    assert problems == [
        "Hoja «personal», fila 3, columna «area»: «Auga»: no hay un área con esta clave o este nombre; ¿quiso decir «agua»?"
    ]


def test_every_faulty_cell_is_named_at_once() -> None:
    areas = Sheet("Áreas", [
        ["Nombre", "Resumen", "Prefijo", "Correo", "Cupo", "Pedir director", "Por regla", "Veces pospuesto", "Recibe quejas", "Colr"],
        ["Agua", "Fugas", "op", "agua arroba", "mil", "tal vez", "", "3", "sí"],
        ["agua", "", "AG", "", "", "sí", "sí", "", "sí"],
        ["Ñ", "Nada", "AG", "", "", "", "", "", ""],
    ])  # fmt: skip
    topics = Sheet(
        "temas", [["area", "nombre", "atiende"], ["Agua", "Fugas", "Ñ"], ["Gas", "Fugas", ""], ["Agua", "", ""]]
    )
    staff = Sheet("Personal", [
        ["nombre", "rol", "area", "usuario", "suplente"],
        ["Eva", "jefa", "Agua", "", ""],
        ["Eva", "ventanilla", "Agua", "", "sí"],
        ["Li", "direccion", "", "", ""],
    ])  # fmt: skip
    days = Sheet(
        "dias_inhabiles", [["fecha", "nombre"], ["31/02/2027", "Nunca"], ["2027-01-01", "A"], ["01/01/2027", "B"]]
    )
    _, problems = built(areas, topics, staff, days)
    for said in (
        "Hoja «Áreas», fila 1, columna «Colr»: no se conoce esta columna",
        "Hoja «Áreas», fila 2, columna «prefijo»: «op»: deben ser 2 o 3 letras mayúsculas, como «OP»",
        "Hoja «Áreas», fila 2, columna «correo»: «agua arroba»: no es una dirección de correo",
        "Hoja «Áreas», fila 2, columna «cupo»: «mil»: debe ser un número entero del 1 al 2000",
        "Hoja «Áreas», fila 2, columna «pedir director»: «tal vez»: escriba «sí» o «no»",
        "Hoja «Áreas», fila 2, columna «veces pospuesto»: solo va con «por regla»",
        "Hoja «Áreas», fila 3, columna «nombre»: la clave «agua» está dos veces",
        "Hoja «Áreas», fila 3, columna «resumen»: no puede quedar vacía",
        "Hoja «Áreas», fila 3, columna «pedir director»: con «por regla» nadie elige",
        "Hoja «Áreas», fila 3, columna «recibe quejas»: solo puede ser una",
        "Hoja «Áreas», fila 4, columna «prefijo»: «AG» está dos veces",
        "Hoja «Áreas», fila 4, columna «nombre»: «Ñ» no tiene ningún tema en la hoja «Temas»",
        "Hoja «temas», fila 2, columna «atiende»: «Ñ» no es un área con «por regla»",
        "Hoja «temas», fila 3, columna «area»: «Gas»: no hay un área con esta clave o este nombre",
        "Hoja «temas», fila 4, columna «nombre»: no puede quedar vacía",
        "Hoja «Personal», fila 2, columna «rol»: «jefa»: escriba uno de estos: direccion, ",
        "Hoja «Personal», fila 3, columna «usuario»: «eva» está dos veces",
        "Hoja «Personal», fila 3, columna «area»: este rol no es de ningún área: déjela vacía",
        "Hoja «Personal», fila 3, columna «suplente»: solo una dirección tiene suplente",
        "Hoja «Personal», fila 4, columna «usuario»: escriba un usuario: del nombre no sale uno",
        "Hoja «Personal», fila 4, columna «area»: este rol es de un área: escriba cuál",
        "Hoja «dias_inhabiles», fila 2, columna «fecha»: «31/02/2027»: no es una fecha, como «16/09/2027»"[:-14],
        "Hoja «dias_inhabiles», fila 4, columna «fecha»: este día está dos veces",
    ):  # fmt: skip
        assert any(one.startswith(said) for one in problems), (said, problems)


def test_sheets_and_columns_that_nobody_knows_or_that_are_missing() -> None:
    for sheets, said in (
        ([Sheet("Temsa", [["area"], ["x"]])], "Hoja «Temsa»: no se conoce esta hoja; ¿quiso decir «temas»?"),
        ([Sheet("personal", [["nombre"], ["Ana"]])], "Hoja «personal», fila 1, columna «rol»: falta esta columna"),
        ([Sheet("Léame", [["algo"]])], "Hoja «*»: no hay ninguna hoja con datos; se leen: Áreas, Temas, Personal, Días inhábiles"),
        ([AREAS, AREAS, TOPICS], "Hoja «Áreas»: está dos veces"),
        ([TOPICS], "Hoja «temas»: los temas van junto con la hoja «Áreas»"),
        ([Sheet("personal", [["rol", "rol"], ["a", "b"]])], "Hoja «personal», fila 1, columna «rol»: está dos veces"),
        ([Sheet("personal", [["rol"]] + [["a"]] * 5001)], "Hoja «personal»: tiene más de 5000 filas"),
    ):  # fmt: skip
        assert said in built(*sheets)[1]


def test_keys_and_letters_are_made_of_names() -> None:
    assert [slug_of(one) for one in ("Obras Públicas", "  DIF / Niñez ", "3 de mayo", "x" * 60)] == [
        "obras-publicas", "dif-ninez", "", "x" * 40,
    ]  # fmt: skip
    taken: set[str] = set()
    made = []
    for name in ("Obras Públicas", "Oficialía Primera", "Ópera", "Ópera"):
        made.append(free_prefix(name, taken))
        taken.add(made[-1])
    assert made[0] == "OP" and len(set(made)) == 4 and "" not in made
