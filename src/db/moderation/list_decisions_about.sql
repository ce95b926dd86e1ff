-- The last hundred decisions about one comment, oldest first; by decisions_comment_idx.
SELECT d.*, m.name AS moderator_name
FROM (
    SELECT *
    FROM decisions
    WHERE site_id = $1 AND comment_id = $2
    ORDER BY version DESC
    LIMIT 100
) d
LEFT JOIN moderators m ON m.moderator_id = d.moderator_id
ORDER BY d.version
