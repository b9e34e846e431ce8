"""The names of all metrics; whoever counts imports them from here. Units are in the names, nothing personal in labels."""

import math

from prometheus_client import Counter, Gauge, Histogram


def _measured(name: str, about: str) -> Gauge:
    """Unknown until it is measured."""
    gauge = Gauge(name, about)
    gauge.set(math.nan)
    return gauge


sockets = Gauge("audiencia_sockets", "Open sockets", ["namespace"])
commands = Counter("audiencia_commands_total", "Events of sockets, by result", ["namespace", "event", "code"])
command_seconds = Histogram("audiencia_command_seconds", "Time from an event to its acknowledgement", ["namespace"])
requests = Counter("audiencia_requests_total", "Pages by route and status", ["route", "status"])
changes_found_by_polling = Counter(
    "audiencia_changes_found_by_polling_total", "Queue changes found by polling, without a hint"
)
deadlock_retries = Counter(
    "audiencia_deadlock_retries_total", "Transactions begun again after a deadlock or serialization failure"
)
event_loop_longest_block_seconds = Gauge(
    "audiencia_event_loop_longest_block_seconds",
    "Longest processor time that the event loop of the web node used in one turn",
)
event_loop_tasks = Gauge("audiencia_event_loop_tasks", "Tasks of the event loop of the web node")
audit_sealed_entries = Gauge("audiencia_audit_sealed_entries", "Entries of the record of accesses that are sealed")
audit_flaws = Gauge("audiencia_audit_flaws", "1 while the last comparison of the record of accesses found a flaw")
notices = Counter("audiencia_notices_total", "Attempts to send a notice, by result", ["kind", "channel", "result"])
notice_seconds = Histogram(
    "audiencia_notice_seconds", "Time from a notice's writing until its sending began", ["channel"]
)
media_rooms = Gauge("audiencia_media_rooms", "Open rooms at a media worker", ["worker"])
media_taken = Gauge(
    "audiencia_media_taken_calls", "What rooms and their guests cost a media worker, in calls of two", ["worker"]
)
media_limit = Gauge(
    "audiencia_media_limit_calls",
    "Up to how many calls of two guests come in at a media worker, by its measured cost",
    ["worker"],
)
media_busy = Gauge("audiencia_media_busy_percent", "How much of its core a media worker uses", ["worker"])
media_takes = Gauge("audiencia_media_takes_rooms", "1 while a media worker takes another room", ["worker"])
media_rooms_left = Gauge("audiencia_media_rooms_left", "Rooms that can still open, at all media workers")
media_connections = Gauge("audiencia_media_connections", "Connections of a media worker that are up", ["worker"])
media_half_open = Gauge(
    "audiencia_media_half_open_connections", "Connections of a media worker whose keys are not agreed yet", ["worker"]
)
media_connections_refused = Counter(
    "audiencia_media_connections_refused_total",
    "Connections that a media worker refused because it has too many, by how soon they were needed",
    ["worker", "urgency"],
)
disk_free_bytes = Gauge("audiencia_disk_free_bytes", "Free bytes where the data folder lies")
check_state = Gauge(
    "audiencia_check_state",
    "What a web node finds each minute: 0 as it should be, 1 to be looked at, 2 wrong",
    ["check"],
)
backup_age_seconds = _measured(
    "audiencia_backup_age_seconds", "Age of the last backup that went well; without end: none"
)
certificate_seconds = _measured("audiencia_certificate_seconds", "Time for which the HTTPS certificate still holds")
clock_offset_seconds = _measured("audiencia_clock_offset_seconds", "This machine's clock less the database's")
notices_late = Gauge("audiencia_notices_late", "Notices that are due for more than two minutes", ["channel"])
connections_refused = Counter(
    "audiencia_connections_refused_total", "Connections that were refused because no more files may be open"
)
rooms_refused = Counter(
    "audiencia_rooms_refused_total", "Rooms that could not open because no media worker takes another"
)

guests_refused = Counter(
    "audiencia_guests_refused_total", "Guests who were not let into a call because its media worker takes no more"
)

# Of calls, by `participant` (citizen, director, guest) and by `direction` (up: what they send); one sample each five seconds.
call_quality_samples = Counter(
    "audiencia_call_quality_samples_total", "Quality samples of calls, by grade", ["participant", "grade"]
)
call_loss = Histogram(
    "audiencia_call_loss_ratio",
    "Share of packets lost in a call, before retransmission",
    ["participant", "direction"],
    buckets=(0, 0.005, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.4, 1),
)
call_jitter_seconds = Histogram(
    "audiencia_call_jitter_seconds",
    "Jitter in a call",
    ["participant", "direction"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5),
)
call_round_trip_seconds = Histogram(
    "audiencia_call_round_trip_seconds",
    "Round trip between somebody in a call and the media worker",
    ["participant"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 1, 2),
)
call_kbits = Histogram(
    "audiencia_call_kbits_per_second",
    "Bit rate in a call",
    ["participant", "direction"],
    buckets=(20, 50, 100, 200, 300, 500, 800, 1200, 2000),
)
call_freezes = Counter("audiencia_call_freezes_total", "Video freezes in calls", ["participant"])
call_frozen_seconds = Counter(
    "audiencia_call_frozen_seconds_total", "Duration of video freezes in calls", ["participant"]
)
