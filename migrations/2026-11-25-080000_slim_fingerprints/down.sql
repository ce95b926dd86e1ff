ALTER TABLE fingerprints ADD COLUMN article_id uuid, ADD COLUMN author_key bytea;
UPDATE fingerprints f SET article_id = c.article_id, author_key = c.author_key
    FROM comments c WHERE c.site_id = f.site_id AND c.comment_id = f.comment_id;
ALTER TABLE fingerprints ALTER COLUMN article_id SET NOT NULL, ALTER COLUMN author_key SET NOT NULL;
CREATE INDEX fingerprints_author_idx ON fingerprints (site_id, author_key, comment_id);
