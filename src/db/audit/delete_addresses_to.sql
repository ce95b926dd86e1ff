-- Deletes the hashes of network addresses of the entries up to a position of the chain, that one
-- included; by audit_seals_pkey and audit_addresses_pkey.
DELETE FROM audit_addresses USING audit_seals s
WHERE s.position <= $1 AND audit_addresses.sequence = s.sequence
