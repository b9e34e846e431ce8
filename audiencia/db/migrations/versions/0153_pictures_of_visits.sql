-- Of which visit a picture of a call is, also once it lies in a case, which may be an older one of another folio: it is deleted when that
-- visit's person takes the consent back. Of pictures from before in a case that other visits were about, nothing says whose they are.
ALTER TABLE case_attachment ADD COLUMN from_call uuid REFERENCES attention;
UPDATE case_attachment SET from_call = attention_id WHERE attention_id IS NOT NULL;
UPDATE case_attachment SET from_call = case_file.attention_id FROM case_file
WHERE case_file.id = case_attachment.case_id AND case_file.attention_id IS NOT NULL AND from_call IS NULL
AND author = 'staff' AND message_id IS NULL AND at <> case_file.made_at
AND NOT EXISTS (SELECT FROM attention WHERE attention.about_case = case_file.id);
CREATE INDEX case_attachment_from_call ON case_attachment (from_call) WHERE from_call IS NOT NULL;
