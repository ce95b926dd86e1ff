-- Why a comment stands where it stands: every finding of every phase, for each revision.
CREATE TABLE findings (
    site_id uuid NOT NULL,
    comment_id uuid NOT NULL,
    revision integer NOT NULL,
    position integer NOT NULL,
    phase text NOT NULL,
    code text NOT NULL,
    severity text NOT NULL,
    evidence jsonb NOT NULL,
    PRIMARY KEY (site_id, comment_id, revision, position),
    CONSTRAINT findings_comment_fkey FOREIGN KEY (site_id, comment_id) REFERENCES comments (site_id, comment_id),
    CONSTRAINT findings_severity_is_known CHECK (severity IN ('note', 'hold', 'refuse'))
);
CREATE INDEX findings_code_idx ON findings (code, comment_id);

-- What readers say about a comment: one report for each reader, who is known by a keyed hash of the address.
CREATE TABLE reports (
    site_id uuid NOT NULL,
    report_id uuid NOT NULL,
    comment_id uuid NOT NULL,
    reporter_key bytea NOT NULL,
    reason text NOT NULL,
    detail text,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (site_id, report_id),
    CONSTRAINT reports_comment_fkey FOREIGN KEY (site_id, comment_id) REFERENCES comments (site_id, comment_id),
    CONSTRAINT reports_reporter_key UNIQUE (site_id, comment_id, reporter_key),
    CONSTRAINT reports_reason_is_known CHECK (reason IN ('spam', 'abuse', 'off_topic', 'illegal', 'other'))
);
CREATE INDEX reports_comment_idx ON reports (comment_id);

-- The audit log: append-only. No statement in src/db changes or removes a row, and no foreign key ties it to its
-- comment, so that it outlives an article that is deleted with everything under it.
CREATE TABLE decisions (
    site_id uuid NOT NULL,
    decision_id uuid NOT NULL,
    article_id uuid NOT NULL,
    comment_id uuid NOT NULL,
    -- Empty where the author acted: a withdrawal is recorded here too.
    moderator_id uuid REFERENCES moderators (moderator_id),
    action text NOT NULL,
    status_before text NOT NULL,
    status_after text NOT NULL,
    -- The comment's version that the decision made.
    version integer NOT NULL,
    reason text,
    note text,
    -- The decision that this one takes back, and the group that it settled, if any.
    undoes uuid,
    duplicate_group_id uuid,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (site_id, decision_id),
    CONSTRAINT decisions_action_is_known CHECK (action IN ('approve', 'reject', 'spam', 'hold', 'withdraw', 'undo', 'edit')),
    CONSTRAINT decisions_undone_once UNIQUE (site_id, undoes)
);
CREATE INDEX decisions_id_idx ON decisions (decision_id);
CREATE INDEX decisions_comment_idx ON decisions (site_id, comment_id, decision_id);
CREATE INDEX decisions_moderator_idx ON decisions (moderator_id, decision_id);
CREATE INDEX decisions_article_idx ON decisions (article_id, decision_id);
