-- The next comments, and which of them lack a row of the search; by comments_id_idx and the
-- primary key. The row is a subquery with a limit, since Postgres would read the whole of a table
-- that it holds for small.
SELECT
    t.comment_id,
    (
        SELECT s.search_version
        FROM comment_search s
        WHERE s.site_id = t.site_id AND s.comment_id = t.comment_id
        LIMIT 1
    ) IS DISTINCT FROM $3 AS is_missing
FROM comments t
WHERE t.comment_id > (SELECT $1::uuid)
ORDER BY t.comment_id
LIMIT $2
