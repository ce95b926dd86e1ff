-- Moderators work on every site, so these are reference tables: they do not grow with the comments.
CREATE TABLE moderators (
    moderator_id uuid PRIMARY KEY,
    email text NOT NULL,
    name text NOT NULL,
    password_hash text NOT NULL,
    role text NOT NULL,
    active boolean NOT NULL DEFAULT true,
    -- Raised by whatever must end the sessions in use: a new role, a new password, deactivation.
    session_version integer NOT NULL DEFAULT 1,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT moderators_email_key UNIQUE (email),
    CONSTRAINT moderators_role_is_known CHECK (role IN ('moderator', 'admin'))
);

-- Refresh tokens, as hashes. One family is one sign-in; the rows go when the family expires.
CREATE TABLE refresh_tokens (
    token_hash bytea PRIMARY KEY,
    family_id uuid NOT NULL,
    moderator_id uuid NOT NULL REFERENCES moderators (moderator_id),
    session_version integer NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    revoked_at timestamptz
);
CREATE INDEX refresh_tokens_family_idx ON refresh_tokens (family_id);
CREATE INDEX refresh_tokens_expiry_idx ON refresh_tokens (expires_at);

-- Failed sign-ins by subject: a keyed hash of the account's email or of the address. Rows go when they are stale.
CREATE TABLE sign_in_failures (
    subject bytea PRIMARY KEY,
    failures integer NOT NULL,
    last_failure_at timestamptz NOT NULL
);
