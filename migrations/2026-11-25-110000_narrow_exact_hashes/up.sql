-- A hash is salted with a secret of its site, so that it stands for the site, too.
DROP INDEX fingerprints_exact_idx;
CREATE INDEX fingerprints_exact_idx ON fingerprints (exact_hash, comment_id);
