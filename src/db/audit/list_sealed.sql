-- Reads a part of the chain with the rows that it seals, and what these must have of the addresses that
-- are kept; by audit_seals_pkey, audit_pkey and audit_addresses_pkey.
SELECT s.position, s.sequence AS sealed_sequence, s.hash, a.sequence, a.transaction::text AS transaction,
    a.created_at, a.kind, a.moderator_id, a.subject_id, a.site_id, a.address_hash,
    a.payload::text AS payload,
    CASE d.nonce WHEN '' THEN d.address_hash ELSE sha256(d.nonce || d.address_hash) END AS kept_address
FROM audit_seals s
LEFT JOIN audit a ON a.sequence = s.sequence
LEFT JOIN audit_addresses d ON d.sequence = s.sequence
WHERE s.position > $1
ORDER BY s.position
LIMIT $2
