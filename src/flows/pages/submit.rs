//! Posts a comment about the page at an address. The first one publishes the page.

use std::sync::Arc;

use crate::app::App;
use crate::db::articles::posting_context::ArticleSite;
use crate::db::connection::connect::Connection;
use crate::domain::article::Title;
use crate::domain::ids::ArticleId;
use crate::domain::keys::ArticleKey;
use crate::domain::page_address::PageAddress;
use crate::error::Result;
use crate::flows::articles::register::{NewPage, allowed_url, register};
use crate::flows::blocking::compute_on;
use crate::flows::comments::facts::FingerprintedComment;
use crate::flows::comments::submit::{Submission, Submitted, accept, answer, submit};
use crate::flows::idempotency::{self, Idempotent, Reply};
use crate::flows::pages::find::{FoundPage, at_address};

/// The page that a comment is about.
#[derive(Debug, Clone)]
pub(crate) struct CommentedPage {
    /// The site's name; `None`: the site that lists the origin of the address.
    pub site: Option<String>,
    pub address: PageAddress,
    /// The title of the page if it is published now.
    pub title: Option<Title>,
}

/// Stores a comment with its verdict under the article at the address. Without one, the page is
/// published in the same transaction. `submission` names any article; it is not looked at.
///
/// # Errors
/// `NotFound` for an unknown site, `PageNotAllowed`, and the refusals of [`submit`]; then nothing is
/// stored.
pub(crate) async fn submit_to_page(
    app: &App,
    page: CommentedPage,
    mut submission: Submission,
    idempotent: Idempotent<'_, Submitted>,
) -> Result<Reply> {
    if let Some(answer) = &mut submission.challenge {
        answer.page = Some(page.address.clone());
    }

    let FoundPage { site, article, .. } = {
        let mut conn = app.database.primary.get().await?;
        at_address(&mut conn, page.site.as_deref(), &page.address).await?
    };
    if let Some(article) = article {
        let submission = Submission {
            article,
            ..submission
        };
        return submit(app, submission, idempotent).await;
    }

    allowed_url(&page.address, &site.policy)?;
    let new = NewPage {
        key: ArticleKey {
            site: site.site_id,
            article: ArticleId(app.clock.new_id()),
        },
        address: page.address,
        title: page.title,
    };
    let home = ArticleSite {
        site_id: site.site_id,
        salt: site.salt,
    };
    let answered = answer(app, &submission).await?;
    let draft = submission.draft.clone();
    let prepare = move || FingerprintedComment::new(draft.prepare(), new.key.article, home);
    let mut comment = compute_on(submission.draft.body.size(), prepare).await?;

    let work = async |conn: &mut Connection| {
        comment.article = register(conn, app, &new).await?;
        let comment = Arc::new(comment);

        // Boxed: with the publishing of the page it would be a large future.
        Box::pin(accept(conn, app, &submission, &comment, answered)).await
    };
    idempotency::transaction(app, new.key.site, idempotent, work).await
}
