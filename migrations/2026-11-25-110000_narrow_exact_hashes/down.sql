DROP INDEX fingerprints_exact_idx;
CREATE INDEX fingerprints_exact_idx ON fingerprints (site_id, exact_hash, comment_id);
