-- When the person took back the wish to be told of the place; `tell` is false since.
ALTER TABLE booking ADD COLUMN tell_ended_at timestamptz;
