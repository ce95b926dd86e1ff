-- Locks rows of the search that have no grams; by comment_search_unindexed_idx.
SELECT site_id, comment_id, body, author
FROM comment_search
WHERE grams IS NULL
ORDER BY comment_id
LIMIT $1
FOR UPDATE SKIP LOCKED
