-- Whether the clock is doubted is asked every five seconds by each web node.
CREATE INDEX event_clock ON event (session_id, id) WHERE kind IN ('clock_stepped', 'clock_confirmed');
