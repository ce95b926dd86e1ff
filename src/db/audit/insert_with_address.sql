-- Appends an audit entry from an address. The entry has a hash of random bytes and of the address, and
-- the two stand apart, where they can be removed.
WITH address AS MATERIALIZED (
    SELECT uuid_send(gen_random_uuid()) AS nonce, $5::bytea AS hash
),
entry AS (
    INSERT INTO audit (kind, moderator_id, subject_id, site_id, address_hash, payload)
    SELECT $1, $2, $3, $4, sha256(address.nonce || address.hash), $6
    FROM address
    RETURNING sequence, kind
)
INSERT INTO audit_addresses (sequence, kind, nonce, address_hash)
SELECT entry.sequence, entry.kind, address.nonce, address.hash
FROM entry, address
