//! Which origins do the sites' policies allow by now?

use crate::app::App;
use crate::db::sites::list_policies;
use crate::error::Result;
use crate::flows::gather::read_policy;

/// Reads every site's policy and puts its origins into [`App::origins`]. Call it at the start, after a policy
/// changed here, and now and then for those that changed on another instance.
///
/// # Errors
/// `Unavailable` when the database does not answer; the list then stays as it was.
pub async fn refresh_origins(app: &App) -> Result<()> {
    let policies = list_policies(&mut *app.reads.get().await?).await?;
    let mut origins = Vec::new();
    for policy in &policies {
        origins.extend(read_policy(policy)?.origins);
    }
    app.origins.replace(origins);
    Ok(())
}
