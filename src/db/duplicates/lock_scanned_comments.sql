-- Keeps the texts and statuses of those of the comments that have contacts in their texts ($2) or in
-- their rows, until the transaction ends; by the primary keys.
SELECT comment_id
FROM comments
WHERE site_id = $1
    AND comment_id = ANY(
        $2::uuid[] || ARRAY(SELECT comment_id FROM contacts WHERE site_id = $1 AND comment_id = ANY($3))
    )
ORDER BY comment_id
FOR SHARE
