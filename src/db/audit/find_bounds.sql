-- Reads the first and the last position of the chain that are stored; by the primary keys.
SELECT coalesce((SELECT max(position) FROM audit_anchors), 0) AS removed,
    coalesce((SELECT max(position) FROM audit_seals), 0) AS last
