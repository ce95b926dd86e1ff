-- Inserts the contacts of one comment.
INSERT INTO contacts (site_id, comment_id, value_key, kind, author_key, is_trusted, created_at)
SELECT $1::uuid, $2::uuid, n.value_key, n.kind, $5::bytea, $6::boolean, $7::timestamptz
FROM unnest($3::bytea[], $4::text[]) AS n (value_key, kind)
ON CONFLICT (site_id, comment_id, value_key) DO NOTHING
