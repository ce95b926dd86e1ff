-- One group with the name of the moderator who settled it; by duplicate_groups_id_idx.
SELECT g.*, m.name AS settled_by_name
FROM duplicate_groups g
LEFT JOIN moderators m ON m.moderator_id = g.settled_by
WHERE g.duplicate_group_id = $1
