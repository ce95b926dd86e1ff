-- Replaces the contacts of scanned comments ($2, with the revisions that were read) by those that
-- were found now. A comment that was edited, withdrawn or erased meanwhile keeps what it has. By the primary
-- keys and decisions_comment_idx.
WITH found AS (
    SELECT * FROM unnest($4::uuid[], $5::bytea[], $6::text[]) AS f (comment_id, value_key, kind)
), present AS MATERIALIZED (
    SELECT c.site_id, c.comment_id, c.author_key, c.created_at,
        c.moderator_id IS NOT NULL OR c.status = 'approved' AND EXISTS (
            SELECT 1
            FROM decisions d
            WHERE d.site_id = c.site_id AND d.comment_id = c.comment_id
                AND d.moderator_id IS NOT NULL AND d.status_after = 'approved'
        ) AS is_trusted
    FROM comments c
    JOIN unnest($2::uuid[], $3::integer[]) AS r (comment_id, revision)
        ON r.comment_id = c.comment_id AND r.revision = c.revision
    WHERE c.site_id = $1 AND c.status <> 'withdrawn' AND c.erased_at IS NULL
), removed AS (
    DELETE FROM contacts t
    USING present p
    WHERE t.site_id = p.site_id AND t.comment_id = p.comment_id
        AND NOT EXISTS (
            SELECT 1 FROM found f WHERE f.comment_id = t.comment_id AND f.value_key = t.value_key
        )
)
INSERT INTO contacts (site_id, comment_id, value_key, kind, author_key, is_trusted, created_at)
SELECT p.site_id, p.comment_id, f.value_key, f.kind, p.author_key, p.is_trusted, p.created_at
FROM present p
JOIN found f ON f.comment_id = p.comment_id
ON CONFLICT (site_id, comment_id, value_key) DO NOTHING
