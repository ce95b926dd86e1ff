-- What was withdrawn is no longer looked up, so its fingerprint only stood in the way of others: unless a settled group
-- remembers it.
DELETE FROM fingerprints f USING comments c
WHERE c.site_id = f.site_id AND c.comment_id = f.comment_id AND c.status = 'withdrawn'
  AND NOT EXISTS (
    SELECT 1 FROM duplicate_members m WHERE m.site_id = f.site_id AND m.comment_id = f.comment_id
  );
