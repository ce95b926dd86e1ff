-- Appends an audit entry, unless the last minute has one of the same kind from the same address; by
-- audit_address_idx.
INSERT INTO audit (kind, moderator_id, subject_id, site_id, address_hash, payload)
SELECT $1, $2, $3, $4, $5, $6
WHERE NOT EXISTS (
    SELECT FROM audit
    WHERE address_hash = $5 AND kind = $1 AND created_at > now() - interval '1 minute'
)
