"""The names of all metrics; whoever counts imports them from here. Units are in the names, nothing personal in labels."""

from prometheus_client import Counter, Gauge, Histogram

sockets = Gauge("audiencia_sockets", "Open sockets", ["namespace"])
commands = Counter("audiencia_commands_total", "Events of sockets, by result", ["namespace", "event", "code"])
command_seconds = Histogram("audiencia_command_seconds", "Time from an event to its acknowledgement", ["namespace"])
requests = Counter("audiencia_requests_total", "Pages by route and status", ["route", "status"])
found_by_looking = Counter("audiencia_found_by_looking_total", "Changes of queues that no hint had told of")
notices = Counter("audiencia_notices_total", "Attempts to send a notice, by result", ["kind", "channel", "result"])
notice_seconds = Histogram(
    "audiencia_notice_seconds", "Time from a notice's writing until its sending began", ["channel"]
)
