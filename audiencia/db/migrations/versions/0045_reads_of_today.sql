-- Each of these was read whole, or all of its past, by a query of live views, estimates or loops
-- (tests/integration/flows/test_history.py).
CREATE INDEX session_unfinished ON session (id) WHERE state <> 'closed';
CREATE INDEX session_opens ON session (demo, opens_at);
CREATE INDEX session_closes ON session (closes_at);
CREATE INDEX queue_due ON queue (id) WHERE state IN ('paused', 'draining');
CREATE INDEX room_queue ON room (queue_id);
CREATE INDEX room_away ON room (grace_until) WHERE NOT connected AND state <> 'closed';
CREATE INDEX attention_recorded ON attention (session_id, outcome_by, outcome) INCLUDE (outcome_at) WHERE outcome IS NOT NULL;
DROP INDEX leg_handled;
CREATE INDEX leg_queue ON leg (queue_id, call_began_at);
CREATE INDEX reservation_ticket ON reservation (ticket_id, id);
CREATE INDEX reservation_room ON reservation (room_id, ended_at);
CREATE INDEX assist_guest ON assist (guest_room_id, ended_at);
CREATE INDEX audit_disclosed ON audit (at) WHERE action = 'disclosed';
