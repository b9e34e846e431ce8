-- Receipts as PDF that were made already.

-- name: paper(case_id, mark)^
SELECT case_paper.content_sealed, case_file.person_id FROM case_paper JOIN case_file ON case_file.id = case_paper.case_id
WHERE case_paper.case_id = :case_id AND case_paper.mark = :mark;

-- name: keep_paper(case_id, mark, now, content_sealed)!
INSERT INTO case_paper (case_id, mark, made_at, content_sealed) VALUES (:case_id, :mark, :now, :content_sealed)
ON CONFLICT (case_id, mark) DO UPDATE SET content_sealed = excluded.content_sealed, made_at = excluded.made_at;

-- name: forget_older(case_id, most)!
-- All but the newest of a case.
DELETE FROM case_paper WHERE case_id = :case_id AND mark IN (
    SELECT mark FROM case_paper WHERE case_id = :case_id ORDER BY made_at DESC, mark OFFSET :most);

-- name: forget_papers(days)!
DELETE FROM case_paper WHERE made_at < (SELECT app_now()) - make_interval(days => :days);

-- name: forget_papers_of_case(case_id)!
DELETE FROM case_paper WHERE case_id = :case_id;
