-- Locks comments in the order of their ids; by comments_id_idx.
SELECT site_id, comment_id, article_id, status, version
FROM comments
WHERE comment_id = ANY($1)
ORDER BY comment_id
FOR NO KEY UPDATE
