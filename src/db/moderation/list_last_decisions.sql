-- The last decision about each comment; by comments_id_idx and decisions_comment_idx.
SELECT d.*, m.name AS moderator_name
FROM comments c
CROSS JOIN LATERAL (
  SELECT *
  FROM decisions
  WHERE site_id = c.site_id AND comment_id = c.comment_id
  ORDER BY version DESC
  LIMIT 1
) d
LEFT JOIN moderators m ON m.moderator_id = d.moderator_id
WHERE c.comment_id = ANY((SELECT $1::uuid[])::uuid[])
