-- The foreign key locks comments for a moment.
SET LOCAL lock_timeout = '5s';

-- The contact data in the present texts of comments, such as telephone numbers, for finding the same
-- ones under other names.
CREATE TABLE contacts (
    site_id uuid NOT NULL,
    comment_id uuid NOT NULL,
    -- A hash that is keyed for the site: nobody reads a contact from it.
    value_key bytea NOT NULL,
    kind text NOT NULL,
    author_key bytea NOT NULL,
    -- Written by staff, or in a comment that a moderator approved.
    is_trusted boolean NOT NULL,
    -- When the comment was written.
    created_at timestamptz NOT NULL,
    PRIMARY KEY (site_id, comment_id, value_key),
    -- Cascades for instances of the release before, which remove comments without knowing this table.
    CONSTRAINT contacts_comment_fkey FOREIGN KEY (site_id, comment_id) REFERENCES comments (site_id, comment_id)
        ON DELETE CASCADE,
    CONSTRAINT contacts_kind_is_known CHECK (kind IN ('telephone', 'email', 'handle', 'invitation', 'wallet', 'iban'))
);
CREATE INDEX contacts_value_idx ON contacts (site_id, value_key, created_at);
CREATE INDEX contacts_trusted_idx ON contacts (site_id, value_key) WHERE is_trusted;
