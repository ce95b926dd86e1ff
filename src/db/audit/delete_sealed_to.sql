-- Deletes the entries up to a position of the chain, that one included; by audit_seals_pkey and
-- audit_pkey.
DELETE FROM audit USING audit_seals s
WHERE s.position <= $1 AND audit.sequence = s.sequence
