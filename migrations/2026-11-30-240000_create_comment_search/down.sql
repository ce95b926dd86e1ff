ALTER TABLE installation
    DROP COLUMN search_version,
    DROP COLUMN search_walked_to,
    DROP COLUMN search_walked_at;
DROP TABLE comment_search;
