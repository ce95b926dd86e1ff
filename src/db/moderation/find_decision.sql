-- One decision with the name of its moderator; by decisions_id_idx.
SELECT d.*, m.name AS moderator_name
FROM decisions d
LEFT JOIN moderators m ON m.moderator_id = d.moderator_id
WHERE d.decision_id = $1
