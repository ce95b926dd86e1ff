-- One ordered source for everything that follows a commit. A follower reads only rows whose transaction_id is
-- below pg_snapshot_xmin(pg_current_snapshot()), in the order (transaction_id, event_id): identity values have
-- gaps while transactions are in flight, so the identity alone would lose events.
CREATE TABLE events (
    site_id uuid NOT NULL,
    event_id bigint GENERATED ALWAYS AS IDENTITY,
    transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
    kind text NOT NULL,
    article_id uuid,
    comment_id uuid,
    payload jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (site_id, event_id)
);
CREATE INDEX events_order_idx ON events (transaction_id, event_id);

-- The stored answers of creating requests, written in the transaction that created.
CREATE TABLE idempotency_keys (
    -- The nil UUID where what is created belongs to no site.
    site_id uuid NOT NULL,
    -- Who and what: the route, and a keyed hash of the caller.
    scope text NOT NULL,
    idempotency_key text NOT NULL,
    request_hash bytea NOT NULL,
    status smallint NOT NULL,
    location text,
    body bytea NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (site_id, scope, idempotency_key)
);
CREATE INDEX idempotency_keys_age_idx ON idempotency_keys (created_at);
