-- Attention by telephone and at the front desk.
SELECT 1;
