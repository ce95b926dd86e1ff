-- Comments with their texts and groups, oldest first; by the primary keys.
SELECT c.comment_id, c.article_id, c.parent_id, c.author_key, c.author_ip_hash, c.status,
  c.created_at, c.body, m.duplicate_group_id, g.state AS group_state
FROM comments c
LEFT JOIN duplicate_members m ON m.site_id = c.site_id AND m.comment_id = c.comment_id
LEFT JOIN duplicate_groups g ON g.site_id = m.site_id AND g.duplicate_group_id = m.duplicate_group_id
WHERE c.site_id = $1 AND c.comment_id = ANY($2)
ORDER BY c.comment_id
