-- Writes or replaces the fingerprint of one comment; by the primary key.
INSERT INTO fingerprints
  (site_id, comment_id, fingerprint_version, letters, exact_hash, keys, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (site_id, comment_id) DO UPDATE
SET fingerprint_version = excluded.fingerprint_version,
  letters = excluded.letters,
  exact_hash = excluded.exact_hash,
  keys = excluded.keys
