-- Deletes fingerprints of erased comments, and of withdrawn ones that are in no group; by the primary
-- keys.
DELETE FROM fingerprints f
USING comments c
WHERE f.site_id = $1 AND f.comment_id = ANY($2)
  AND c.site_id = f.site_id AND c.comment_id = f.comment_id
  AND (
    c.erased_at IS NOT NULL
    OR c.status = 'withdrawn'
    AND NOT EXISTS (
      SELECT 1
      FROM duplicate_members m
      WHERE m.site_id = f.site_id AND m.comment_id = f.comment_id
    )
  )
