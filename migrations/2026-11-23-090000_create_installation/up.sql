-- What all instances on one database share. One row; small tables like this one are reference tables on a cluster.
CREATE TABLE installation (
    installation_id smallint PRIMARY KEY DEFAULT 1,
    -- The root secret: cursors, challenges, guest tokens and pseudonyms are keyed by values derived from it.
    secret bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT installation_has_one_row CHECK (installation_id = 1),
    CONSTRAINT installation_secret_is_long CHECK (octet_length(secret) = 32)
);

CREATE TABLE sites (
    site_id uuid PRIMARY KEY,
    name text NOT NULL,
    -- Keys the site's fingerprints and pseudonyms, so that nothing matches across sites.
    salt bytea NOT NULL,
    -- The policy as the contract shows it, without its version.
    policy jsonb NOT NULL,
    policy_version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT sites_name_key UNIQUE (name)
);

-- Every policy that was in force, so that a verdict's policy_version can be looked up later.
CREATE TABLE policy_versions (
    site_id uuid NOT NULL REFERENCES sites (site_id),
    policy_version integer NOT NULL,
    policy jsonb NOT NULL,
    moderator_id uuid,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (site_id, policy_version)
);
