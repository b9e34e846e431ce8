"""What the moderator does: moves people who wait, and sometimes takes it back."""

from audiencia.simulation.town.acting import news
from audiencia.simulation.town.crowd import WAITS, Crowd

BOARDS = 3  # Changes of the board between two moves.


async def moderate(crowd: Crowd) -> None:
    """Moves somebody who waits, after a few changes of the board."""
    moderator = crowd.moderator
    for _ in range(BOARDS):
        await news([moderator.views])
    found = [
        (queue.department_slug, one)
        for queue in moderator.board.queues
        for one in queue.tickets
        if one.state in WAITS and queue.department_slug in crowd.departments
    ]
    if found:
        here, ticket = crowd.rng.choice(found)
        moved = await moderator.move_tickets([ticket], crowd.other(here))
        if crowd.rng.random() < 0.3:
            await moderator.undo_move(moved)
