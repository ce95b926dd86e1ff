-- The last decisions about each of some comments; by comments_id_idx and decisions_comment_idx.
SELECT d.*, m.name AS moderator_name
FROM comments c
CROSS JOIN LATERAL (
    SELECT t.*
    FROM decisions t
    WHERE t.site_id = c.site_id AND t.comment_id = c.comment_id
    ORDER BY t.site_id DESC, t.comment_id DESC, t.decision_id DESC
    LIMIT 100
) d
LEFT JOIN moderators m ON m.moderator_id = d.moderator_id
WHERE c.comment_id = ANY((SELECT $1::uuid[])::uuid[])
ORDER BY d.comment_id, d.decision_id
