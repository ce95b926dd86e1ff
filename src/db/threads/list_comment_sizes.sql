-- The bytes of comments, without reading their texts; by comments_id_idx.
SELECT
  c.comment_id,
  c.status,
  c.visible,
  octet_length(c.body)::bigint + octet_length(c.html) AS bytes
FROM comments c
WHERE c.comment_id = ANY((SELECT $1::uuid[])::uuid[])
