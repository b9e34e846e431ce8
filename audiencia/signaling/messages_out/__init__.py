"""What the server says: views and acknowledgements. TypeScript types are generated from here.
A citizen and a director get their whole small view (`view`) whenever it changed; a moderator gets the `board` once and
then each `queue` that changed. Times are ISO 8601 in UTC; `now` is the server's clock when the view was made, so that a
browser with a wrong clock still counts down rightly."""

# ruff: noqa: F403 -- one name for each message, wherever it is defined
from audiencia.signaling.messages_out.assistant import *
from audiencia.signaling.messages_out.citizen import *
from audiencia.signaling.messages_out.director import *
from audiencia.signaling.messages_out.moderator import *
from audiencia.signaling.messages_out.relative import *
from audiencia.signaling.messages_out.shared import *
