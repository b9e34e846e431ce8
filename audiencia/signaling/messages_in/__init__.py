"""What clients say: one model per event, one union per namespace. TypeScript types are generated from here.
Every event carries a `command_id` where repeating it must not act twice: a client that lost the acknowledgement sends the
same event again and gets the first result. `version` is the version of the object that the person saw (design, section 5,
invariant 5): the ticket's for citizens and moderators, the room's for directors."""

# ruff: noqa: F403 -- one name for each message, wherever it is defined
from audiencia.signaling.messages_in.assistant import *
from audiencia.signaling.messages_in.citizen import *
from audiencia.signaling.messages_in.director import *
from audiencia.signaling.messages_in.moderator import *
from audiencia.signaling.messages_in.relative import *
from audiencia.signaling.messages_in.shared import *
