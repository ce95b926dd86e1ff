-- Locks comments against removal, in the order of their ids; by comments_id_idx.
SELECT site_id, comment_id, body, author_name
FROM comments
WHERE comment_id = ANY((SELECT $1::uuid[])::uuid[])
ORDER BY comment_id
FOR KEY SHARE
