-- Ending for conduct, silent help, who is in the room, and assistants.
SELECT 1;
