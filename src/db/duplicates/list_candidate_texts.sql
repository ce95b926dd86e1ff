-- Comments with their texts and groups, oldest first; by the primary keys. In the order of the ids
-- that are asked for, and up to a number of bytes, which Postgres knows without reading the texts.
SELECT c.comment_id, c.article_id, c.parent_id, c.author_key, c.author_ip_hash, c.status,
  c.created_at, c.body, m.duplicate_group_id, g.state AS group_state
FROM (
  SELECT n.*, sum(octet_length(n.body)) OVER (ORDER BY array_position($2::uuid[], n.comment_id)) - octet_length(n.body)
    AS bytes_before
  FROM comments n
  WHERE n.site_id = $1 AND n.comment_id = ANY($2)
) c
LEFT JOIN duplicate_members m ON m.site_id = c.site_id AND m.comment_id = c.comment_id
LEFT JOIN duplicate_groups g ON g.site_id = m.site_id AND g.duplicate_group_id = m.duplicate_group_id
WHERE c.bytes_before < $3
ORDER BY c.comment_id
