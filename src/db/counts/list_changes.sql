-- Reads the first changes of all lists; by the primary key.
SELECT site_id, list_id, comment_id, sequence
FROM tally_changes
ORDER BY site_id, list_id, comment_id, sequence
LIMIT $1
