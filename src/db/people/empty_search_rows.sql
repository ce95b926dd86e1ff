-- Empties the rows of the search of erased comments, which are in no segment then; by the primary
-- key. The mark in the place of the grams tells that nothing is left to index.
INSERT INTO comment_search (site_id, comment_id, search_version, body, author, grams, segment_grams)
SELECT
    $1::uuid, e.comment_id, $3::smallint, '', '', '{-2147483648,-2147483648}'::integer[], '{}'::integer[]
FROM unnest($2::uuid[]) AS e (comment_id)
ON CONFLICT (site_id, comment_id) DO UPDATE
SET search_version = excluded.search_version,
    body = excluded.body,
    author = excluded.author,
    grams = excluded.grams,
    segment_grams = excluded.segment_grams
