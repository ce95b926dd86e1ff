//! What is there to look at on the first evening? An article with a talk below it, made as
//! everybody makes theirs.

use serde::Deserialize;
use uuid::Uuid;

use crate::app::App;
use crate::app::setup::DEFAULT_SITE;
use crate::db::article_page::{ArticleFilter, ArticleRow, list_articles};
use crate::db::article_removal::count_comments;
use crate::db::moderators::list_moderators;
use crate::db::sites::find_site;
use crate::domain::article::{ArticleFields, ArticleInput};
use crate::domain::comment::{Author, AuthorName, CommentBody, EmailAddress, Website};
use crate::domain::ids::{ArticleId, CommentId, SiteId};
use crate::domain::reference::ReferenceInput;
use crate::domain::refusal::{Invalid, Noun, Refusal};
use crate::domain::rights::{Admin, Moderator};
use crate::domain::role::Role;
use crate::domain::status::Action;
use crate::error::{Error, Result};
use crate::flows::decide::{Judgement, Seen, decide};
use crate::flows::once::{Once, Origin, Reply};
use crate::flows::submit::{Submission, Submitted, submit};
use crate::flows::write_article::{Publication, publish};
use crate::moderation::draft::Draft;

/// Where the demo is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Demo {
    pub article: ArticleId,
    /// Of any status: most are approved, some wait.
    pub comments: usize,
}

