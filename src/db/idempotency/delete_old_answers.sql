-- Deletes up to 1,000 answers that are too old; by idempotency_keys_age_idx.
DELETE FROM idempotency_keys
WHERE (site_id, scope, idempotency_key) IN (
    SELECT site_id, scope, idempotency_key
    FROM idempotency_keys
    WHERE created_at < $1
    ORDER BY created_at
    LIMIT 1000
)
