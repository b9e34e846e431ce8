-- Whoever comes into a line before others adds an entry to the history of each of them, and changes nothing else of their tickets: web
-- nodes read the history alone again, of those whose pages are open (audiencia/queue/snapshot/load_tickets.py).
ALTER TABLE queue_change ADD COLUMN history_alone boolean NOT NULL DEFAULT false;
