-- Reads the checkpoints after a position; by the primary key.
SELECT site_id, list_id, comment_id
FROM tally_marks
WHERE (site_id, list_id, comment_id) > ($1, $2, $3)
ORDER BY site_id, list_id, comment_id
LIMIT $4
