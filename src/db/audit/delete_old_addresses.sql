-- Deletes the hashes of network addresses of old audit entries, up to 1,000 from the beginning of the
-- log; by audit_addresses_pkey.
DELETE FROM audit_addresses
WHERE sequence IN (
    SELECT sequence
    FROM (SELECT sequence, created_at FROM audit_addresses ORDER BY sequence LIMIT 1000) first
    WHERE created_at < now() - make_interval(days => $1)
)
