-- What a text is, for finding texts like it: one row for each comment, of its present revision.
CREATE TABLE fingerprints (
    site_id uuid NOT NULL,
    comment_id uuid NOT NULL,
    article_id uuid NOT NULL,
    author_key bytea NOT NULL,
    fingerprint_version smallint NOT NULL,
    -- Letters and digits of the skeleton.
    letters integer NOT NULL,
    -- Salted hash of the skeleton: equal texts after case, spacing and punctuation.
    exact_hash bigint NOT NULL,
    -- Salted MinHash band keys; empty for short texts.
    keys integer[] NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (site_id, comment_id),
    CONSTRAINT fingerprints_comment_fkey FOREIGN KEY (site_id, comment_id) REFERENCES comments (site_id, comment_id)
);
-- fastupdate off: a pending list would be scanned by every look-up.
CREATE INDEX fingerprints_keys_idx ON fingerprints USING gin (keys) WITH (fastupdate = off);
CREATE INDEX fingerprints_exact_idx ON fingerprints (site_id, exact_hash, comment_id);
CREATE INDEX fingerprints_author_idx ON fingerprints (site_id, author_key, comment_id);

-- Texts that repeat each other, across authors and articles of one site, as one decision.
CREATE TABLE duplicate_groups (
    site_id uuid NOT NULL,
    duplicate_group_id uuid NOT NULL,
    original_comment_id uuid NOT NULL,
    state text NOT NULL,
    size integer NOT NULL,
    version integer NOT NULL DEFAULT 1,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    settled_at timestamptz,
    settled_by uuid REFERENCES moderators (moderator_id),
    PRIMARY KEY (site_id, duplicate_group_id),
    CONSTRAINT duplicate_groups_original_fkey FOREIGN KEY (site_id, original_comment_id) REFERENCES comments (site_id, comment_id),
    CONSTRAINT duplicate_groups_state_is_known CHECK (state IN ('open', 'settled'))
);
CREATE INDEX duplicate_groups_id_idx ON duplicate_groups (duplicate_group_id);
CREATE INDEX duplicate_groups_largest_idx ON duplicate_groups (state, size DESC, duplicate_group_id DESC);

-- A comment is in one group at the most. The original is a member too, without a match.
CREATE TABLE duplicate_members (
    site_id uuid NOT NULL,
    comment_id uuid NOT NULL,
    duplicate_group_id uuid NOT NULL,
    article_id uuid NOT NULL,
    -- Empty for the original.
    matched_comment_id uuid,
    kind text,
    similarity real,
    same_author boolean,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (site_id, comment_id),
    CONSTRAINT duplicate_members_group_fkey FOREIGN KEY (site_id, duplicate_group_id) REFERENCES duplicate_groups (site_id, duplicate_group_id),
    CONSTRAINT duplicate_members_comment_fkey FOREIGN KEY (site_id, comment_id) REFERENCES comments (site_id, comment_id),
    CONSTRAINT duplicate_members_kind_is_known CHECK (kind IN ('exact', 'near'))
);
CREATE INDEX duplicate_members_group_idx ON duplicate_members (site_id, duplicate_group_id, comment_id);
CREATE INDEX duplicate_members_article_idx ON duplicate_members (article_id, duplicate_group_id);
