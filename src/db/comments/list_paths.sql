-- Reads site and path of comments; by comments_id_idx.
SELECT site_id, path
FROM comments
WHERE comment_id = ANY($1)
