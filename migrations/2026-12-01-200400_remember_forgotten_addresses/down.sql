ALTER TABLE installation DROP COLUMN addresses_removed_to;
