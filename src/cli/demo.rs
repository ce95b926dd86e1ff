//! Demo content for a new installation: an article with a discussion, made by the same flows as all
//! other content.

use std::net::{IpAddr, Ipv4Addr};

use serde::Deserialize;
use uuid::Uuid;

use crate::app::App;
use crate::app::setup::{DEFAULT_SITE, DEMO_SLUG};
use crate::db::accounts::moderators::list_moderators;
use crate::db::articles::page::{ArticleFilter, ArticleRow, list_articles};
use crate::db::articles::removal::count_comments;
use crate::db::sites::site::find_site;
use crate::domain::article::{ArticleFields, ArticleInput};
use crate::domain::comment::{Author, AuthorName, CommentBody, Website};
use crate::domain::email::EmailAddress;
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::keys::ArticleKey;
use crate::domain::page::PageRequest;
use crate::domain::reference::ReferenceInput;
use crate::domain::refusal::{Invalid, Noun, Refusal};
use crate::domain::rights::{Account, Admin, Moderator, PasswordTerm};
use crate::domain::role::Role;
use crate::domain::status::Action;
use crate::error::{Error, Result};
use crate::flows::articles::write::{Publication, publish};
use crate::flows::comments::submit::{Submission, Submitted, Writer, submit};
use crate::flows::idempotency::{Idempotent, Origin, Reply};
use crate::flows::moderation::decide::{CommentVersion, Decision, decide};
use crate::moderation::draft::Draft;

/// The loaded demo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Demo {
    pub article: ArticleId,
    /// The number of comments: most are approved, some are pending.
    pub comments: usize,
}

/// The texts of the demo, as [`Words`].
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

/// The address that the comments are posted from, so that a second load finds them: one for
/// documentation (RFC 5737), which no reader has.
const NETWORK: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CommentWords {
    name: String,
    email: String,
    website: Option<String>,
    body: String,
    /// The position of an earlier comment in this list, from 1.
    reply_to: Option<usize>,
    /// Whether it stays pending.
    hold: bool,
}

/// Loads the demo into the default site, in the name of its first admin. Existing content stays as
/// it is: a second load changes nothing, and a load that broke off is completed.
///
/// # Errors
/// `Setup` without an active admin; the refusals of the default site's policy.
pub async fn load(app: &App) -> Result<Demo> {
    let words: Words =
        serde_json::from_str(WORDS).map_err(|fault| Error::internal("reading the demo", fault))?;
    let expected = words.comments.len();
    let demo = |article| Demo {
        article,
        comments: expected,
    };

    let article = match find_demo(app).await? {
        Some(found) if found.comments >= expected => return Ok(demo(found.article)),
        Some(found) => found.article,
        None => write_article(app, words.article).await?,
    };

    let moderator = first_admin(app).await?;
    let mut ids: Vec<CommentId> = Vec::with_capacity(expected);
    for comment in words.comments {
        let parent = comment
            .reply_to
            .and_then(|position| ids.get(position.checked_sub(1)?))
            .copied();
        let hold = comment.hold;

        let id = post(app, article, parent, comment).await?;
        if !hold {
            approve(app, &moderator, id).await?;
        }
        ids.push(id);
    }

    Ok(demo(article))
}

/// The demo's article with the number of its comments, if it exists.
async fn find_demo(app: &App) -> Result<Option<Demo>> {
    let mut conn = app.database.primary.get().await?;
    let site = find_site(&mut conn, DEFAULT_SITE)
        .await?
        .ok_or(Refusal::NotFound(Noun::Site))?;
    let site = site.site_id;

    let filter = ArticleFilter {
        site: Some(site),
        slug: Some(DEMO_SLUG.to_owned()),
        articles: None,
    };
    let page = PageRequest {
        after: None,
        limit: 1,
    };
    let Some(listed) = list_articles(&mut conn, &filter, &page).await?.pop() else {
        return Ok(None);
    };

    let article = listed.article.article_id;
    let comments = count_comments(&mut conn, ArticleKey { site, article }).await?;

    Ok(Some(Demo {
        article,
        comments: usize::try_from(comments).unwrap_or_default(),
    }))
}

/// The admin whose account is the oldest: every decision needs a moderator.
async fn first_admin(app: &App) -> Result<Moderator> {
    let mut conn = app.database.primary.get().await?;

    let page = PageRequest {
        after: None,
        limit: 1_000,
    };
    for row in list_moderators(&mut conn, page).await? {
        if row.active && row.role == Role::Admin {
            // The operator loads the demo: no password is used for it.
            let account = Account {
                password: PasswordTerm::Lasting,
                ..row.account()
            };

            return Ok(Moderator::recognise(account, row.session_version)?);
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
        slug: Some(DEMO_SLUG.to_owned()),
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
    let idempotent = Idempotent {
        key: None,
        encode: &|article: &ArticleRow| Ok(encode_id(article.article_id)),
    };
    let reply = publish(app, &Admin::at_the_console(), publication, idempotent).await?;

    decode_id(&reply)
}

/// Posts a comment, or finds the one that an earlier load has posted.
async fn post(
    app: &App,
    article: ArticleId,
    parent: Option<CommentId>,
    words: CommentWords,
) -> Result<CommentId> {
    let draft = draft(&words).map_err(|fault| Refusal::Invalid(vec![fault]))?;
    let submission = Submission {
        article,
        parent,
        draft,
        challenge: None,
        client_ip: Some(NETWORK),
        writer: Writer::Reader(None),
    };
    let idempotent = Idempotent {
        key: None,
        encode: &|submitted: &Submitted| Ok(encode_id(submitted.comment.comment_id)),
    };

    match submit(app, submission, idempotent).await {
        Ok(reply) => decode_id(&reply),
        Err(Error::Refused(Refusal::DuplicateComment { duplicate_of })) => Ok(duplicate_of),
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
    let decision = Decision {
        seen: CommentVersion {
            comment,
            version: 1,
        },
        action: Action::Approve,
        reason: None,
        note: None,
    };
    let idempotent = Idempotent {
        key: None,
        encode: &|_| Ok(encode_id(comment)),
    };

    match decide(app, moderator, decision, idempotent).await {
        // A moderator has decided about it since an earlier load: that decision remains.
        Ok(_)
        | Err(Error::Refused(Refusal::VersionConflict(_) | Refusal::InvalidTransition { .. })) => {
            Ok(())
        }
        Err(other) => Err(other),
    }
}

/// The id of a created article or comment, as the reply of a flow. No client receives it.
fn encode_id(id: impl Into<Uuid>) -> Reply {
    Reply {
        status: 201,
        location: None,
        body: id.into().as_bytes().to_vec(),
        origin: Origin::Made,
    }
}

fn decode_id<Id: From<Uuid>>(reply: &Reply) -> Result<Id> {
    Uuid::from_slice(&reply.body)
        .map(Id::from)
        .map_err(|fault| Error::internal("the id of what was made", fault))
}
