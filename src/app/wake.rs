//! Wakes the tasks that follow the events, after a commit of this instance or of another one.

use tokio::sync::{Notify, watch};

/// Wakes without telling what happened: whoever wakes reads the events. One value for each process.
#[derive(Debug)]
pub struct Wake {
    changes: watch::Sender<()>,
    own: Notify,
    policies: Notify,
}

/// Someone who waits for the next change.
#[derive(Debug)]
pub struct Waiting(watch::Receiver<()>);

impl Default for Wake {
    fn default() -> Self {
        Self {
            changes: watch::Sender::new(()),
            own: Notify::new(),
            policies: Notify::new(),
        }
    }
}

impl Wake {
    /// A transaction of this instance has committed events.
    pub fn committed(&self) {
        self.own.notify_one();
        self.changed();
    }

    /// There are events that were not there before, whoever wrote them.
    pub fn changed(&self) {
        self.changes.send_replace(());
    }

    /// Waits for a commit of this instance, for the one task that tells the others. Commits while
    /// it is busy are one.
    pub async fn own_commit(&self) {
        self.own.notified().await;
    }

    /// A policy has changed, on whatever instance, or may have.
    pub fn policies_changed(&self) {
        self.policies.notify_one();
    }

    /// Waits for a change of a policy, for the one task that reads them.
    pub async fn policy_change(&self) {
        self.policies.notified().await;
    }

    /// From now on. Changes that come while nobody waits are one.
    pub fn wait(&self) -> Waiting {
        Waiting(self.changes.subscribe())
    }
}

impl Waiting {
    /// Returns at the first change since the call before.
    pub async fn changed(&mut self) {
        if self.0.changed().await.is_err() {
            // The service is going down: there will be no change any more.
            std::future::pending::<()>().await;
        }
    }
}
