-- The comment whose group a duplicate joins; by the primary keys.
SELECT c.comment_id, m.duplicate_group_id
FROM comments c
LEFT JOIN duplicate_members m ON m.site_id = c.site_id AND m.comment_id = c.comment_id
LEFT JOIN duplicate_groups g ON g.site_id = m.site_id AND g.duplicate_group_id = m.duplicate_group_id
WHERE c.site_id = $1 AND c.comment_id = ANY($2)
  AND (c.status <> 'withdrawn' OR g.state = 'settled')
ORDER BY m.duplicate_group_id IS NULL, c.comment_id
LIMIT 1
