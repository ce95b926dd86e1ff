//! Does the session still stand under which a moderator listens?

use std::time::Duration;

use tokio::time::Instant;

use crate::app::App;
use crate::domain::rights::Moderator;
use crate::error::Error;
use crate::flows::accounts::recognise::recognise;

/// The access token of a moderator, and when it was last found to hold.
pub struct Session {
    token: String,
    checked: Instant,
}

/// For so long what was found is believed: a burst of events asks once.
const BELIEVED: Duration = Duration::from_secs(1);

impl Session {
    /// By this token the moderator was recognised.
    pub fn of(_: &Moderator, token: &str) -> Self {
        Self {
            token: token.to_owned(),
            checked: Instant::now(),
        }
    }

    /// Whether it may be told more: for nobody in particular always; else until the token has
    /// expired, or the session or the account was ended. While the database is away, the token
    /// itself is believed.
    pub async fn stands(session: &mut Option<Self>, app: &App) -> bool {
        let Some(session) = session else { return true };
        if session.checked.elapsed() < BELIEVED {
            return true;
        }
        session.checked = Instant::now();
        // Boxed, since a stream that only waits needs no room for it.
        !matches!(
            Box::pin(recognise(app, &session.token)).await,
            Err(Error::Refused(_))
        )
    }
}
