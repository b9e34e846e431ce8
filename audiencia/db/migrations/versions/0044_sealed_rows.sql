-- Receipts as PDF, sealed under the person's key. `mark`: keyed hash of the page that the PDF was made of, so that another
-- language, PIN, text or template is another paper.
CREATE TABLE case_paper (
    case_id uuid NOT NULL REFERENCES case_file ON DELETE CASCADE,
    mark bytea NOT NULL CHECK (length(mark) = 32),
    made_at timestamptz NOT NULL,
    content_sealed bytea NOT NULL CHECK (length(content_sealed) <= 1100000),
    PRIMARY KEY (case_id, mark)
);
CREATE INDEX case_paper_made ON case_paper (made_at);

-- What was met and does not open, though its person was not erased: where it is kept, and nothing of what it says.
CREATE TABLE unreadable (
    place text NOT NULL,
    object_id uuid NOT NULL,
    noticed_at timestamptz NOT NULL,
    PRIMARY KEY (place, object_id)
);
