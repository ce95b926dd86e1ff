//! Which origins do the sites' policies allow by now?

use serde_json::Value;

use crate::app::App;
use crate::db::sites::site::list_policies;
use crate::error::Result;
use crate::flows::comments::facts::read_policy;

/// Reads every site's policy and puts its origins into [`App::origins`]. Call it at the start, and
/// after a policy changed: so it reads from the primary, since a replica may not have the change
/// yet.
///
/// # Errors
/// `Unavailable` when the database does not answer; the list then stays as it was.
pub async fn refresh_origins(app: &App) -> Result<()> {
    let policies = list_policies(&mut *app.database.primary.get().await?).await?;
    app.origins.replace(allowed(&policies)?);
    Ok(())
}

/// The origins of all these policies, as they are stored.
///
/// # Errors
/// `Internal` when one of them cannot be read.
pub fn allowed(policies: &[Value]) -> Result<Vec<String>> {
    let mut origins = Vec::new();
    for policy in policies {
        origins.extend(read_policy(policy)?.origins);
    }
    Ok(origins)
}
