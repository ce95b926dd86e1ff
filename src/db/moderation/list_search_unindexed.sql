-- Comments whose grams are not written yet, or those of the release before, and whether their texts
-- match; by comment_search_unsegmented_idx. Stops when there are too many for one search.
SELECT
    comment_id,
    ($1::text IS NULL OR strpos(author, $1) > 0)
        AND ($2::text IS NULL OR strpos(body, $2) > 0) AS matches
FROM comment_search
WHERE grams IS NULL OR grams <> '{-2147483648,-2147483648}'::integer[]
ORDER BY comment_id
LIMIT $3
