//! The tables and their columns, generated from the migrations. `tests/all/migrations` compares
//! them with the catalogue.

// Columns of type xid8 (events.transaction_id, audit.transaction, audit_seals.horizon) are left out:
// only SQL written by hand reads them.

diesel::table! {
    article_addresses (site_id, article_id, url_hash) {
        site_id -> Uuid,
        article_id -> Uuid,
        url_hash -> Binary,
        url -> Text,
        address_key -> Binary,
        moved_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    articles (site_id, article_id) {
        site_id -> Uuid,
        article_id -> Uuid,
        slug -> Text,
        url -> Nullable<Text>,
        title -> Text,
        lead -> Nullable<Text>,
        body -> Text,
        html -> Text,
        references -> Jsonb,
        author -> Nullable<Text>,
        published_at -> Timestamptz,
        comments_open -> Bool,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    audit (sequence) {
        sequence -> Int8,
        created_at -> Timestamptz,
        kind -> Text,
        moderator_id -> Nullable<Uuid>,
        subject_id -> Nullable<Uuid>,
        site_id -> Nullable<Uuid>,
        address_hash -> Nullable<Binary>,
        payload -> Jsonb,
    }
}

diesel::table! {
    audit_addresses (sequence) {
        sequence -> Int8,
        kind -> Text,
        nonce -> Binary,
        address_hash -> Binary,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    audit_anchors (position) {
        position -> Int8,
        hash -> Binary,
        removed -> Int8,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    audit_seals (position) {
        position -> Int8,
        sequence -> Int8,
        hash -> Binary,
        floor -> Int8,
        sealed_at -> Timestamptz,
    }
}

diesel::table! {
    comment_search (site_id, comment_id) {
        site_id -> Uuid,
        comment_id -> Uuid,
        search_version -> Int2,
        body -> Text,
        author -> Text,
        grams -> Nullable<Array<Int4>>,
        segment -> Nullable<Int4>,
        segment_grams -> Nullable<Array<Int4>>,
    }
}

diesel::table! {
    comments (site_id, comment_id) {
        site_id -> Uuid,
        comment_id -> Uuid,
        article_id -> Uuid,
        parent_id -> Nullable<Uuid>,
        path -> Binary,
        depth -> Int4,
        status -> Text,
        visible -> Bool,
        author_name -> Text,
        author_email -> Text,
        author_website -> Nullable<Text>,
        author_key -> Binary,
        author_ip_hash -> Nullable<Binary>,
        moderator_id -> Nullable<Uuid>,
        body -> Text,
        html -> Text,
        revision -> Int4,
        version -> Int4,
        policy_version -> Int4,
        created_at -> Timestamptz,
        edited_at -> Nullable<Timestamptz>,
        erased_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    contacts (site_id, comment_id, value_key) {
        site_id -> Uuid,
        comment_id -> Uuid,
        value_key -> Binary,
        kind -> Text,
        author_key -> Binary,
        is_trusted -> Bool,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    decisions (site_id, decision_id) {
        site_id -> Uuid,
        decision_id -> Uuid,
        article_id -> Uuid,
        comment_id -> Uuid,
        moderator_id -> Nullable<Uuid>,
        action -> Text,
        status_before -> Text,
        status_after -> Text,
        version -> Int4,
        reason -> Nullable<Text>,
        note -> Nullable<Text>,
        undoes -> Nullable<Uuid>,
        duplicate_group_id -> Nullable<Uuid>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    duplicate_groups (site_id, duplicate_group_id) {
        site_id -> Uuid,
        duplicate_group_id -> Uuid,
        original_comment_id -> Uuid,
        state -> Text,
        size -> Int4,
        version -> Int4,
        first_at -> Timestamptz,
        last_at -> Timestamptz,
        settled_at -> Nullable<Timestamptz>,
        settled_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    duplicate_members (site_id, comment_id) {
        site_id -> Uuid,
        comment_id -> Uuid,
        duplicate_group_id -> Uuid,
        article_id -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    duplicate_scans (site_id) {
        site_id -> Uuid,
        fingerprint_version -> Int2,
        done_to -> Nullable<Uuid>,
        done -> Int8,
        total -> Int8,
        grouped -> Int8,
        started_at -> Timestamptz,
        finished_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    duplicate_separations (site_id, comment_id) {
        site_id -> Uuid,
        comment_id -> Uuid,
        moderator_id -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    events (site_id, event_id) {
        site_id -> Uuid,
        event_id -> Int8,
        kind -> Text,
        article_id -> Nullable<Uuid>,
        comment_id -> Nullable<Uuid>,
        payload -> Jsonb,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    findings (site_id, comment_id, revision, position) {
        site_id -> Uuid,
        comment_id -> Uuid,
        revision -> Int4,
        position -> Int4,
        phase -> Text,
        code -> Text,
        severity -> Text,
        evidence -> Jsonb,
    }
}

diesel::table! {
    fingerprints (site_id, comment_id) {
        site_id -> Uuid,
        comment_id -> Uuid,
        fingerprint_version -> Int2,
        letters -> Int4,
        exact_hash -> Int8,
        keys -> Array<Int4>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    idempotency_keys (site_id, scope, idempotency_key) {
        site_id -> Uuid,
        scope -> Text,
        idempotency_key -> Text,
        request_hash -> Binary,
        status -> Int2,
        location -> Nullable<Text>,
        body -> Binary,
        created_at -> Timestamptz,
        receipt -> Nullable<Jsonb>,
    }
}

diesel::table! {
    installation (installation_id) {
        installation_id -> Int2,
        secret -> Binary,
        created_at -> Timestamptz,
        events_epoch -> Int4,
        events_removed_event -> Int8,
        search_version -> Int2,
        search_walked_to -> Uuid,
        search_walked_at -> Nullable<Timestamptz>,
        addresses_removed_to -> Uuid,
    }
}

diesel::table! {
    moderators (moderator_id) {
        moderator_id -> Uuid,
        email -> Text,
        name -> Text,
        password_hash -> Text,
        role -> Text,
        active -> Bool,
        session_version -> Int4,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        typed_email -> Nullable<Text>,
        password_change_required -> Bool,
    }
}

diesel::table! {
    policy_versions (site_id, policy_version) {
        site_id -> Uuid,
        policy_version -> Int4,
        policy -> Jsonb,
        moderator_id -> Nullable<Uuid>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    refresh_tokens (token_hash) {
        token_hash -> Binary,
        family_id -> Uuid,
        moderator_id -> Uuid,
        session_version -> Int4,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
        revoked_at -> Nullable<Timestamptz>,
        used_by -> Nullable<Binary>,
    }
}

diesel::table! {
    reports (site_id, report_id) {
        site_id -> Uuid,
        report_id -> Uuid,
        comment_id -> Uuid,
        reporter_key -> Binary,
        reason -> Text,
        detail -> Nullable<Text>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    revisions (site_id, comment_id, revision) {
        site_id -> Uuid,
        comment_id -> Uuid,
        revision -> Int4,
        body -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    search_segments (segment) {
        segment -> Int4,
        comments -> Int4,
        first_comment_id -> Uuid,
        last_comment_id -> Uuid,
    }
}

diesel::table! {
    sign_in_failures (subject) {
        subject -> Binary,
        failures -> Int4,
        last_failure_at -> Timestamptz,
    }
}

diesel::table! {
    sites (site_id) {
        site_id -> Uuid,
        name -> Text,
        salt -> Binary,
        policy -> Jsonb,
        policy_version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        fingerprint_version -> Int2,
        former_page_rules -> Jsonb,
        title -> Text,
        locale -> Text,
        theme -> Jsonb,
        site_version -> Int4,
    }
}

diesel::table! {
    spent_challenges (challenge_id) {
        challenge_id -> Uuid,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    tally_changes (site_id, list_id, comment_id, sequence) {
        site_id -> Uuid,
        list_id -> Uuid,
        comment_id -> Uuid,
        sequence -> Int8,
        change -> Int2,
    }
}

diesel::table! {
    tally_marks (site_id, list_id, comment_id) {
        site_id -> Uuid,
        list_id -> Uuid,
        comment_id -> Uuid,
        before -> Int8,
    }
}

diesel::joinable!(articles -> sites (site_id));

diesel::allow_tables_to_appear_in_same_query!(
    article_addresses,
    articles,
    audit,
    audit_addresses,
    audit_anchors,
    audit_seals,
    comment_search,
    comments,
    contacts,
    decisions,
    duplicate_groups,
    duplicate_members,
    duplicate_scans,
    duplicate_separations,
    events,
    findings,
    fingerprints,
    idempotency_keys,
    installation,
    moderators,
    policy_versions,
    refresh_tokens,
    reports,
    revisions,
    sign_in_failures,
    sites,
    spent_challenges,
    tally_changes,
    tally_marks,
);
