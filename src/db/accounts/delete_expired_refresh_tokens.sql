-- Deletes up to 1,000 refresh tokens that expired before $1; by refresh_tokens_expiry_idx.
DELETE FROM refresh_tokens
WHERE token_hash IN (
    SELECT token_hash
    FROM refresh_tokens
    WHERE expires_at < $1
    ORDER BY expires_at
    LIMIT 1000
)
