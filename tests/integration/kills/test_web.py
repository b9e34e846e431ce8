"""`kill -9` of the web process: the talk goes on, everybody comes back to the same place by themselves."""

import asyncio
from functools import partial
from uuid import uuid4

import pytest

from audiencia.queue.call.presence import PATIENCE_SECONDS
from audiencia.signaling.messages_in import AddNextStep, MoveTickets, SeenTicket
from audiencia.simulation.client import Client
from tests.integration.kills.conftest import Served
from tests.integration.kills.scene import ROUNDS, Scene
from tests.integration.signaling.scenes import begin_call
from tests.support.audience import People, until
from tests.support.moderator_client import ModeratorClient


@pytest.mark.long
async def test_the_talk_goes_on_and_everybody_comes_back(served: Served, crowd: People) -> None:
    async with Scene(crowd, "obras-publicas") as scene:
        before, connections = scene.seen(), scene.connections()
        for _ in range(ROUNDS):
            died = served.kill("web")
            if await scene.media_go_on_until(partial(served.back, "web", died)):
                break
        else:
            pytest.fail(f"in {ROUNDS} outages no sound and picture came on both sides: {scene.counts()}")
        await scene.everybody_is_back(connections)
        assert scene.seen() == before
        await scene.media_go_on()
        await scene.a_step_arrives()
        await until(partial(nothing_of_dead_nodes, served), "the dead node's sockets", 60)
        await scene.director.wait_for(lambda view: all(one.connected for one in view.waiting), "who came back is here")
        await scene.finish()


async def nothing_of_dead_nodes(served: Served) -> bool:
    """Whether the sockets of the killed process have been declared lost; once its lease is over, it has long been."""
    await served.rows(
        "UPDATE node SET lease_until = lease_until - make_interval(secs => $1) WHERE lease_until < app_now() - interval '1 s' RETURNING id",
        float(PATIENCE_SECONDS),
    )
    return not await served.rows(
        "SELECT 1 FROM connection JOIN node ON node.id = node_id WHERE lease_until < app_now() - interval '1 s' "
        "OR node_id <> (SELECT id FROM node ORDER BY lease_until DESC LIMIT 1)"
    )


async def test_a_call_that_rings_while_the_process_dies_is_answered_afterwards(served: Served, crowd: People) -> None:
    citizen, director = await crowd.citizen("bienestar"), await crowd.director("bienestar")
    await director.open_room()
    await director.call_next()
    called = await citizen.wait_state("called")
    died, before = served.kill("web"), citizen.line.connections
    await until(lambda: citizen.line.connections > before, "a reconnection")
    view = await citizen.wait_state("called")
    assert view.call is not None
    assert called.call is not None
    assert view.call.answer_until == called.call.answer_until
    await citizen.accept()
    await director.wait_room("in_call")
    await director.end_call()
    await director.wait_room("wrap_up")
    await director.record_outcome()
    await citizen.wait_state("served")
    await until(partial(served.back, "web", died), "the web process")


async def test_a_command_said_into_the_outage_is_carried_out_once(served: Served, crowd: People) -> None:
    async with Scene(crowd, "agua") as scene:
        step = AddNextStep(command_id=uuid4(), ticket_id=scene.director.attended, step="Pague en caja")
        for _ in range(2):
            died = served.kill("web")
            said = [
                asyncio.create_task(scene.director.line.command("add_next_step", step, within=120)) for _ in range(3)
            ]
            results = await asyncio.gather(*said)
            assert len({one["step_id"] for one in results}) == 1
            await until(partial(served.back, "web", died), "the web process")
        await scene.talking.wait_for(
            lambda view: [one.step for one in view.next_steps] == ["Pague en caja"], "one step"
        )


