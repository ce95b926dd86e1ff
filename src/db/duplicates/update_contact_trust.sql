-- Records whether contacts are trusted after decisions about their comments; by the primary key.
UPDATE contacts t
SET is_trusted = n.is_trusted
FROM unnest($1::uuid[], $2::uuid[], $3::boolean[]) AS n (site_id, comment_id, is_trusted)
WHERE t.site_id = n.site_id AND t.comment_id = n.comment_id AND t.is_trusted <> n.is_trusted
