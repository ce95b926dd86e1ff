-- The decisions about one comment, oldest first; by decisions_comment_idx.
SELECT d.*, m.name AS moderator_name
FROM decisions d
LEFT JOIN moderators m ON m.moderator_id = d.moderator_id
WHERE d.site_id = $1 AND d.comment_id = $2
ORDER BY d.version
