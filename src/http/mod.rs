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

pub mod accepted;
pub mod addresses;
pub mod cached;
pub mod code;
pub mod coding;
pub mod conditional;
pub mod cursor;
pub mod docs;
pub mod edge;
pub mod examples;
pub mod extract;
pub mod health;
pub mod hit;
pub mod layer;
pub mod limits;
pub mod live;
pub mod metrics;
pub mod openapi;
pub mod pace;
pub mod page;
pub mod problem;
pub mod problem_body;
pub mod problem_docs;
pub mod reply;
pub mod request_schemas;
pub mod routes;
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
    v1::threads::list_article_comments,
    v1::articles::get_article,
    health::live,
    health::ready,
    health::metrics,
    docs::openapi,
    docs::docs,
    docs::errors,
    docs::file,
    v1::auth::create_token,
    v1::auth::refresh,
    v1::auth::logout,
    v1::auth::me,
    v1::moderators::list_moderators,
    v1::moderators::create_account,
    v1::moderators::get_moderator,
    v1::moderators::change_account,
    v1::challenges::create_challenge,
    v1::previews::preview_comment,
    v1::articles::list_articles,
    v1::articles::list_counts,
    v1::admin_articles::create_article,
    v1::admin_articles::update_article,
    v1::admin_articles::delete_article,
    v1::sites::get_policy,
    v1::sites::put_policy,
    v1::comments::create_comment,
    v1::own_comments::edit_comment,
    v1::own_comments::withdraw_comment,
    v1::reports::create_report,
    v1::threads::list_latest_comments,
    v1::threads::list_replies,
    v1::threads::get_comment,
    v1::admin_comments::list_moderated_comments,
    v1::live::stream_queue_events,
    v1::admin_comments::get_moderated_comment,
    v1::decisions::create_decision,
    v1::decisions::create_bulk_decision,
    v1::decisions::undo_decision,
    v1::decisions::list_decisions,
    v1::duplicates::check_for_duplicates,
    v1::duplicates::list_duplicate_groups,
    v1::duplicates::get_duplicate_group,
    v1::duplicates::settle_duplicate_group,
    v1::group_changes::merge_duplicate_groups,
    v1::group_changes::split_duplicate_group,
    v1::events::list_events,
    v1::live::stream_article_events,
];
