-- Up to which comment the hashes of network addresses have been removed because they are old.
SET LOCAL lock_timeout = '5s';

ALTER TABLE installation
    ADD COLUMN addresses_removed_to uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