async def test_kills_in_the_midst_of_commands_leave_nothing_half_done(served: Served, crowd: People) -> None:
    citizens = [await crowd.citizen("bienestar") for _ in range(6)]
    moderator = await crowd.moderator()
    tickets = [await moderator.wait_ticket(one.view.ticket.number, "bienestar") for one in citizens]
    moves = [asyncio.create_task(moderator.move_ticket(one, "servicios-publicos")) for one in tickets]
    leaves = [asyncio.create_task(one.leave()) for one in citizens[4:]]
    died = served.kill("web")
    await asyncio.gather(*moves[:4])
    await asyncio.gather(*moves[4:], *leaves, return_exceptions=True)  # of the same tickets: one of each two is late
    await until(lambda: served.back("web", died), "the web process")
    found = await served.rows(
        "SELECT number, state FROM ticket WHERE number = ANY($1) AND moves > 0", [one.number for one in tickets[:4]]
    )
    assert sorted(one["number"] for one in found) == sorted(one.number for one in tickets[:4])


@pytest.mark.long
async def test_a_kill_in_the_midst_of_a_move_of_many_moves_all_or_nobody_and_the_board_says_which(
    served: Served, crowd: People
) -> None:
    citizens = [await crowd.citizen("bienestar") for _ in range(8)]
    moderator, numbers = await crowd.moderator(), [one.view.ticket.number for one in citizens]
    lines = ("bienestar", "servicios-publicos")
    # The move takes some milliseconds: once it has hardly begun, and once it is nearly over, or is over and not yet told.
    for kill_after in (0.005, 0.02):
        tickets = [await moderator.wait_ticket(number, lines[0]) for number in numbers]
        message = MoveTickets(
            command_id=uuid4(), tickets=[SeenTicket(ticket_id=one.ticket_id, version=one.version) for one in tickets],
            department=lines[1], reason="shorter_wait",
        )  # fmt: skip
        moving = asyncio.create_task(moderator.line.say("move_tickets", message))
        await asyncio.sleep(kill_after)
        connections, died = moderator.line.connections, served.kill("web")
        await asyncio.gather(moving, return_exceptions=True)
        await until(partial(back_again, moderator, connections), "the moderator's connection")
        boards = moderator.views.count
        await moderator.refresh()
        await until(partial(newer_board, moderator, boards), "the board afterwards")
        there = [one.number for one in moderator.queue(lines[1]).tickets if one.number in numbers]
        assert there in ([], numbers)
        found = await served.rows(
            "SELECT count(*) AS moved FROM ticket JOIN queue ON queue.id = queue_id JOIN department ON department.id = department_id "
            "WHERE number = ANY($1) AND slug = $2", numbers, lines[1],
        )  # fmt: skip
        assert found[0]["moved"] == len(there)
        result = await moderator.line.command("move_tickets", message, within=120)
        assert [one["number"] for one in result["moved"]] == numbers
        lines = lines[::-1]
        await until(partial(served.back, "web", died), "the web process")


def back_again(client: Client, connections: int) -> bool:
    """Whether it has connected since it had so many connections."""
    return client.line.connections > connections and client.line.connected


def newer_board(moderator: ModeratorClient, boards: int) -> bool:
    """Whether a board has come since so many."""
    return moderator.views.count > boards


async def test_a_person_of_trust_is_admitted_by_what_takes_the_place_of_a_process_that_died(
    served: Served, crowd: People
) -> None:
    citizen, director = await crowd.citizen("desarrollo-economico"), await crowd.director("desarrollo-economico")
    await director.open_room()
    await begin_call(citizen, director)
    link = await citizen.invite_relative("Zoraida")
    died, before = served.kill("web"), citizen.line.connections
    await until(partial(served.back, "web", died), "the web process")
    await until(lambda: citizen.line.connections > before, "a reconnection")
    relative = await crowd.relative(link)
    await relative.at("waits")
    await director.wait_for(lambda view: view.relative is not None, "who waits")
    died, before = served.kill("web"), relative.line.connections
    await director.answer_relative(admit=True)
    await until(lambda: relative.line.connections > before, "a reconnection")
    await relative.at("in_call")
    await until(partial(served.back, "web", died), "the web process")
    await relative.leave_call()
    await director.end_call()
    await director.record_outcome()
    await citizen.wait_state("served")
