-- The oldest version that fingerprints of the site may have. New comments are looked up under it too, until the
-- background has brought all of them to the version of the running program.
ALTER TABLE sites ADD COLUMN fingerprint_version smallint NOT NULL DEFAULT 1;

-- How much of the shorter text stands in the other one.
ALTER TABLE duplicate_members ADD COLUMN containment real;

-- A moderator took this comment out of a group: no scan puts it into one again, as long as its text stays.
CREATE TABLE duplicate_separations (
    site_id uuid NOT NULL,
    comment_id uuid NOT NULL,
    moderator_id uuid NOT NULL REFERENCES moderators (moderator_id),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (site_id, comment_id),
    CONSTRAINT duplicate_separations_comment_fkey FOREIGN KEY (site_id, comment_id) REFERENCES comments (site_id, comment_id)
);

-- How far a walk over all comments of a site has come: it gives each its fingerprint and its group. One for each site.
CREATE TABLE duplicate_scans (
    site_id uuid NOT NULL REFERENCES sites (site_id),
    -- The version of the fingerprints that it writes.
    fingerprint_version smallint NOT NULL,
    -- The last comment that is done, in the order of ids; empty before the first one.
    done_to uuid,
    done bigint NOT NULL DEFAULT 0,
    -- Comments of the site when it began.
    total bigint NOT NULL,
    grouped bigint NOT NULL DEFAULT 0,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    PRIMARY KEY (site_id)
);
