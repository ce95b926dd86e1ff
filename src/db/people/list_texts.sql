-- The next texts of a person's comments, as many as fit on a page, without reading the others; by
-- comments_author_idx and the primary key of revisions.
WITH mine AS MATERIALIZED (
    SELECT c.site_id, c.comment_id
    FROM unnest($1::uuid[], $2::bytea[]) AS k (site_id, author_key)
    CROSS JOIN LATERAL (
        SELECT t.site_id, t.comment_id
        FROM comments t
        WHERE t.site_id = k.site_id AND t.author_key = k.author_key AND t.comment_id >= (SELECT $3::uuid)
        ORDER BY t.site_id, t.author_key, t.comment_id
        LIMIT 22
    ) c
    ORDER BY c.comment_id
    LIMIT 22
), texts AS MATERIALIZED (
    SELECT m.site_id, m.comment_id, r.revision, r.bytes
    FROM mine m
    CROSS JOIN LATERAL (
        SELECT t.revision, octet_length(t.body)::bigint AS bytes
        FROM revisions t
        WHERE t.site_id = m.site_id AND t.comment_id = m.comment_id
            AND (t.comment_id > (SELECT $3::uuid) OR t.revision > $4)
        ORDER BY t.revision
        LIMIT 101
    ) r
    ORDER BY m.comment_id, r.revision
    LIMIT 101
), measured AS (
    SELECT
        t.site_id,
        t.comment_id,
        t.revision,
        sum(t.bytes) OVER (ORDER BY t.comment_id, t.revision) AS total,
        row_number() OVER (ORDER BY t.comment_id, t.revision) AS place,
        dense_rank() OVER (ORDER BY t.comment_id) AS comment_place,
        count(*) OVER () AS found
    FROM texts t
)
SELECT r.comment_id, r.revision, r.body, r.created_at, m.found
FROM measured m
JOIN revisions r ON r.site_id = m.site_id AND r.comment_id = m.comment_id AND r.revision = m.revision
WHERE m.place = 1 OR m.place <= 100 AND m.comment_place <= 20 AND m.total <= 500000
ORDER BY r.comment_id, r.revision
