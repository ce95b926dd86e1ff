-- What was emptied is not restored.
SELECT 1;
