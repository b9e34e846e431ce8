"""The directory is found by what people type: in their words, with their typos, from the first letters on."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from audiencia.db.connection import Connection
from audiencia.db.database import Database
from audiencia.directory import store
from audiencia.directory.search import Catalogue
from audiencia.directory.service import question
from audiencia.operations.setup import seed
from tests.support.configuration import configured

HERE = Path(__file__).parent
EXAMPLE = configured()
BAR = 0.95
FIRST = 3


@pytest.fixture
async def conn(make_database: Callable[[], str]) -> AsyncIterator[Connection]:
    """The example's directory, seeded as at a first start."""
    database = Database(make_database())
    await database.open()
    try:
        await seed.seed(database, EXAMPLE)
        async with database.read() as conn:
            yield conn
    finally:
        await database.close()


async def catalogue(conn: Connection) -> Catalogue:
    """Of what is in the directory now."""
    return Catalogue(EXAMPLE, await store.searchable(conn))


def slugs(of: Catalogue, typed: str) -> list[str]:
    """What is found, best first."""
    return [one.key for one in of.answer(question(typed)).found]


async def test_everyday_words_with_typos_find_the_right_service(conn: Connection) -> None:
    lines = (HERE / "phrasings.txt").read_text("utf-8").splitlines()
    wanted = [line.split(" = ") for line in lines if line and not line.startswith("#")]
    known = {f"{one.department}/{one.slug}" for one in EXAMPLE.services}
    missed, of = [], await catalogue(conn)
    for typed, right in wanted:
        assert set(right.split(", ")) <= known, right
        found = slugs(of, typed)
        if not set(found[:FIRST]) & set(right.split(", ")):
            missed.append(f"{typed}: wanted {right}, found {found}")
    print(*missed, sep="\n")
    assert len(wanted) >= 60
    assert 1 - len(missed) / len(wanted) >= BAR, missed


async def test_it_is_found_while_it_is_typed_with_or_without_accents_and_in_either_case(conn: Connection) -> None:
    of = await catalogue(conn)
    for typed in ("alum", "ALUMBRÁDO", "alumbrado pub", "alumbradp"):
        assert "servicios-publicos/luminaria-apagada" in slugs(of, typed)[:FIRST], typed
    assert slugs(of, "fuga de aga")[0] == "agua/fuga-de-agua"
    for typed in ("xqzwk", "xyzzy", "asdf", "qwerty", "plugh", "de la"):
        assert not slugs(of, typed), typed


async def test_what_is_taken_out_or_renamed_is_found_so_at_once(conn: Connection) -> None:
    leak = "agua/fuga-de-agua"
    assert leak in slugs(await catalogue(conn), "fuga")
    await conn.execute("UPDATE service SET active = false WHERE slug = 'fuga-de-agua'")
    assert leak not in slugs(await catalogue(conn), "fuga")
    assert await store.service(conn, "agua", "fuga-de-agua") is None
    await conn.execute("UPDATE service SET active = true, words = '{manantial}' WHERE slug = 'fuga-de-agua'")
    assert slugs(await catalogue(conn), "manantiales")[0] == leak


async def test_the_seed_keeps_every_word_of_the_configuration_and_is_sown_once(
    conn: Connection, make_database: Callable[[], str]
) -> None:
    per_department = await store.services_per_department(conn)
    assert sum(per_department.values()) == len(EXAMPLE.services)
    listed = [one.slug for one in EXAMPLE.services if one.department == "agua"]
    assert [one.slug for one in await store.services_of(conn, "agua")] == listed
    wanted = next(one for one in EXAMPLE.services if one.slug == "licencia-de-construccion")
    kept = await store.service(conn, wanted.department, wanted.slug)
    assert kept is not None
    assert (kept.topic, kept.name, kept.legal) == (wanted.topic, wanted.name, wanted.legal)
    assert [one.es for one in kept.requirements] == [one.es for one in wanted.requirements]
    assert [one.en for one in kept.steps] == [one.en for one in wanted.steps]
    assert kept.links == tuple((one.label, one.url) for one in wanted.links)