/// The demo's words.
const WORDS: &str = include_str!("demo/demo.json");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    article: ArticleWords,
    comments: Vec<CommentWords>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ArticleWords {
    slug: String,
    title: String,
    lead: String,
    author: String,
    body: String,
    references: Vec<ReferenceWords>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReferenceWords {
    number: i64,
    text: String,
    doi: String,
    pmid: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CommentWords {
    name: String,
    email: String,
    website: Option<String>,
    body: String,
    /// The place of an earlier comment in this list, from 1.
    reply_to: Option<usize>,
    /// Whether it waits for a moderator.
    hold: bool,
}

/// Loads the demo into the default site, in the name of its first admin. What is there stays as it
/// is: loading twice changes nothing, and a load that broke off is finished.
///
/// # Errors
/// `Setup` when there is no active admin; the refusals of the default site's policy.
pub async fn load(app: &App) -> Result<Demo> {
    let words: Words =
        serde_json::from_str(WORDS).map_err(|fault| Error::internal("reading the demo", fault))?;
    let expected = words.comments.len();
    let article = match find_demo(app, &words.article.slug).await? {
        Some((article, comments)) if comments >= i64::try_from(expected).unwrap_or(i64::MAX) => {
            return Ok(Demo {
                article,
                comments: expected,
            });
        }
        Some((article, _)) => article,
        None => write_article(app, words.article).await?,
    };
    let moderator = first_admin(app).await?;
    let mut ids: Vec<CommentId> = Vec::with_capacity(expected);
    for comment in words.comments {
        let parent = comment
            .reply_to
            .and_then(|place| ids.get(place.checked_sub(1)?))
            .copied();
        let hold = comment.hold;
        let id = post(app, (article, parent), comment).await?;
        if !hold {
            approve(app, &moderator, id).await?;
        }
        ids.push(id);
    }
    Ok(Demo {
        article,
        comments: expected,
    })
}

/// The demo's article with the number of its comments, if it is there.
async fn find_demo(app: &App, slug: &str) -> Result<Option<(ArticleId, i64)>> {
    let mut conn = app.writes.get().await?;
    let site = find_site(&mut conn, DEFAULT_SITE)
        .await?
        .ok_or(Refusal::NotFound(Noun::Site))?;
    let site = SiteId(site.site_id);
    let filter = ArticleFilter {
        site: Some(site),
        slug: Some(slug.to_owned()),
        url: None,
    };
    let Some(article) = list_articles(&mut conn, &filter, None, 1).await?.pop() else {
        return Ok(None);
    };
    let id = ArticleId(article.article_id);
    Ok(Some((id, count_comments(&mut conn, (site, id)).await?)))
}

/// Decisions are somebody's: the demo's are made in the name of whoever has administered longest.
async fn first_admin(app: &App) -> Result<Moderator> {
    let mut conn = app.writes.get().await?;
    for row in list_moderators(&mut conn, None, 1_000).await? {
        if row.active && row.role()? == Role::Admin {
            return Ok(Moderator::recognise(row.account()?, row.session_version)?);
        }
    }
    Err(Error::setup(
        "The demo needs an active admin: make one with `moderato admin create`.",
    ))
}

async fn write_article(app: &App, words: ArticleWords) -> Result<ArticleId> {
    let source = |it: ReferenceWords| ReferenceInput {
        number: it.number,
        text: it.text,
        doi: Some(it.doi),
        pmid: Some(it.pmid),
        url: None,
    };
    let fields = ArticleFields::parse(ArticleInput {
        slug: Some(words.slug),
        title: Some(words.title),
        lead: Some(Some(words.lead)),
        body: Some(words.body),
        author: Some(Some(words.author)),
        references: Some(words.references.into_iter().map(source).collect()),
        ..ArticleInput::default()
    });
    let publication = Publication {
        site: None,
        fields: fields.map_err(Refusal::Invalid)?,
    };
    let once = Once {
        key: None,
        write_down: &|article: &ArticleRow| Ok(named(article.article_id)),
    };
    let reply = publish(app, &Admin::at_the_console(), publication, once).await?;
    name(&reply).map(ArticleId)
}

/// Posts a comment, or finds it where it was posted before.
async fn post(
    app: &App,
    (article, parent): (ArticleId, Option<CommentId>),
    words: CommentWords,
) -> Result<CommentId> {
    let draft = draft(&words).map_err(|fault| Refusal::Invalid(vec![fault]))?;
    let submission = Submission {
        article,
        parent,
        draft,
        challenge: None,
        address: None,
        moderator: None,
    };
    let once = Once {
        key: None,
        write_down: &|submitted: &Submitted| Ok(named(submitted.place.comment_id)),
    };
    match submit(app, submission, once).await {
        Ok(reply) => name(&reply).map(CommentId),
        Err(Error::Refused(Refusal::DuplicateComment { duplicate_of })) => {
            Ok(CommentId(duplicate_of))
        }
        Err(other) => Err(other),
    }
}

fn draft(words: &CommentWords) -> Result<Draft, Invalid> {
    let website = words
        .website
        .as_deref()
        .map(|website| Website::parse(website, "/author/website"));
    let author = Author {
        name: AuthorName::parse(&words.name, "/author/name")?,
        email: EmailAddress::parse(&words.email, "/author/email")?,
        website: website.transpose()?,
    };
    Ok(Draft {
        author,
        body: CommentBody::parse(&words.body, "/body")?,
    })
}

async fn approve(app: &App, moderator: &Moderator, comment: CommentId) -> Result<()> {
    let seen = Seen {
        comment,
        version: 1,
    };
    let judgement = Judgement {
        action: Action::Approve,
        reason: None,
        note: None,
    };
    let once = Once {
        key: None,
        write_down: &|_| Ok(named(comment.0)),
    };
    match decide(app, moderator, (seen, judgement), once).await {
        // Somebody decided about it since an earlier load: that stands.
        Ok(_)
        | Err(Error::Refused(Refusal::VersionConflict(_) | Refusal::InvalidTransition { .. })) => {
            Ok(())
        }
        Err(other) => Err(other),
    }
}

/// An answer that nobody is sent: the id of what was made.
fn named(id: Uuid) -> Reply {
    Reply {
        status: 201,
        location: None,
        body: id.as_bytes().to_vec(),
        origin: Origin::Made,
    }
}

fn name(reply: &Reply) -> Result<Uuid> {
    Uuid::from_slice(&reply.body).map_err(|fault| Error::internal("the id of what was made", fault))
}
