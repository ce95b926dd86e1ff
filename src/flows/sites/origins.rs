//! Keeps the list of web origins that the policies of all sites allow.

use crate::app::App;
use crate::db::sites::site::list_policies;
use crate::domain::policy::Policy;
use crate::error::Result;

/// Reads every site's policy and puts its origins into [`App::origins`]. Runs at the start and
/// after each change of a policy, so it reads from the primary: a replica may not have the change
/// yet.
///
/// # Errors
/// `Unavailable` when the database does not answer; the list then stays as it was.
pub async fn refresh_origins(app: &App) -> Result<()> {
    let policies = list_policies(&mut *app.writes.get().await?).await?;
    app.origins.replace(origins_of(policies));

    Ok(())
}

/// The origins of all these policies.
pub(super) fn origins_of(policies: Vec<Policy>) -> Vec<String> {
    policies
        .into_iter()
        .flat_map(|policy| policy.origins)
        .collect()
}
