-- Deletes up to 1,000 rows whose last failure is before $1; reads the whole table, which holds an
-- hour of failures.
DELETE FROM sign_in_failures
WHERE subject IN (
    SELECT subject
    FROM sign_in_failures
    WHERE last_failure_at < $1
    ORDER BY subject
    LIMIT 1000
)
