//! What does a failed statement mean to the caller: come back later, or a fault of ours?

use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::error::Error;

impl From<DieselError> for Error {
    fn from(fault: DieselError) -> Self {
        if is_passing(&fault) {
            return Self::unavailable("the database", fault);
        }
        Self::internal("a statement", fault)
    }
}

/// Whether the same request may succeed when it is sent again: the connection broke, a time limit
/// struck, or another transaction was in the way.
fn is_passing(fault: &DieselError) -> bool {
    match fault {
        DieselError::BrokenTransactionManager => true,
        DieselError::DatabaseError(kind, information) => match kind {
            DatabaseErrorKind::ClosedConnection
            | DatabaseErrorKind::UnableToSendCommand
            | DatabaseErrorKind::ReadOnlyTransaction
            | DatabaseErrorKind::SerializationFailure => true,
            _ => PASSING
                .iter()
                .any(|message| information.message().contains(message)),
        },
        _ => false,
    }
}

/// Diesel does not carry the SQLSTATE of these, so Postgres' own wording (in the C locale) tells
/// them apart.
const PASSING: &[&str] = &[
    "deadlock detected",
    "canceling statement due to",
    "terminating connection due to",
    "the database system is",
    "too many clients already",
    "remaining connection slots are reserved",
    "connection closed",
];

/// The name of the unique constraint that a statement violated, if that is why it failed.
pub fn violated_constraint(fault: &DieselError) -> Option<&str> {
    match fault {
        DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, information) => {
            information.constraint_name()
        }
        _ => None,
    }
}

/// The name of the foreign key that a statement violated, if that is why it failed: the row that it
/// points to is not there, or not any more.
pub fn violated_reference(fault: &DieselError) -> Option<&str> {
    match fault {
        DieselError::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, information) => {
            information.constraint_name()
        }
        _ => None,
    }
}
