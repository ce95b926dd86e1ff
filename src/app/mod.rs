//! What is built once and read by all above: pools, clock, secrets, keys.

pub mod live;
pub mod origins;
pub mod secrets;
pub mod setup;

use std::sync::Arc;

use crate::app::live::Live;
use crate::app::origins::Origins;
use crate::app::secrets::Secrets;
use crate::auth::password_hash::Passwords;
use crate::auth::token::AccessTokens;
use crate::clock::Clock;
use crate::db::pool::Pool;

/// The service without its edges. Built by [`App::build`]; shared behind an `Arc`.
pub struct App {
    pub clock: Clock,
    /// The primary: every transaction, and reads that must see what was just written.
    pub writes: Pool,
    /// A replica where there is one, else the primary: public reads.
    pub reads: Pool,
    pub secrets: Secrets,
    /// Signs and verifies access tokens.
    pub tokens: AccessTokens,
    pub passwords: Passwords,
    /// Where browsers may call from; `flows::refresh_origins` fills it.
    pub origins: Origins,
    /// Who listens to what happens.
    pub live: Arc<Live>,
    /// For how many days events are kept.
    pub event_days: u32,
}
