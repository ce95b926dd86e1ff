//! What has run out is forgotten: refresh tokens, failed sign-ins, remembered answers.

use crate::app::App;
use crate::db::connect::Connection;
use crate::db::idempotency::delete_old_answers;
use crate::db::lock::try_lock;
use crate::db::refresh_tokens::delete_expired_refresh_tokens;
use crate::db::sign_in_failures::delete_old_failures;
use crate::domain::sign_in_throttle::FORGOTTEN_AFTER;
use crate::error::Result;
use crate::flows::once::MEMORY;

/// Removes some rows of each kind, and tells how many; zero when another instance is at it. Nothing
/// depends on when it happens: what has run out is not believed any more while it is still there.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn forget_expired(app: &App) -> Result<usize> {
    let now = app.clock.now();
    app.writes
        .transaction(async |conn: &mut Connection| {
            if !try_lock(conn, b"forget expired").await? {
                return Ok(0);
            }
            let tokens = delete_expired_refresh_tokens(conn, now).await?;
            let failures = delete_old_failures(conn, now - FORGOTTEN_AFTER).await?;
            let answers = delete_old_answers(conn, now - MEMORY).await?;
            Ok(tokens + failures + answers)
        })
        .await
}
