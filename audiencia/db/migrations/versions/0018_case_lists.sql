-- Lists of cases. `stage`: whether an answer is owed, was given, or it is over. `list_rank`: the place in the lists of a stage, as
-- days since 2000: first what is due first, last what stands still (`cases.inbox.STOPPED_RANK`); of what is owed no more, the
-- newest first. One index gives each list in its order, and each page of it by the last row that was seen.
ALTER TABLE case_file
    ADD COLUMN stage text NOT NULL GENERATED ALWAYS AS (CASE state WHEN 'answered' THEN 'answered' WHEN 'concluded' THEN 'concluded'
        ELSE 'open' END) STORED,
    ADD COLUMN list_rank integer NOT NULL GENERATED ALWAYS AS (CASE
        WHEN state IN ('answered', 'concluded') THEN DATE '2000-01-01' - due_on
        WHEN stopped_on IS NOT NULL THEN 1000000
        ELSE due_on - DATE '2000-01-01' END) STORED,
    ADD COLUMN warned_on date;
DROP INDEX case_inbox;
CREATE INDEX case_list ON case_file (department_id, stage, list_rank, id) INCLUDE (state, assigned_to, source, topic_id);
CREATE INDEX case_due ON case_file (due_on, warned_on) WHERE stage = 'open' AND stopped_on IS NULL;
