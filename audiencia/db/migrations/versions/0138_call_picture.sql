-- Whether a picture of what the citizen shows may be taken: asked and allowed for each, in one call.
ALTER TABLE reservation ADD COLUMN picture text CHECK (picture IN ('asked', 'allowed', 'refused', 'kept'));

-- The picture is the visit's until that becomes a case: a file is of one of both.
ALTER TABLE case_attachment ALTER COLUMN case_id DROP NOT NULL, ADD COLUMN attention_id uuid REFERENCES attention;
CREATE INDEX case_attachment_attention ON case_attachment (attention_id) WHERE attention_id IS NOT NULL;
