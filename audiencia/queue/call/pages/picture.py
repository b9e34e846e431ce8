"""The picture of what somebody holds up in a call, as the director's page took it from what it shows: cleaned like all files."""

from uuid import UUID

from aiohttp import web

from audiencia.core.errors import BadInput, Unavailable
from audiencia.core.ids import CommandId, TicketId
from audiencia.http import bodies, csrf
from audiencia.http.site import site_of, visitor_of
from audiencia.http.uploads.kinds import Reason
from audiencia.queue.call import picture
from audiencia.queue.moderation import rooms
from audiencia.queue.unit.commands import RoomCommand

MOST_BYTES = 2 * 1024 * 1024


async def keep(request: web.Request) -> web.Response:
    """`ticket_id`, `command_id` and one file. 204; said again with the same `command_id` it is kept once."""
    context, visitor = site_of(request).context, visitor_of(request)
    assert visitor.staff is not None  # as the matrix has it
    async with bodies.read(request, 1, MOST_BYTES) as body:
        csrf.check_token(context.keyring, visitor.visit, body.fields.get(csrf.FIELD))
        try:
            command_id, ticket_id = (UUID(body.fields.get(name)) for name in ("command_id", "ticket_id"))
        except ValueError:
            raise BadInput from None
        if Reason.NOT_NOW in body.wrong.values():
            raise Unavailable
        if body.wrong or not body.files or body.files[0].media_type == "application/pdf":
            raise BadInput(fields={"files": body.wrong.get("files", Reason.WRONG_KIND)})
        room_id = await rooms.room_of(context, visitor.staff.id, visitor.staff.department or "")
        command = RoomCommand(visitor.staff.id, room_id, CommandId(command_id))
        await picture.keep(context, command, TicketId(ticket_id), body.files[0])
    return web.Response(status=204)
