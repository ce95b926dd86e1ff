-- Comments that may contain a text: those with all of its grams, those with too many grams, and
-- those whose grams are not written yet; by comment_search_grams_idx and
-- comment_search_unindexed_idx. Each part stops when there are too many for one search. The grams
-- are subqueries, since Postgres would estimate from their values how many rows there are.
SELECT
    t.comment_id,
    ($2::text IS NULL OR strpos(t.author, $2) > 0)
        AND ($3::text IS NULL OR strpos(t.body, $3) > 0) AS matches
FROM (
    (
        SELECT comment_id, author, body
        FROM comment_search
        WHERE grams OPERATOR(pg_catalog.@>) (SELECT $1::integer[])
        LIMIT $4
    )
    UNION ALL
    (
        SELECT comment_id, author, body
        FROM comment_search
        WHERE grams OPERATOR(pg_catalog.@>) (SELECT $5::integer[])
        LIMIT $4
    )
    UNION ALL
    (
        SELECT comment_id, author, body
        FROM comment_search
        WHERE grams IS NULL
        ORDER BY comment_id
        LIMIT $4
    )
) t
