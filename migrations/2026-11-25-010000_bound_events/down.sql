ALTER TABLE installation
    DROP COLUMN events_epoch,
    DROP COLUMN events_removed_transaction,
    DROP COLUMN events_removed_event;
