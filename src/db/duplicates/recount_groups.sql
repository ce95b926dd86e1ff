-- Recounts groups that have enough members left; by duplicate_members_group_idx.
UPDATE duplicate_groups g
SET size = m.size,
  original_comment_id = m.oldest,
  first_at = m.first_at,
  last_at = m.last_at,
  version = g.version + 1
FROM (
  SELECT duplicate_group_id,
    count(*)::integer AS size,
    (array_agg(comment_id ORDER BY comment_id))[1] AS oldest,
    min(created_at) AS first_at,
    max(created_at) AS last_at
  FROM duplicate_members
  WHERE site_id = $1 AND duplicate_group_id = ANY($2)
  GROUP BY duplicate_group_id
) m
WHERE g.site_id = $1 AND g.duplicate_group_id = m.duplicate_group_id
  AND (m.size > 1 OR g.state = 'settled')
RETURNING g.duplicate_group_id
