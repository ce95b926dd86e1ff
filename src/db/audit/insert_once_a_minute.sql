-- Appends an audit entry as insert_with_address.sql does, unless the last minute has one of the same kind
-- from the same address; by audit_addresses_hash_idx.
WITH address AS MATERIALIZED (
    SELECT uuid_send(gen_random_uuid()) AS nonce, $5::bytea AS hash
),
entry AS (
    INSERT INTO audit (kind, moderator_id, subject_id, site_id, address_hash, payload)
    SELECT $1, $2, $3, $4, sha256(address.nonce || address.hash), $6
    FROM address
    WHERE NOT EXISTS (
        SELECT FROM audit_addresses
        WHERE address_hash = $5 AND kind = $1 AND created_at > now() - interval '1 minute'
    )
    RETURNING sequence, kind
)
INSERT INTO audit_addresses (sequence, kind, nonce, address_hash)
SELECT entry.sequence, entry.kind, address.nonce, address.hash
FROM entry, address
