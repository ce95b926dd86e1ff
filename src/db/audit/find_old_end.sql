-- Reads the last position of the old entries at the beginning of the chain, among its first
-- thousand; by audit_seals_pkey and audit_pkey.
SELECT position, hash
FROM (
    SELECT s.position, s.hash,
        bool_and(coalesce(a.created_at < now() - make_interval(days => $1), false))
            OVER (ORDER BY s.position) AS is_old
    FROM (SELECT position, hash, sequence FROM audit_seals ORDER BY position LIMIT 1000) s
    LEFT JOIN audit a ON a.sequence = s.sequence
) beginning
WHERE is_old
ORDER BY position DESC
LIMIT 1
