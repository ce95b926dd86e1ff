//! What can go wrong once the outside world is involved? Knows no HTTP: `http/problem.rs` maps it,
//! once.

use crate::domain::refusal::Refusal;

/// The error below an [`Error`], kept for the log; a client never sees it.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Either a business "no", which the client is told in full, or a fault, which the client is not.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The service works and its answer is no.
    #[error("refused: {0}")]
    Refused(Refusal),
    /// Something that the service needs does not answer now; the same request may succeed later
    /// (503).
    #[error("{what} is unavailable")]
    Unavailable { what: &'static str, source: Cause },
    /// A fault of ours or of a file or database in an unexpected state (500).
    #[error("{what} failed")]
    Internal { what: &'static str, source: Cause },
    /// The service cannot start as it is set up. The text is for the operator: it says what to do.
    #[error("{0}")]
    Setup(String),
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub fn unavailable(what: &'static str, source: impl Into<Cause>) -> Self {
        Self::Unavailable {
            what,
            source: source.into(),
        }
    }

    pub fn internal(what: &'static str, source: impl Into<Cause>) -> Self {
        Self::Internal {
            what,
            source: source.into(),
        }
    }

    pub fn setup(message: impl Into<String>) -> Self {
        Self::Setup(message.into())
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
