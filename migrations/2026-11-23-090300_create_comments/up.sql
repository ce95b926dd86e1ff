CREATE TABLE comments (
    site_id uuid NOT NULL,
    -- A UUIDv7 of created_at: ordering by it is ordering by creation.
    comment_id uuid NOT NULL,
    article_id uuid NOT NULL,
    parent_id uuid,
    -- The 16-byte ids from the top-level comment down to this one: byte order is depth-first tree order,
    -- and a prefix is a branch.
    path bytea NOT NULL,
    depth integer NOT NULL,
    status text NOT NULL,
    -- Shown in the thread: approved, or the kept place of a hidden comment with approved ones below it.
    visible boolean NOT NULL,
    author_name text NOT NULL,
    author_email text NOT NULL,
    author_website text,
    -- Pseudonyms keyed by the site's salt: the same person (email), the same address.
    author_key bytea NOT NULL,
    author_ip_hash bytea,
    -- The moderator who wrote this, if one did.
    moderator_id uuid,
    body text NOT NULL,
    html text NOT NULL,
    revision integer NOT NULL DEFAULT 1,
    version integer NOT NULL DEFAULT 1,
    -- Under which policy the verdict was made.
    policy_version integer NOT NULL,
    created_at timestamptz NOT NULL,
    edited_at timestamptz,
    PRIMARY KEY (site_id, comment_id),
    CONSTRAINT comments_article_fkey FOREIGN KEY (site_id, article_id) REFERENCES articles (site_id, article_id),
    CONSTRAINT comments_parent_fkey FOREIGN KEY (site_id, parent_id) REFERENCES comments (site_id, comment_id),
    CONSTRAINT comments_status_is_known CHECK (status IN ('pending', 'approved', 'rejected', 'spam', 'withdrawn')),
    CONSTRAINT comments_depth_is_path_length CHECK (octet_length(path) = 16 * (depth + 1))
);
-- A public id names a comment without its site.
CREATE INDEX comments_id_idx ON comments (comment_id);
-- The tree: top-level places of an article, branches in depth-first order, direct replies.
CREATE INDEX comments_roots_idx ON comments (site_id, article_id, comment_id) WHERE visible AND parent_id IS NULL;
CREATE INDEX comments_branch_idx ON comments (site_id, article_id, path) WHERE visible;
CREATE INDEX comments_replies_idx ON comments (site_id, parent_id, comment_id) WHERE visible;
-- The flat view, the numbers and the counts.
CREATE INDEX comments_approved_idx ON comments (site_id, article_id, comment_id) WHERE status = 'approved';
-- The latest approved ones of a site, and of all sites.
CREATE INDEX comments_latest_idx ON comments (site_id, comment_id) WHERE status = 'approved';
CREATE INDEX comments_latest_everywhere_idx ON comments (comment_id) WHERE status = 'approved';
-- The queue, over all sites and for one, by status in order of arrival.
CREATE INDEX comments_queue_idx ON comments (status, comment_id);
CREATE INDEX comments_site_queue_idx ON comments (site_id, status, comment_id);
CREATE INDEX comments_article_queue_idx ON comments (site_id, article_id, status, comment_id);
CREATE INDEX comments_author_idx ON comments (site_id, author_key, comment_id);

-- Every text a comment ever had, the present one included.
CREATE TABLE revisions (
    site_id uuid NOT NULL,
    comment_id uuid NOT NULL,
    revision integer NOT NULL,
    body text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (site_id, comment_id, revision),
    CONSTRAINT revisions_comment_fkey FOREIGN KEY (site_id, comment_id) REFERENCES comments (site_id, comment_id)
);

-- Answered challenges, until they would have expired anyway. Keyed by the challenge alone, since a challenge
-- belongs to no site and must not be spent once on each; ten minutes of rows never grow.
CREATE TABLE spent_challenges (
    challenge_id uuid PRIMARY KEY,
    expires_at timestamptz NOT NULL
);
CREATE INDEX spent_challenges_expiry_idx ON spent_challenges (expires_at);
