-- Empties the rows of the search of erased comments; by the primary key.
INSERT INTO comment_search (site_id, comment_id, search_version, body, author, grams)
SELECT $1::uuid, e.comment_id, $3::smallint, '', '', '{}'::integer[]
FROM unnest($2::uuid[]) AS e (comment_id)
ON CONFLICT (site_id, comment_id) DO UPDATE
SET search_version = excluded.search_version,
    body = excluded.body,
    author = excluded.author,
    grams = excluded.grams
