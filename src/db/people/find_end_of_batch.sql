-- The last of the next comments before an id; by comments_id_idx.
SELECT n.comment_id
FROM (
    SELECT t.comment_id
    FROM comments t
    WHERE t.comment_id > (SELECT $1::uuid) AND t.comment_id < (SELECT $2::uuid)
    ORDER BY t.comment_id
    LIMIT $3
) n
ORDER BY n.comment_id DESC
LIMIT 1
