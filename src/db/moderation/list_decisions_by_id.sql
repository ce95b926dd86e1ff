-- Decisions by their ids, with the names of their moderators; by decisions_id_idx.
SELECT d.*, m.name AS moderator_name
FROM decisions d
LEFT JOIN moderators m ON m.moderator_id = d.moderator_id
WHERE d.decision_id = ANY($1)
