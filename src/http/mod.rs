//! How does the service speak HTTP? The route list, and around it extractors, problems and the one
//! layer.
//!
//! # To add an endpoint
//! 1. Write its handler in `v1/` (see `health.rs` for the smallest one): `#[utoipa::path(..)]`
//!    above actix's `#[get]` or `#[post]`. Arguments are extractors of `extract/` (and
//!    `Limited<..>` of `limits.rs` where it writes); the result is a `Result<_, Problem>`. 2. Give
//!    it `operation_id`, `tag`, a summary (the first doc line), `security((..))` unless it is
//!    public, an example for each body, and its problems: `problems!(NameProblems = STORED, BODY,
//!    [CommentsClosed])`. 3. Add it to the list below: it is then served, documented, and known to
//!    `Allow`, HEAD, OPTIONS and the metrics. 4. Write `openapi/openapi.json` anew (`moderato
//!    openapi`), and add its row to the rights table of the tests.

pub mod caching;
pub mod contract;
pub mod extract;
pub mod layer;
pub mod metrics;
pub mod operations;
pub mod pace;
pub mod problem;
pub mod quotas;
pub mod reply;
pub mod routes;
pub mod state;
pub mod stream_caps;
pub mod time;
pub mod v1;

/// Makes of one list what is served and what is documented. (The crate that does this for utoipa
/// builds the document anew for every worker's routes, and we need it before there are any.)
macro_rules! endpoints {
    ($($($segment:ident)::+),+ $(,)?) => {
        /// Registers every endpoint. A literal path stands before one with a variable part in its
        /// place.
        pub fn register(config: &mut actix_web::web::ServiceConfig) {
            config$(.service($($segment)::+))+;
        }

        /// Every endpoint's operation, for `openapi.rs`.
        #[derive(utoipa::OpenApi)]
        #[openapi(paths($($($segment)::+),+))]
        pub(crate) struct Endpoints;
    };
}

endpoints![
    // These first: they are asked for most, and a path is looked for in this order.
    v1::threads::thread::list_article_comments,
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
    v1::accounts::sessions::me,
    v1::accounts::moderators::list_moderators,
    v1::accounts::moderators::create_account,
    v1::accounts::moderators::get_moderator,
    v1::accounts::moderators::change_account,
    v1::comments::challenges::create_challenge,
    v1::comments::previews::preview_comment,
    v1::articles::read::list_articles,
    v1::articles::read::list_counts,
    v1::articles::write::create_article,
    v1::articles::write::update_article,
    v1::articles::write::delete_article,
    v1::sites::policy::get_policy,
    v1::sites::policy::put_policy,
    v1::comments::submit::create_comment,
    v1::comments::own::edit_comment,
    v1::comments::own::withdraw_comment,
    v1::comments::reports::create_report,
    v1::threads::latest::list_latest_comments,
    v1::threads::replies::list_replies,
    v1::threads::comment::get_comment,
    v1::moderation::queue::list_moderated_comments,
    v1::events::streams::stream_queue_events,
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
    v1::events::feed::list_events,
    v1::events::streams::stream_article_events,
];
