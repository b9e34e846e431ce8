-- The mayor: knocking at calls, and commitments.
SELECT 1;
