//! The support of the tests: a service, actors with verbs, and answers.
//!
//! # How a test reads
//! ```ignore
//! let service = Service::start(json!({ "mode": "none" })).await;
//! let ada = service.author("ada");
//! let moderator = service.moderator("grace").await;
//! let posted = ada.post("The second chart should start at zero.").await;
//!
//! ada.withdraw(&posted).await;
//! let answer = moderator.try_decide(&posted, &json!({ "action": "approve", "version": 2 })).await;
//!
//! answer.refused(409, "invalid_transition");
//! assert_eq!(service.count("decisions").await, 1);
//! ```
//!
//! - A plain verb must succeed and returns what the test needs next: `ada.post(..)` a [`Posted`]
//!   (`{ id, token, comment }`), `moderator.decide(&posted, "approve")` the JSON.
//! - `try_` verbs return the [`Answer`], which the test judges at once: `.ok()`, `.created()`,
//!   `.no_content()`, `.posted()` give the JSON or the comment, `.refused(409, "group_settled")`
//!   and `.invalid("/keep/0")` the problem. Each prints path and body when it fails. `.status` and
//!   `.headers` are there for the rest.
//! - Where a comment is meant, `&posted`, `&id` and `"id"` fit alike (`impl AsRef<str>`).
//!
//! [`Posted`]: author::Posted
//! [`Answer`]: answer::Answer
//!
//! # The verbs
//! - `service.author("ada")`: `post`, `reply_to`, `edit`, `withdraw` (each also as `try_`),
//!   `try_read`; `comment(text)` is the body that `submit(&body)` sends, or
//!   `submit_with_key("key", &body)`; `under(&article)`, `with_ip`. The guest token in a
//!   [`Posted`] makes its author: `ada.edit(&posted, ..)`, and `posted.with_token(..)` for a token
//!   that does not belong to it.
//! - `service.reader()`: `thread`, `thread_page("?..")`, `replies(&posted, "?..")`, `read` and
//!   `report` (these two also as `try_`), `under(&article)`, `with_ip`.
//! - `service.moderator("grace").await`: `decide` (reads the present version first; `try_decide`
//!   sends a body as it is), `try_decide_many`, `undo`, `queue("?..")`, `decisions("?..")`,
//!   `detail`, `findings`, `finding_codes`. Groups: `groups`, `all_groups` (an array of exactly so
//!   many), `only_group`, `try_read_group`, `settle`, `merge`, `split`. `author()` is the moderator
//!   as an author.
//! - `service.admin().await`: all of a moderator, `publish("Title")`, `publish_article(&body)` (also
//!   as `try_`), `try_change_article`, `remove_article(&id)` (also `try_remove_with_comments`),
//!   `try_remove_article(&id)`, which keeps an article with comments, `put_policy(&body)` and
//!   `events("?..")` (these two also as `try_`). `admin_named("ken")` is a second one.
//! - `Follower::new(&admin, &service)`: `follow(cursor, count)` and `end()` of the feed of events.
//! - `Tap::ready(&reader, path)`: a live stream; `next()`, `expect("approved")`, `end()`.
//!
//! Whatever has no verb goes through the [`Actor`] in readers, moderators and admins: `get(path)`,
//! `post(path, &body)`, `post_with_key("key", path, &body)`, `put`, `patch`, `delete`, and
//! `request(..)` with `send(..)` for other headers. `service.bearer(token)` is an actor with any
//! token. A request that a second test needs becomes a verb here, in the file of its actor.
//!
//! [`Actor`]: actor::Actor
//!
//! # A service
//! `Service::start(policy)` has one article, `service.article`. Anything else is an option:
//! `Service::options().policy(..).without_article().database(&url).cache(..).http(|http| ..)
//! .app(|app| ..).start()`. `service.beside()` is a second instance on the same database;
//! `post_as(["ada", "bob"], TEXT)` posts one text as several authors; `another_article()`.
//! A [`barrier`] holds requests back until two of them meet.
//! SQL: `count("comments WHERE visible")`, `count_events("comment_edited")`, `number`, `text`,
//! `execute`, `connect`. JSON: `items(&page)`, `text(&value)`, `pointers(&problem)` in [`json`].
//!
//! # How to migrate a file
//! 1. `service.post("ada", TEXT, None)` becomes `service.author("ada").post(TEXT)`; `(id, token)`
//!    becomes a [`Posted`]. `Some(&parent)` becomes `reply_to(&parent, ..)`.
//! 2. Remove the file's own `edit`, `withdraw`, `thread`, `decide`, `groups`, ... for the verbs.
//!    What is left takes no tuples.
//! 3. `assert_eq!((answer.status.as_u16(), answer.code()), (409, "x"))` becomes
//!    `answer.refused(409, "x")`; `.expect(StatusCode::OK)` becomes `.ok()`; a 422 with a pointer
//!    becomes `.invalid("/keep/0")`. One `assert_eq!` a fact, in place of tuples of facts.
//! 4. `TestApp`, and structs such as `House` and `Scene` around it, become a [`Service`] with
//!    options; what they do beside is a function or a verb.
//! 5. Blank lines between arrange, act and assert; the first `//!` line is a statement; a test's
//!    name is the rule that it holds. No assertion becomes weaker.
//!
//! [`Service`]: service::Service
//!
//! Patterns: `moderation/deciding.rs`, `duplicates/groups.rs`, `duplicates/present.rs`,
//! `comments/own.rs`. [`app`] holds the old names and goes with the last file that uses them.

#![expect(
    dead_code,
    reason = "verbs for the files that are not migrated yet; this line goes with them"
)]

pub mod actor;
pub mod admin;
pub mod answer;
pub mod app;
pub mod author;
pub mod barrier;
pub mod command_line;
pub mod database;
pub mod eventually;
pub mod follower;
pub mod groups;
pub mod hostile_text;
pub mod html_judge;
pub mod instance;
pub mod json;
pub mod moderator;
pub mod options;
pub mod paths;
pub mod reader;
pub mod service;
pub mod shared;
pub mod tap;
