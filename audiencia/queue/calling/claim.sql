-- name: write_calls(moment, made, passed, counted, jumped, changed, events, refused)
-- not null: of_queue, its_version
-- All that calls write, and the end of their transaction: see the function.
SELECT of_queue, its_version FROM write_calls(:moment, :made, :passed, :counted, :jumped, :changed, :events, :refused);
