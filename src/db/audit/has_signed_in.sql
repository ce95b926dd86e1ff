-- Whether the account has signed in from the address within thirty days, as far as its hash is kept; by
-- audit_addresses_hash_idx and audit_pkey.
SELECT EXISTS (
    SELECT FROM audit_addresses d
    JOIN audit a ON a.sequence = d.sequence
    WHERE d.address_hash = $1
        AND d.kind = $2
        AND d.created_at > now() - interval '30 days'
        AND a.moderator_id = $3
) AS has_signed_in
