-- Inserts the contacts of one comment.
INSERT INTO contacts (site_id, comment_id, value_key, kind, author_key, is_trusted, created_at)
SELECT $1, $2, n.value_key, n.kind, $5, $6, $7
FROM unnest($3::bytea[], $4::text[]) AS n (value_key, kind)
ON CONFLICT (site_id, comment_id, value_key) DO NOTHING
