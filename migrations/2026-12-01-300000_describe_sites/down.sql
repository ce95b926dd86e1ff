ALTER TABLE sites
DROP COLUMN site_version,
DROP COLUMN theme,
DROP COLUMN locale,
DROP COLUMN title;
