-- Writes the search forms of a comment that is edited; a loop writes the grams.
INSERT INTO comment_search (site_id, comment_id, search_version, body, author)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (site_id, comment_id) DO UPDATE
SET search_version = excluded.search_version,
    body = excluded.body,
    author = excluded.author,
    grams = NULL
