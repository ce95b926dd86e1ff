-- Begins another epoch of the feed; the table has one row.
UPDATE installation
SET events_epoch = events_epoch + 1, events_removed_transaction = '0', events_removed_event = 0
