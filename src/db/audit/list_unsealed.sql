-- Reads the audit rows that have no seal, among those that the last sealing may not have seen, and
-- the oldest transaction in progress; by audit_order_idx and audit_seals_sequence_key.
SELECT a.sequence, a.transaction::text AS transaction, a.created_at, a.kind, a.moderator_id,
    a.subject_id, a.site_id, a.address_hash, a.payload::text AS payload,
    pg_snapshot_xmin(pg_current_snapshot())::text AS safe_end
FROM audit a
WHERE a.transaction >= $1::text::xid8 AND a.sequence > $2
    AND NOT EXISTS (SELECT FROM audit_seals s WHERE s.sequence = a.sequence)
ORDER BY a.transaction, a.sequence
LIMIT $3
