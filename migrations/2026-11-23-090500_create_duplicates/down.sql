DROP TABLE duplicate_members;
DROP TABLE duplicate_groups;
DROP TABLE fingerprints;
