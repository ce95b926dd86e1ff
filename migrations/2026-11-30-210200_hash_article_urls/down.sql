-- Fails while an article has a URL that is longer than an entry of a B-tree.
DROP INDEX articles_url_key;
ALTER TABLE articles ADD CONSTRAINT articles_url_key UNIQUE (site_id, url);

DROP INDEX articles_url_idx;
CREATE INDEX articles_url_idx ON articles (url);
