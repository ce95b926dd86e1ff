-- The texts and names of comments; by comments_id_idx.
SELECT site_id, comment_id, body, author_name
FROM comments
WHERE comment_id = ANY((SELECT $1::uuid[])::uuid[])
