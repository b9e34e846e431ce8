"""Sheets become values, and each faulty cell is named: sheet, row, column, and what is wrong."""

from audiencia.operations.setup import build, tables
from audiencia.operations.setup.build import Made, free_prefix
from audiencia.operations.setup.cells import slug_of
from audiencia.operations.setup.tables import Sheet

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


SERVICES = Sheet("Servicios", [
    ["Área", "Nombre", "Resumen", "Quién", "Costo", "Tiempo", "Pasos", "Requisitos", "Palabras", "Tema", "Enlaces",
     "Pasos en", "Enlaces en"],
    ["Obras Públicas", "Reparar un bache", "Se repara", "Todos", "Nada", "10 días", "Repórtelo | Espere", "Ubicación\nUna foto",
     "bache, hoyo", "Baches", "Mapa https://a.example", "Report it | Wait", "Map"],
    ["contraloria", "Denuncia", "Se investiga", "Todos", "Nada", "60 días", "Escriba", "", "", "", "", "", ""],
])  # fmt: skip


def test_services_are_written_for_each_department() -> None:
    made, problems = built(AREAS, TOPICS, SERVICES)
    assert problems == [] and made.services is not None
    (pothole,), (complaint,) = made.services["obras-publicas"], made.services["contraloria"]
    assert pothole == {
        "slug": "reparar-un-bache", "topic": "baches", "words": ["bache", "hoyo"],
        "name": {"es": "Reparar un bache", "en": "Reparar un bache"}, "summary": {"es": "Se repara", "en": "Se repara"},
        "who": {"es": "Todos", "en": "Todos"}, "cost": {"es": "Nada", "en": "Nada"}, "time": {"es": "10 días", "en": "10 días"},
        "requirements": [{"es": "Ubicación", "en": "Ubicación"}, {"es": "Una foto", "en": "Una foto"}],
        "steps": [{"es": "Repórtelo", "en": "Report it"}, {"es": "Espere", "en": "Wait"}],
        "links": [{"label": {"es": "Mapa", "en": "Map"}, "url": "https://a.example"}],
    }  # fmt: skip
    assert "topic" not in complaint and "requirements" not in complaint


def test_every_faulty_cell_of_services_is_named() -> None:
    sheet = Sheet("servicios", [
        ["area", "nombre", "resumen", "quien", "costo", "tiempo", "pasos", "tema", "enlaces", "palabras", "pasos en", "lugar en"],
        ["Gas", "A", "x", "x", "x", "x", "x", "", "", "", "", ""],
        ["Presidencia", "B", "x", "x", "x", "x", "x", "", "", "", "", ""],
        ["Obras Públicas", "C", "x", "x", "y" * 301, "x", "uno|dos", "Bachez", "sin dirección", "a", "one", "There"],
        ["Obras Públicas", "c", "x", "x", "x", "", "x", "", "", "", "", ""],
    ])  # fmt: skip
    _, problems = built(AREAS, TOPICS, sheet)
    for said in (
        "fila 2, columna «area»: «Gas»: no hay un área",
        "fila 3, columna «area»: «Presidencia»: nadie elige esta área",
        "fila 4, columna «costo»: «yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy…»: es más larga que 300 letras",
        "fila 4, columna «tema»: «Bachez»: el área no tiene este tema; ¿quiso decir «baches»?",
        "fila 4, columna «enlaces»: «sin dirección»: «sin dirección»: escriba cómo se llama",
        "fila 4, columna «palabras»: «a»: «a» no es una palabra para buscar",
        "fila 4, columna «pasos en»: debe tener tantas líneas como «pasos» (2), o ninguna",
        "fila 4, columna «lugar en»: falta lo mismo en español, en «lugar»",
        "fila 5, columna «nombre»: la clave «c» está dos veces",
        "fila 5, columna «tiempo»: no puede quedar vacía",
    ):
        assert any(one.startswith(f"Hoja «servicios», {said}") for one in problems), (said, problems)
    assert len(problems) == 10


def test_services_alone_lead_to_topics_that_are_configured() -> None:
    found = tables.read([SERVICES])
    made = build.build(
        found, {"obras-publicas": "Obras Públicas", "contraloria": "C"}, {"obras-publicas": {"b": "Baches"}}
    )
    assert found.problems == [] and made.services is not None and made.services["obras-publicas"][0]["topic"] == "b"


