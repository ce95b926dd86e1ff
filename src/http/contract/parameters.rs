//! Parameters in paths and headers, as the OpenAPI document describes them in every operation.
//!
//! For ids only: utoipa adds a second parameter if the handler takes a `Path<String>`.

use utoipa::IntoParams;
use uuid::Uuid;

/// Declares a struct that only the document reads: name it in `params(..)` of an operation.
macro_rules! parameters {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty),+ $(,)? })+) => {$(
        #[derive(IntoParams)]
        $(#[$meta])*
        #[expect(dead_code, reason = "extractors read the value")]
        pub(crate) struct $name {
            $($(#[$field_meta])* $field: $type,)+
        }
    )+};
}

parameters! {
    #[into_params(parameter_in = Path)]
    ArticleInPath {
        /// The article's id.
        article_id: Uuid,
    }

    #[into_params(parameter_in = Path)]
    CommentInPath {
        /// The comment's id.
        comment_id: Uuid,
    }

    #[into_params(parameter_in = Path)]
    DecisionInPath {
        /// The decision's id.
        decision_id: Uuid,
    }

    #[into_params(parameter_in = Path)]
    GroupInPath {
        /// The id of the group of duplicates.
        group_id: Uuid,
    }

    #[into_params(parameter_in = Path)]
    ModeratorInPath {
        /// The account's id.
        moderator_id: Uuid,
    }

    #[into_params(parameter_in = Path)]
    SessionInPath {
        /// The session's id.
        session_id: Uuid,
    }

    #[into_params(parameter_in = Header)]
    IdempotencyKeyInHeader {
        /// Makes it safe to send the request again within 24 hours: the answer is then the first
        /// one. Choose a random value for each request, such as a UUID.
        #[param(rename = "Idempotency-Key")]
        idempotency_key: Option<String>,
    }

    #[into_params(parameter_in = Header)]
    LastEventIdInHeader {
        /// The `id` of the last event that was received. Browsers send it when they reconnect.
        #[param(rename = "Last-Event-ID")]
        last_event_id: Option<String>,
    }
}
