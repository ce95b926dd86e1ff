//! The text of an article, whose contacts may occur in its comments.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::db::schema::articles;
use crate::domain::keys::ArticleKey;
use crate::error::Result;

#[derive(Queryable)]
struct ArticleText {
    title: String,
    lead: Option<String>,
    body: String,
}

/// Title, lead and body of an article, as paragraphs; by the primary key.
pub(crate) async fn find_article_text(
    mut conn: &Connection,
    article: ArticleKey,
) -> Result<Option<String>> {
    let text: Option<ArticleText> = articles::table
        .find((article.site, article.article))
        .select((articles::title, articles::lead, articles::body))
        .first(&mut conn)
        .await
        .optional()?;

    Ok(text.map(|text| [text.title, text.lead.unwrap_or_default(), text.body].join("\n\n")))
}
