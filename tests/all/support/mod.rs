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
//!   `submit_with_key("key", &body)`; `under(&article)`, `at(ip)`, `proving(&posted)` (requests bear its token). The guest token in a
//!   [`Posted`] makes its author: `ada.edit(&posted, ..)`, and `posted.with_token(..)` for a token
//!   that does not belong to it. About a page: `post_to_page(url, text)`, `comment_on(url, text)` and
//!   `submit_to_page(&body)`.
//! - `service.reader()`: `page_thread(url)`, `thread`, `thread_page("?..")`, `replies(&posted, "?..")`, `read` and
//!   `report` (these two also as `try_`), `under(&article)`, `with_ip`.
//! - `service.moderator("grace").await`: `decide` (reads the present version first; `try_decide`
//!   sends a body as it is), `try_decide_many`, `undo`, `queue("?..")`, `decisions("?..")`,
//!   `detail`, `findings`, `finding_codes`. Groups: `groups`, `all_groups` (an array of exactly so many),
//!   `only_group`, `try_read_group`, `settle`, `merge`, `split`. `author()` is the moderator as an
//!   author.
//! - `service.admin().await`: all of a moderator, `publish("Title")`, `publish_article(&body)`,
//!   `remove_article(&id)`, `create_account(email, role)`, `change_account(&account, &change)`.
//! - An admin also has `try_change_article`, `try_move`, `try_remove_article(&id)`,
//!   `try_remove_with_comments(&id)`, `put_policy(&body)`, `events("?..")` and their `try_` forms.
//! - `Follower::new(&admin, &service)`: `follow(cursor, count)` and `end()` of the feed of events.
//! - `Tap::ready(&reader, path)`: a live stream; `next()`, `expect("approved")`, `end()`.
//! - Every actor: `sign_in(email, password)` and `refresh(&tokens)`, which give
//!   [`Tokens`](accounts::Tokens).
//!
//! Whatever has no verb goes through the [`Actor`] in readers, moderators and admins:
//! `get(path)`, `post(path, &body)`, `put`, `patch`, `delete`, `metrics()`, and `request(..)` with
//! `send(..)` for headers. `service.bearer(token)` is an actor with any token. A request that a
//! second test needs becomes a verb here, in the file of its actor.
//!
//! [`Actor`]: actor::Actor
//!
//! # A service
//! `Service::start(policy)` has one article, `service.article`. Anything else is an option:
//! `Service::options().policy(..).without_article().database(&url).cache(..).http(|http| ..)
//! .app(|app| ..).start()`; `.beside(&service)` has the database and the article of another
//! instance. `service.beside()` is a second instance on the same database;
//! `post_as(["ada", "bob"], TEXT)` posts one text as several authors; `another_article()`.
//! A [`barrier`] holds requests back until two of them meet.
//! SQL: `count("comments WHERE visible")`, `count_events("comment_edited")`, `number`, `text`,
//! `execute`, `connect`. JSON: `items(&page)`, `text(&value)`, `pointers(&problem)` in [`json`].
//!
//! # How a test is written
//! Blank lines between arrange, act and assert. The first `//!` line of a file is a statement, and
//! a test's name is the rule that it holds. One `assert_eq!` a fact, in place of tuples of facts.
//!
//! [`Service`]: service::Service

pub mod accounts;
pub mod actor;
pub mod admin;
pub mod allocations;
pub mod answer;
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
