-- How a site presents itself to readers: its name for people (empty: its name in requests), its
-- language (BCP 47) and its theme. The version counts the changes of these and of the origins.
-- Instances of the release before ignore all of them.
SET LOCAL lock_timeout = '5s';

ALTER TABLE sites
ADD COLUMN title text NOT NULL DEFAULT '',
ADD COLUMN locale text NOT NULL DEFAULT 'en',
ADD COLUMN theme jsonb NOT NULL DEFAULT '{}',
ADD COLUMN site_version integer NOT NULL DEFAULT 1;
