-- The oldest comments of a person, who has a key on each site; by comments_author_idx.
SELECT c.site_id, c.comment_id
FROM unnest($1::uuid[], $2::bytea[]) AS k (site_id, author_key)
CROSS JOIN LATERAL (
    SELECT t.site_id, t.comment_id
    FROM comments t
    WHERE t.site_id = k.site_id AND t.author_key = k.author_key
    ORDER BY t.site_id, t.author_key, t.comment_id
    LIMIT $3
) c
ORDER BY c.comment_id
LIMIT $3
