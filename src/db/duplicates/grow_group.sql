-- Counts one more member of a group; by the primary key.
UPDATE duplicate_groups
SET size = size + 1,
  version = version + 1,
  original_comment_id = least(original_comment_id, $3),
  first_at = least(first_at, $4),
  last_at = greatest(last_at, $4)
WHERE site_id = $1 AND duplicate_group_id = $2
