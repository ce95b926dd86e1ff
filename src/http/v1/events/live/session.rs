//! The session of a moderator who follows the queue, checked again before each message.

use std::time::Duration;

use tokio::time::Instant;

use crate::app::App;
use crate::domain::rights::Moderator;
use crate::error::Error;
use crate::flows::accounts::recognise::recognise;

/// The access token of a moderator, and when it was last found to be valid.
pub(crate) struct Session {
    token: String,
    checked: Instant,
}

/// For so long a check is not repeated: a burst of events asks the database once.
const VALID_FOR: Duration = Duration::from_secs(1);

impl Session {
    /// The session of a moderator who was recognised by this token.
    pub(crate) fn of(_: &Moderator, token: &str) -> Self {
        Self {
            token: token.to_owned(),
            checked: Instant::now(),
        }
    }

    /// Whether the session is still valid: the token has not expired, and neither the session nor
    /// the account was ended. While the database does not answer, it counts as valid. A stream for
    /// everybody has no session and stays valid.
    pub(super) async fn is_valid(session: &mut Option<Self>, app: &App) -> bool {
        let Some(session) = session else { return true };

        if session.checked.elapsed() < VALID_FOR {
            return true;
        }
        session.checked = Instant::now();

        // Boxed, so that a stream that only waits needs no memory for it.
        !matches!(
            Box::pin(recognise(app, &session.token)).await,
            Err(Error::Refused(_))
        )
    }
}
