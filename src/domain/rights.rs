//! The rights of signed-in accounts, as values: a function that needs a right takes it as an
//! argument.

use crate::domain::ids::{ModeratorId, SessionId};
use crate::domain::refusal::Refusal;
use crate::domain::role::Role;

/// An account as the database holds it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    pub moderator_id: ModeratorId,
    pub name: String,
    pub role: Role,
    pub active: bool,
    /// Increased by every change that ends the open sessions: a new role, a new password,
    /// deactivation.
    pub session_version: i32,
    pub password: PasswordTerm,
}

/// For how long a password may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordTerm {
    /// Its owner has chosen it.
    Lasting,
    /// Somebody else knows it: it opens a session that can do nothing but choose another one.
    UntilFirstUse,
}

/// The right to change one's own password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AccountOwner {
    id: ModeratorId,
}

/// The right to read the queue and to decide about comments. It is made from the account as it is
/// now, so a lost role takes effect with the next request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moderator {
    id: ModeratorId,
    name: String,
    role: Role,
}

/// The right to read and to end the sessions of one's own account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SessionHolder {
    moderator: ModeratorId,
    session: SessionId,
}

/// The right to administer articles, moderators and policies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admin {
    account: Option<Moderator>,
}

impl Moderator {
    /// Makes the right of `account` for a verified token that was signed for `session_version`.
    ///
    /// # Errors
    /// [`Refusal::Unauthenticated`] if the account is inactive or its sessions have ended since;
    /// [`Refusal::PasswordChangeRequired`] if the session was opened by a password that must be
    /// changed first.
    pub(crate) fn recognise(account: Account, session_version: i32) -> Result<Self, Refusal> {
        AccountOwner::recognise(&account, session_version)?;
        if account.password == PasswordTerm::UntilFirstUse {
            return Err(Refusal::PasswordChangeRequired);
        }

        Ok(Self {
            id: account.moderator_id,
            name: account.name,
            role: account.role,
        })
    }

    /// # Errors
    /// [`Refusal::Forbidden`] if the account's role is not admin.
    pub(crate) fn into_admin(self) -> Result<Admin, Refusal> {
        match self.role {
            Role::Admin => Ok(Admin {
                account: Some(self),
            }),
            Role::Moderator => Err(Refusal::Forbidden),
        }
    }

    pub const fn id(&self) -> ModeratorId {
        self.id
    }

    pub fn name(&self) -> &str {
        &self.name
    }
}

impl AccountOwner {
    /// Makes the right of `account` for a verified token that was signed for `session_version`.
    ///
    /// # Errors
    /// [`Refusal::Unauthenticated`] if the account is inactive or its sessions have ended since.
    pub(crate) fn recognise(account: &Account, session_version: i32) -> Result<Self, Refusal> {
        if !account.active || account.session_version != session_version {
            return Err(Refusal::Unauthenticated);
        }

        Ok(Self {
            id: account.moderator_id,
        })
    }

    pub(crate) const fn id(&self) -> ModeratorId {
        self.id
    }
}

impl SessionHolder {
    /// The right of a moderator, whose token belongs to the session.
    pub(crate) const fn of(moderator: &Moderator, session: SessionId) -> Self {
        Self {
            moderator: moderator.id,
            session,
        }
    }

    pub(crate) const fn moderator(&self) -> ModeratorId {
        self.moderator
    }

    /// The session of the request.
    pub(crate) const fn session(&self) -> SessionId {
        self.session
    }
}

impl Admin {
    /// The right of the operator at the command line. It needs no account, because the operator has
    /// access to the database anyway.
    pub(crate) const fn at_the_console() -> Self {
        Self { account: None }
    }

    /// The account that records name; `None` for the operator at the command line.
    pub fn id(&self) -> Option<ModeratorId> {
        self.account.as_ref().map(Moderator::id)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn account(role: Role) -> Account {
        let moderator_id = ModeratorId(Uuid::from_u128(7));
        Account {
            moderator_id,
            name: "Ada".to_owned(),
            role,
            active: true,
            session_version: 3,
            password: PasswordTerm::Lasting,
        }
    }

    #[test]
    fn a_password_of_somebody_else_gives_the_right_to_change_it_and_no_other() {
        let fresh = Account {
            password: PasswordTerm::UntilFirstUse,
            ..account(Role::Admin)
        };

        let owner = AccountOwner::recognise(&fresh, 3);
        assert_eq!(owner.map(|owner| owner.id()), Ok(fresh.moderator_id));
        assert_eq!(
            AccountOwner::recognise(&fresh, 2),
            Err(Refusal::Unauthenticated)
        );
        assert_eq!(
            Moderator::recognise(fresh, 3),
            Err(Refusal::PasswordChangeRequired)
        );
    }

    #[test]
    fn an_active_account_with_the_same_session_version_is_recognised() {
        assert_eq!(
            Moderator::recognise(account(Role::Moderator), 3).map(|moderator| moderator.name),
            Ok("Ada".into())
        );
    }

    #[test]
    fn an_ended_session_and_an_inactive_account_are_not() {
        assert_eq!(
            Moderator::recognise(account(Role::Admin), 2),
            Err(Refusal::Unauthenticated)
        );

        let inactive = Account {
            active: false,
            ..account(Role::Admin)
        };

        assert_eq!(
            Moderator::recognise(inactive, 3),
            Err(Refusal::Unauthenticated)
        );
    }

    #[test]
    fn only_the_role_of_the_account_makes_an_admin() {
        let admin = Moderator::recognise(account(Role::Admin), 3).and_then(Moderator::into_admin);

        assert_eq!(
            admin.map(|admin| admin.id()),
            Ok(Some(ModeratorId(Uuid::from_u128(7))))
        );

        let refused =
            Moderator::recognise(account(Role::Moderator), 3).and_then(Moderator::into_admin);

        assert_eq!(refused, Err(Refusal::Forbidden));
    }
}
