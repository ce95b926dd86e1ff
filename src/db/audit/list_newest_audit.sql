-- Reads a page of the audit log within a part of the chain, the newest first; by audit_seals_pkey,
-- audit_pkey and audit_addresses_pkey.
SELECT s.position, s.hash, a.kind, a.moderator_id, a.subject_id, d.address_hash, a.payload, a.created_at,
    (SELECT name FROM sites WHERE sites.site_id = a.site_id) AS site
FROM audit_seals s
JOIN audit a ON a.sequence = s.sequence
LEFT JOIN audit_addresses d ON d.sequence = s.sequence
WHERE s.position > $1 AND s.position <= $2
    AND ($3::text IS NULL OR a.kind = $3)
    AND ($4::uuid IS NULL OR a.moderator_id = $4 OR a.subject_id = $4)
ORDER BY s.position DESC
LIMIT $5
