-- Reads a page of the sessions of an account that go on, the newest first; by
-- refresh_tokens_moderator_idx. A session has ended if any of its tokens is revoked, if its tokens
-- have expired, or if the account has another version of sessions.
SELECT
    t.family_id,
    min(t.created_at) AS created_at,
    max(t.created_at) AS last_used_at,
    max(t.expires_at) AS expires_at
FROM refresh_tokens t
WHERE t.moderator_id = $1
    AND t.family_id < $2
    AND t.session_version = (SELECT session_version FROM moderators WHERE moderator_id = $1)
GROUP BY t.family_id
HAVING count(t.revoked_at) = 0 AND max(t.expires_at) > $3
ORDER BY t.family_id DESC
LIMIT $4
