-- Locks rows of the search that have no grams of their text, or those of the release before; by
-- comment_search_unsegmented_idx.
SELECT site_id, comment_id, segment, body, author
FROM comment_search
WHERE grams IS NULL OR grams <> '{-2147483648,-2147483648}'::integer[]
ORDER BY comment_id
LIMIT $1
FOR UPDATE SKIP LOCKED
