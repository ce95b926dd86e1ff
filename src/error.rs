//! The error type of every layer above the pure rooms. It knows no HTTP: the `http` layer maps it
//! to a status in one place.

use crate::domain::refusal::Refusal;

/// The error below an [`Error`]. It is logged; a client never sees it.
pub(crate) type Cause = Box<dyn std::error::Error + Send + Sync>;

/// A refusal, which the client gets in full, or a fault, of which the client gets no details.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The service works and refuses the request.
    #[error("refused: {0}")]
    Refused(Refusal),
    /// A dependency of the service does not answer now. The same request may succeed later (503).
    #[error("{what} is unavailable")]
    Unavailable { what: &'static str, source: Cause },
    /// More requests wait for the database than it can answer in time (503). The same request may
    /// succeed later.
    #[error("too many requests wait for the database")]
    Overloaded,
    /// A fault in the service, or a file or database in an unexpected state (500).
    #[error("{what} failed")]
    Internal { what: &'static str, source: Cause },
    /// The configuration keeps the service from starting. The text tells the operator what to do.
    #[error("{0}")]
    Setup(String),
}

/// A result whose error is an [`Error`] unless another one is named.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub fn unavailable(what: &'static str, source: impl Into<Cause>) -> Self {
        Self::Unavailable {
            what,
            source: source.into(),
        }
    }

    pub(crate) fn internal(what: &'static str, source: impl Into<Cause>) -> Self {
        Self::Internal {
            what,
            source: source.into(),
        }
    }

    pub(crate) fn setup(message: impl Into<String>) -> Self {
        Self::Setup(message.into())
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
