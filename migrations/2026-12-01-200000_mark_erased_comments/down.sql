ALTER TABLE comments DROP COLUMN erased_at;
