-- Reads the last sequence of the rows that came from another database in a backup, all of which are
-- committed; by audit_order_idx.
SELECT coalesce(max(sequence), 0) AS floor
FROM audit
WHERE transaction >= pg_snapshot_xmax(pg_current_snapshot())
