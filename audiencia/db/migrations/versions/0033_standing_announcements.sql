-- Announcements that administration makes for a while, beside those of moderators and in the same table, so that there is one place
-- from which people are shown any. The catalogue's log is their truth and their history; `standing` is their key in it.
-- docs/decisions/041-announcements-of-administration.md
ALTER TABLE catalogue_change DROP CONSTRAINT catalogue_change_kind_check,
    ADD CONSTRAINT catalogue_change_kind_check CHECK (
        kind IN ('department', 'topic', 'holiday', 'opening', 'note_template', 'step_template', 'service', 'announcement')
    );

ALTER TABLE announcement
    ALTER COLUMN session_id DROP NOT NULL,
    ADD COLUMN standing text UNIQUE,
    ADD COLUMN text_en text CHECK (length(text_en) BETWEEN 1 AND 300),
    ADD COLUMN department_id integer REFERENCES department,
    ADD COLUMN begun boolean NOT NULL DEFAULT true; -- whether the views have been told that it is shown
ALTER TABLE announcement
    ADD CHECK ((standing IS NULL) = (session_id IS NOT NULL)),
    ADD CHECK ((standing IS NULL) = (text_en IS NULL)),
    ADD CHECK (standing IS NULL OR num_nonnulls(queue_id, ticket_id) = 0),
    ADD CHECK (standing IS NOT NULL OR (department_id IS NULL AND begun));
CREATE INDEX announcement_to_begin ON announcement (made_at) WHERE NOT begun;
CREATE INDEX announcement_department ON announcement (department_id) WHERE department_id IS NOT NULL;
