-- Comments of segments that may contain a text: those with all of its grams, and those with too many
-- grams; by comment_search_segment_grams_idx. The second parameter has the grams of the text in the
-- first segment, then as many in the second one, and so on; the third one the gram that stands for
-- too many in each segment. Each part stops when there are too many in one segment.
SELECT
    ($1::integer[])[s.place] AS segment,
    c.comment_id,
    ($4::text IS NULL OR strpos(c.author, $4) > 0)
        AND ($5::text IS NULL OR strpos(c.body, $5) > 0) AS matches
FROM generate_series(1, cardinality($1::integer[])) AS s (place)
CROSS JOIN LATERAL (
    (
        SELECT comment_id, author, body
        FROM comment_search
        WHERE segment_grams OPERATOR(pg_catalog.@>) ($2::integer[])[
            (s.place - 1) * cardinality($2::integer[]) / cardinality($1::integer[]) + 1
            : s.place * cardinality($2::integer[]) / cardinality($1::integer[])
        ]
        LIMIT $6
    )
    UNION ALL
    (
        SELECT comment_id, author, body
        FROM comment_search
        WHERE segment_grams OPERATOR(pg_catalog.@>) ARRAY[($3::integer[])[s.place]]
        LIMIT $6
    )
) c
