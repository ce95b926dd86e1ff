//! Wakes the tasks that follow the events, after a commit of this instance or of another one.

use tokio::sync::{Notify, watch};

/// Wakes tasks without telling them what happened: they read the events. One value for each
/// process.
#[derive(Debug)]
pub struct Wake {
    changes: watch::Sender<()>,
    own: Notify,
    policies: Notify,
}

/// Waits for the next change.
#[derive(Debug)]
pub(crate) struct Waiting(watch::Receiver<()>);

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
    pub(crate) fn committed(&self) {
        self.own.notify_one();
        self.changed();
    }

    /// There are new events, of this instance or of another one.
    pub(crate) fn changed(&self) {
        self.changes.send_replace(());
    }

    /// Waits for a commit of this instance. For the one task that notifies the other instances;
    /// several commits while it is busy wake it once.
    pub(crate) async fn own_commit(&self) {
        self.own.notified().await;
    }

    /// A policy has changed, or may have, on this instance or on another one.
    pub(crate) fn policies_changed(&self) {
        self.policies.notify_one();
    }

    /// Waits for a change of a policy. For the one task that reads the policies.
    pub(crate) async fn policy_change(&self) {
        self.policies.notified().await;
    }

    /// Waits for changes from now on. Several changes between two waits are one.
    pub(crate) fn wait(&self) -> Waiting {
        Waiting(self.changes.subscribe())
    }
}

impl Waiting {
    /// Returns at the first change since the previous call.
    pub async fn changed(&mut self) {
        if self.0.changed().await.is_err() {
            // The service is stopping: no change will come.
            std::future::pending::<()>().await;
        }
    }
}
