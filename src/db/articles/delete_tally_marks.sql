-- Deletes the checkpoints of the lists of an article and its comments; by the primary key.
DELETE FROM tally_marks
WHERE site_id = $1
  AND (
      list_id = $2
      OR list_id IN (SELECT comment_id FROM comments WHERE site_id = $1 AND article_id = $2)
  )