def test_staff_alone_belongs_to_departments_that_are_configured() -> None:
    staff = Sheet(
        "personal", [["nombre", "rol", "area"], ["Ana Paz", "asistencia", "Agua"], ["Eva Sol", "direccion", "Auga"]]
    )
    _, problems = built(staff, known={"agua": "Agua"})
    assert problems == [
        "Hoja «personal», fila 3, columna «area»: «Auga»: no hay un área con esta clave o este nombre; ¿quiso decir «agua»?"
    ]


def test_what_there_is_instead_is_listed_once_each_by_its_name() -> None:
    topics = Sheet(TOPICS.name, [*TOPICS.rows, ["xyz", "Algo", ""]])
    services = Sheet(
        "servicios",
        [
            ["area", "nombre", "resumen", "quien", "costo", "tiempo", "pasos", "tema"],
            ["Obras Públicas", "A", "x", "x", "x", "x", "x", "wwww"],
        ],
    )
    _, problems = built(AREAS, topics, services)
    assert problems == [
        "Hoja «temas», fila 6, columna «area»: «xyz»: no hay un área con esta clave o este nombre; "
        "hay: Obras Públicas, Contraloría, Presidencia",
        "Hoja «servicios», fila 2, columna «tema»: «wwww»: el área no tiene este tema; hay: Baches, Queja de trato",
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


def test_two_names_that_nobody_could_tell_apart_are_faulty_whatever_their_keys() -> None:
    areas = Sheet("Áreas", [
        ["nombre", "resumen", "clave"],
        ["Obras Públicas", "Calles", "obras"],
        ["obras  publicas", "Parques", "parques"],
        ["Agua", "Fugas", "agua"],
    ])  # fmt: skip
    topics = Sheet("temas", [
        ["area", "nombre", "clave"],
        ["obras", "Baches y pavimento", "baches"],
        ["parques", "Árboles", "arboles"],
        ["obras", "Baches y Pavimento", "pavimento"],
        ["agua", "Baches y pavimento", "baches"],
    ])  # fmt: skip
    _, problems = built(areas, topics)
    assert problems == [
        "Hoja «Áreas», fila 3, columna «nombre»: «obras publicas» está dos veces: nadie sabría cuál elegir",
        "Hoja «temas», fila 4, columna «nombre»: «Baches y Pavimento» está dos veces: nadie sabría cuál elegir",
    ]


def test_sheets_and_columns_that_nobody_knows_or_that_are_missing() -> None:
    for sheets, said in (
        ([Sheet("Temsa", [["area"], ["x"]])], "Hoja «Temsa»: no se conoce esta hoja; ¿quiso decir «temas»?"),
        ([Sheet("personal", [["nombre"], ["Ana"]])], "Hoja «personal», fila 1, columna «rol»: falta esta columna"),
        ([Sheet("Léame", [["algo"]])],
         "Hoja «*»: no hay ninguna hoja con datos; se leen: Áreas, Temas, Personal, Días inhábiles, Servicios"),
        ([AREAS, AREAS, TOPICS], "Hoja «Áreas»: está dos veces"),
        ([TOPICS], "Hoja «temas»: los temas van junto con la hoja «Áreas»"),
        ([Sheet("personal", [["rol", "rol"], ["a", "b"]])], "Hoja «personal», fila 1, columna «rol»: está dos veces"),
        ([Sheet("personal", [["rol"]] + [["a"]] * 5001)], "Hoja «personal»: tiene más de 5000 filas"),
    ):  # fmt: skip
        assert said in built(*sheets)[1]


def test_of_a_long_name_as_much_is_said_as_tells_it_from_others() -> None:
    long = "Observaciones\nde la persona titular " * 20
    _made, problems = built(Sheet("personal", [["rol", "nombre", long], ["dirección", "Ana", ""]]))
    assert any(
        one.startswith("Hoja «personal», fila 1, columna «Observaciones de la persona titular Obse…»: no se conoce")
        for one in problems
    )
    _made, (said,) = built(Sheet("z" * 200, [["a"]]))
    assert said.startswith(f"Hoja «{'z' * 40}…»: no se conoce esta hoja")


def test_keys_and_letters_are_made_of_names() -> None:
    assert [slug_of(one) for one in ("Obras Públicas", "  DIF / Niñez ", "3 de mayo", "x" * 60)] == [
        "obras-publicas", "dif-ninez", "", "x" * 40,
    ]  # fmt: skip
    taken: set[str] = set()
    made = []
    for name in (
        "Obras Públicas",
        "Oficialía Primera",
        "Ópera",
        "Ópera",
        "C5",
        "O.D.A.P.A.S.",
        *["Dirección de Agua"] * 60,
    ):
        made.append(free_prefix(name, taken))
        taken.add(made[-1])
    assert made[0] == "OP" and len(set(made)) == len(made) and "" not in made
