//! HTTP: the list of endpoints, and around it the extractors, the problems and the layer.
//!
//! # To add an endpoint
//! 1. Write its handler in `v1/<area>/`: `#[utoipa::path(..)]` above actix's `#[get]` or `#[post]`.
//!    `operations/health.rs` has the smallest ones. Arguments are extractors of `extract/`, with
//!    `Limited<..>` where the endpoint has a quota (`quotas.rs`). The result is a
//!    `Result<_, Problem>`.
//! 2. Document it: `operation_id`, `tag`, a summary (the first line of the doc comment), a
//!    description (the rest), `security((..))` unless it is public, an example of each body, and
//!    its problems: `problems!(NameProblems = STORED, BODY, [CommentsClosed])`.
//! 3. Add it to the list at the end of this file. It is then served, documented, and known to
//!    `Allow`, HEAD, OPTIONS and the metrics.
//! 4. Update the document (`moderato openapi > openapi/openapi.json`), and add a row to the rights
//!    table of the tests (`tests/all/laws/rights.rs`).

pub(crate) mod audience;
pub mod caching;
pub(crate) mod connection_caps;
pub(crate) mod connection_deadlines;
pub mod contract;
pub mod extract;
pub(crate) mod forwarding;
pub(crate) mod layer;
pub(crate) mod metrics;
pub(crate) mod operations;
pub mod problem;
pub mod quotas;
pub mod reply;
pub(crate) mod routes;
pub(crate) mod state;
pub(crate) mod stream_caps;
pub(crate) mod time;
pub(crate) mod v1;
pub(crate) mod web;

/// Declares from one list the endpoints that are served and those that are documented.
///
/// The crate `utoipa-actix-web` does the same, but it builds the document again for each worker,
/// and the table of routes needs the document before a worker starts.
macro_rules! endpoints {
    ($($($segment:ident)::+),+ $(,)?) => {
        /// Registers every endpoint.
        pub(crate) fn register(config: &mut actix_web::web::ServiceConfig) {
            config$(.service($($segment)::+))+;
        }

        /// The operations of all endpoints, for the OpenAPI document.
        #[derive(utoipa::OpenApi)]
        #[openapi(paths($($($segment)::+),+))]
        pub(crate) struct Endpoints;
    };
}

endpoints![
    // The router tries the paths in this order. So a literal path comes before one with a variable
    // part in its place, and the most requested endpoints come first.
    v1::threads::thread::list_article_comments,
    v1::comments::submit::create_comment,
    v1::articles::read::get_article,
    operations::health::live,
    operations::health::ready,
    operations::health::metrics,
    operations::docs::openapi,
    operations::docs::docs,
    operations::docs::errors,
    operations::docs::file,
    v1::accounts::sessions::create_token,
    v1::accounts::sessions::refresh,
    v1::accounts::sessions::logout,
    v1::accounts::sessions::change_password,
    v1::accounts::sessions::me,
    v1::accounts::own_sessions::list_own_sessions,
    v1::accounts::own_sessions::delete_own_session,
    v1::accounts::moderators::list_moderators,
    v1::accounts::moderators::create_account,
    v1::accounts::moderators::get_moderator,
    v1::accounts::moderators::change_account,
    v1::comments::challenges::create_challenge,
    v1::comments::previews::preview_comment,
    v1::articles::read::list_articles,
    v1::articles::read::list_counts,
    v1::articles::previews::preview_article,
    v1::articles::write::create_article,
    v1::articles::write::update_article,
    v1::articles::write::move_article,
    v1::articles::write::delete_article,
    v1::sites::profile::list_sites,
    v1::sites::profile::get_site,
    v1::sites::profile::create_new_site,
    v1::sites::profile::update_site,
    v1::sites::policy::get_policy,
    v1::sites::policy::put_policy,
    v1::sites::policy_versions::list_policy_versions,
    v1::sites::policy_versions::get_policy_version,
    v1::pages::thread::get_page_thread,
    v1::pages::submit::create_page_comment,
    v1::comments::own::edit_comment,
    v1::comments::own::withdraw_comment,
    v1::comments::reports::create_report,
    v1::threads::latest::list_latest_comments,
    v1::threads::replies::list_replies,
    v1::threads::comment::get_comment,
    v1::moderation::activity::get_statistics,
    v1::moderation::queue::list_moderated_comments,
    v1::events::streams::stream_queue_events,
    v1::moderation::queue::search_moderated_comments,
    v1::moderation::detail::get_moderated_comment,
    v1::moderation::decisions::create_decision,
    v1::moderation::bulk_decisions::create_bulk_decision,
    v1::moderation::decisions::undo_decision,
    v1::moderation::audit_log::list_decisions,
    v1::duplicates::check::check_for_duplicates,
    v1::duplicates::groups::list_duplicate_groups,
    v1::duplicates::groups::get_duplicate_group,
    v1::duplicates::settlements::settle_duplicate_group,
    v1::duplicates::group_changes::merge_duplicate_groups,
    v1::duplicates::group_changes::split_duplicate_group,
    v1::audit::log::list_audit,
    v1::people::exports::export_person,
    v1::people::erasures::erase_person,
    v1::events::feed::list_events,
    v1::events::streams::stream_article_events,
];
