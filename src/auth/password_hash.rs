//! Hashes and verifies passwords with Argon2id, on blocking threads, as many at once as there are
//! cores.

use std::sync::Arc;
use std::thread;

use argon2::password_hash::phc::PasswordHash as PhcString;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::auth::password::{NewPassword, canonical};
use crate::error::{Error, Result};

/// The floor that OWASP names for Argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Sign-ins that may wait for each core. One hash takes about 20 ms, so the last one waits about a
/// second; further ones are refused at once (503).
const WAITING_PER_CORE: usize = 50;

/// A hash as a PHC string, as the database stores it. It has no `Debug` and no `Serialize`.
#[derive(Clone)]
pub(crate) struct PasswordHash(String);

/// Hashes and verifies. Clones share the cores.
#[derive(Clone)]
pub struct Passwords {
    shared: Arc<Shared>,
}

struct Shared {
    cores: Arc<Semaphore>,
    waiting: Semaphore,
    /// The hash of a random password, which is compared in place of an unknown account's.
    nobody: PasswordHash,
}

/// What a comparison found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    Right,
    Wrong,
}

impl PasswordHash {
    /// What the database returned.
    pub(crate) fn from_stored(phc: String) -> Self {
        Self(phc)
    }

    /// For the database.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Passwords {
    /// Takes as long as one hash: that of the random password for unknown accounts.
    pub fn new() -> Result<Self> {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let nobody = hash_now(NewPassword::generate()?.reveal())?;

        let shared = Shared {
            cores: Arc::new(Semaphore::new(cores)),
            waiting: Semaphore::new(cores.saturating_mul(WAITING_PER_CORE)),
            nobody,
        };

        Ok(Self {
            shared: Arc::new(shared),
        })
    }

    pub(crate) async fn hash(&self, password: NewPassword) -> Result<PasswordHash> {
        self.on_a_core(move || hash_now(password.reveal())).await
    }

    /// Compares a password with an account's hash, or with a random one when there is no account.
    /// Both take the same time, so that the time does not tell whether the account exists.
    pub(crate) async fn compare(
        &self,
        given: &str,
        stored: Option<PasswordHash>,
    ) -> Result<Comparison> {
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.shared.nobody.clone());
        let given = canonical(given);

        let found = self.on_a_core(move || compare_now(&given, &stored)).await?;

        Ok(if known { found } else { Comparison::Wrong })
    }

    async fn on_a_core<T, Work>(&self, work: Work) -> Result<T>
    where
        T: Send + 'static,
        Work: FnOnce() -> Result<T> + Send + 'static,
    {
        let _waiting: SemaphorePermit<'_> = self
            .shared
            .waiting
            .try_acquire()
            .map_err(|cause| Error::unavailable("password hashing", cause))?;

        let core = Arc::clone(&self.shared.cores).acquire_owned().await;
        let core = core.map_err(|cause| Error::internal("password hashing", cause))?;

        // The permit moves into the task: if the client goes away, the core stays taken until the
        // work is done.
        let hashing = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(core);
            done
        });
        hashing
            .await
            .map_err(|cause| Error::internal("password hashing", cause))?
    }
}

fn argon2id() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None);
    let params = params.map_err(|cause| Error::internal("password hashing", cause))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash_now(password: &str) -> Result<PasswordHash> {
    let hashed: PhcString = argon2id()?
        .hash_password(password.as_bytes())
        .map_err(|cause| Error::internal("password hashing", cause))?;
    Ok(PasswordHash(hashed.to_string()))
}

/// The parameters are those of the stored string, so older hashes stay valid when ours are raised.
fn compare_now(given: &str, stored: &PasswordHash) -> Result<Comparison> {
    let failed = |cause| Error::internal("reading a stored password hash", cause);
    let parsed = PhcString::new(&stored.0).map_err(|cause| failed(cause.into()))?;

    match argon2id()?.verify_password(given.as_bytes(), &parsed) {
        Ok(()) => Ok(Comparison::Right),
        Err(argon2::password_hash::Error::PasswordInvalid) => Ok(Comparison::Wrong),
        Err(cause) => Err(failed(cause)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> NewPassword {
        NewPassword::parse(text, "someone@example.org").unwrap()
    }

    #[tokio::test]
    async fn the_right_password_is_recognised_and_no_other() {
        let passwords = Passwords::new().unwrap();
        let stored = passwords.hash(password("plum-tree-19")).await.unwrap();

        assert_eq!(
            passwords
                .compare("plum-tree-19", Some(stored.clone()))
                .await
                .unwrap(),
            Comparison::Right
        );

        assert_eq!(
            passwords
                .compare("plum-tree-18", Some(stored.clone()))
                .await
                .unwrap(),
            Comparison::Wrong
        );

        assert_eq!(
            passwords.compare("", Some(stored)).await.unwrap(),
            Comparison::Wrong
        );
    }

    #[tokio::test]
    async fn all_of_a_long_password_counts() {
        let passwords = Passwords::new().unwrap();
        let stored = passwords
            .hash(password(&format!("{}a", "plum-tree-".repeat(12))))
            .await
            .unwrap();

        let other = format!("{}b", "plum-tree-".repeat(12));

        assert_eq!(
            passwords.compare(&other, Some(stored)).await.unwrap(),
            Comparison::Wrong
        );
    }

    #[tokio::test]
    async fn an_unknown_account_is_compared_too_and_never_right() {
        let passwords = Passwords::new().unwrap();
        assert_eq!(
            passwords.compare("plum-tree-19", None).await.unwrap(),
            Comparison::Wrong
        );
    }

    #[test]
    fn the_stored_string_says_argon2id_with_at_least_the_named_cost() {
        let stored = hash_now("plum-tree-19").unwrap();
        assert!(
            stored
                .as_str()
                .starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{}",
            stored.as_str()
        );
    }

    #[tokio::test]
    async fn a_damaged_hash_is_a_fault_and_not_a_wrong_password() {
        let passwords = Passwords::new().unwrap();
        let damaged = Some(PasswordHash::from_stored("$argon2id$damaged".to_owned()));
        assert!(matches!(
            passwords.compare("plum-tree-19", damaged).await,
            Err(Error::Internal { .. })
        ));
    }
}
