//! Removes expired rows: refresh tokens, counts of failed sign-ins, stored answers.

use chrono::{Duration, TimeDelta};

use crate::app::App;
use crate::db::accounts::refresh_tokens::delete_expired_refresh_tokens;
use crate::db::accounts::sign_in_failures::delete_old_failures;
use crate::db::connection::connect::Connection;
use crate::db::connection::lock::try_lock;
use crate::db::idempotency::delete_old_answers;
use crate::domain::sign_in_throttle::FORGOTTEN_AFTER;
use crate::error::Result;
use crate::flows::idempotency::KEY_LIFETIME;

/// How long refresh tokens stay after they expired: longer than the last access token of their
/// sign-in, which is refused without them.
const AFTER_EXPIRY: TimeDelta = Duration::minutes(20);

/// Removes some expired rows of each kind, and returns their number; 0 while another instance does
/// this. Nothing depends on when it happens: expired rows are ignored while they still exist.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn delete_expired(app: &App) -> Result<usize> {
    let now = app.clock.now();

    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            if !try_lock(conn, b"forget expired").await? {
                return Ok(0);
            }

            let tokens = delete_expired_refresh_tokens(conn, now - AFTER_EXPIRY).await?;
            let failures = delete_old_failures(conn, now - FORGOTTEN_AFTER).await?;
            let answers = delete_old_answers(conn, now - KEY_LIFETIME).await?;

            Ok(tokens + failures + answers)
        })
        .await
}
