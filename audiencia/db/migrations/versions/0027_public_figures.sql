-- Every ticket of a line, ended ones too: other indexes of a line leave those out, or hold what is erased when they end.
CREATE INDEX ticket_of_queue ON ticket (queue_id);
