-- Reads a part of the chain with the rows that it seals; by audit_seals_pkey and audit_pkey.
SELECT s.position, s.sequence AS sealed_sequence, s.hash, a.sequence, a.transaction::text AS transaction,
    a.created_at, a.kind, a.moderator_id, a.subject_id, a.site_id, a.address_hash,
    a.payload::text AS payload
FROM audit_seals s
LEFT JOIN audit a ON a.sequence = s.sequence
WHERE s.position > $1
ORDER BY s.position
LIMIT $2
