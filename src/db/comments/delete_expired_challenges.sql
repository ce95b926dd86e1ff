-- Deletes some challenges that expired long enough ago, the oldest first; by
-- spent_challenges_expiry_idx.
DELETE FROM spent_challenges
WHERE challenge_id IN (
    SELECT challenge_id
    FROM spent_challenges
    WHERE expires_at < $1
    ORDER BY expires_at
    LIMIT $2
)
