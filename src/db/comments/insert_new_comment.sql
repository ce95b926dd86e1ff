-- Inserts a comment with its first revision, its search forms, its changes of lists, its
-- fingerprint and its event. The values are in the order of the columns. A comment that is visible
-- at once changes two lists: those of its article and of its parent.
WITH comment AS (
    INSERT INTO comments (
        site_id, comment_id, article_id, parent_id, path, depth, status, visible, author_name,
        author_email, author_website, author_key, author_ip_hash, moderator_id, body, html,
        policy_version, created_at
    )
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
), revision AS (
    INSERT INTO revisions (site_id, comment_id, revision, body, created_at)
    VALUES ($1, $2, 1, $15, $18)
), search AS (
    INSERT INTO comment_search (site_id, comment_id, search_version, body, author)
    VALUES ($1, $2, $19, $20, $21)
), tally AS (
    INSERT INTO tally_changes (site_id, list_id, comment_id, change)
    SELECT $1, list_id, $2, 1
    FROM unnest(ARRAY[$3, $4]::uuid[]) AS list_id
    WHERE $8 AND list_id IS NOT NULL
), fingerprint AS (
    INSERT INTO fingerprints (
        site_id, comment_id, fingerprint_version, letters, exact_hash, keys, created_at
    )
    VALUES ($1, $2, $22, $23, $24, $25, $18)
)
INSERT INTO events (site_id, kind, article_id, comment_id, payload)
VALUES ($1, $26, $3, $2, $27)
