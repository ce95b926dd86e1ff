DROP TABLE duplicate_scans;
DROP TABLE duplicate_separations;
ALTER TABLE duplicate_members DROP COLUMN containment;
ALTER TABLE sites DROP COLUMN fingerprint_version;
