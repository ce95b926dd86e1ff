//! Separates database faults that may pass from faults of the service.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::db::connection::sqlstate::code_of;
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
/// was reached, another transaction was in the way, or the server lacks what it needs for now.
fn is_passing(fault: &DieselError) -> bool {
    match fault {
        DieselError::BrokenTransactionManager => true,
        DieselError::DatabaseError(kind, information) => match kind {
            DatabaseErrorKind::ClosedConnection
            | DatabaseErrorKind::UnableToSendCommand
            | DatabaseErrorKind::ReadOnlyTransaction
            | DatabaseErrorKind::SerializationFailure => true,
            _ => code_of(information.message()).is_some_and(is_passing_code),
        },
        // A transaction that could neither be committed nor rolled back: the connection broke
        // between the two, or the commit failed for a reason that may pass.
        DieselError::RollbackErrorOnCommit {
            rollback_error,
            commit_error,
        } => is_passing(commit_error) || is_passing(rollback_error),
        _ => false,
    }
}

/// The SQLSTATE of a fault, if the server sent one.
pub(super) fn code_of_fault(fault: &DieselError) -> Option<&str> {
    match fault {
        DieselError::DatabaseError(_, information) => code_of(information.message()),
        DieselError::RollbackErrorOnCommit { commit_error, .. } => code_of_fault(commit_error),
        _ => None,
    }
}

/// The codes are those of the PostgreSQL documentation, appendix "Error Codes".
fn is_passing_code(code: &str) -> bool {
    // Connection exceptions; rollbacks such as of a deadlock.
    if code.starts_with("08") || code.starts_with("40") {
        return true;
    }

    matches!(
        code,
        "25P03" // idle_in_transaction_session_timeout
            | "53000" // insufficient_resources: no file or process is left
            | "53100" // disk_full
            | "53200" // out_of_memory
            | "53300" // too_many_connections
            | "55P03" // lock_not_available: the lock timeout
            | "57014" // query_canceled: the statement timeout, or an administrator
            | "57P01" // admin_shutdown
            | "57P02" // crash_shutdown
            | "57P03" // cannot_connect_now: the server starts or stops
            | "57P05" // idle_session_timeout
            | "58000" // system_error
            | "58030" // io_error: a disk that fails to read or write
    )
}

/// The name of the unique constraint that a statement violated, if that is why it failed.
pub(crate) fn violated_constraint(fault: &DieselError) -> Option<&str> {
    match fault {
        DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, information) => {
            information.constraint_name()
        }
        _ => None,
    }
}

/// The name of the foreign key that a statement violated, if that is why it failed: the row that it
/// points to is not there, or not any more.
pub(crate) fn violated_reference(fault: &DieselError) -> Option<&str> {
    match fault {
        DieselError::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, information) => {
            information.constraint_name()
        }
        _ => None,
    }
}
