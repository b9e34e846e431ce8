-- Calls, forms and regulations that departments publish.
ALTER TABLE catalogue_change DROP CONSTRAINT catalogue_change_kind_check, ADD CONSTRAINT catalogue_change_kind_check CHECK (kind IN (
    'department', 'topic', 'holiday', 'opening', 'note_template', 'step_template', 'service', 'announcement', 'document'));
