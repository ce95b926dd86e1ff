-- Removes the hashes of network addresses of a range of comments; by comments_id_idx.
UPDATE comments
SET author_ip_hash = NULL
WHERE comment_id > (SELECT $1::uuid) AND comment_id <= (SELECT $2::uuid) AND author_ip_hash IS NOT NULL
