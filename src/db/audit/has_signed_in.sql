-- Whether the account has signed in from the address within thirty days; by audit_address_idx.
SELECT EXISTS (
    SELECT FROM audit
    WHERE address_hash = $1
        AND kind = $2
        AND created_at > now() - interval '30 days'
        AND moderator_id = $3
) AS has_signed_in
