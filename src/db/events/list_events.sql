-- Reads events after a position, what was removed and where the feed ends, all of one moment; by
-- events_order_idx.
SELECT i.events_epoch AS epoch,
    i.events_removed_transaction::text::bigint AS removed_transaction,
    i.events_removed_event AS removed_event,
    pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS safe_end,
    e.*
FROM installation i
LEFT JOIN LATERAL (
    SELECT transaction_id::text::bigint AS transaction, event_id, site_id,
        (SELECT s.name FROM sites s WHERE s.site_id = events.site_id) AS site,
        kind, article_id, comment_id, payload, created_at
    FROM events
    WHERE (transaction_id, event_id) > ($1::text::xid8, $2)
        AND transaction_id < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY transaction_id, event_id
    LIMIT $3
) e ON true
