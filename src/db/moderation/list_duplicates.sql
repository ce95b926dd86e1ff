-- Noted comments, then the oldest of the group; by primary keys, duplicate_members_group_idx.
SELECT c.comment_id, c.article_id, c.status, c.author_key, c.body, c.created_at
FROM (
  SELECT comment_id, min(rank) AS rank
  FROM (
    SELECT noted AS comment_id, 0 AS rank
    FROM unnest($3::uuid[]) AS noted
    WHERE noted <> $2
    UNION ALL
    SELECT m.comment_id, 1
    FROM duplicate_members this
    JOIN duplicate_members m ON m.site_id = this.site_id
      AND m.duplicate_group_id = this.duplicate_group_id
      AND m.comment_id <> this.comment_id
    WHERE this.site_id = $1 AND this.comment_id = $2
  ) related
  GROUP BY comment_id
  ORDER BY rank, comment_id
  LIMIT 20
) shown
JOIN comments c ON c.site_id = $1 AND c.comment_id = shown.comment_id
ORDER BY shown.rank, c.comment_id
