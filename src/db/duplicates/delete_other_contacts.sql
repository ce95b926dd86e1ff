-- Deletes the contacts of a comment but for those that its new text still has; by the primary key.
DELETE FROM contacts
WHERE site_id = $1 AND comment_id = $2 AND value_key <> ALL($3)
