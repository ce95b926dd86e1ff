//! A service on its own database, and the people who use it.

use std::net::SocketAddr;
use std::sync::Arc;

use chrono::Duration;
use moderato::app::App;
use moderato::clock::Clock;
use moderato::domain::role::Role;
use serde_json::Value;
use tokio_postgres::Client;

use super::actor::Actor;
use super::admin::Admin;
use super::author::{Author, Posted};
use super::database::connect;
use super::eventually::eventually;
use super::instance::Instance;
use super::moderator::Moderator;
use super::options::{ServiceOptions, write_article};
use super::reader::Reader;

/// A service that runs until the test ends. Its clock moves only when the test moves it.
pub struct Service {
    /// A connection to look at what the service wrote.
    pub sql: Client,
    /// The article that authors and readers are at; empty where there is none.
    pub article: String,
    pub(super) instance: Instance,
}

impl Service {
    /// Starts with one article. `policy` holds what differs from the default policy.
    pub async fn start(policy: Value) -> Self {
        Self::options().policy(policy).start().await
    }

    /// Options for a service that differs in more than its policy.
    pub fn options() -> ServiceOptions {
        ServiceOptions::new()
    }

    pub(super) fn new(instance: Instance, sql: Client, article: String) -> Self {
        Self {
            sql,
            article,
            instance,
        }
    }

    /// Another instance on the same database, with the same article.
    pub async fn beside(&self) -> Self {
        Self::options().beside(self).start().await
    }

    /// A reader of the article.
    pub fn reader(&self) -> Reader {
        Reader::new(&self.article, self.instance.actor())
    }

    /// An author under the article. The email is made of the name.
    pub fn author(&self, name: &str) -> Author {
        Author::new(name, &self.article, self.instance.actor())
    }

    /// A new moderator with a session.
    pub async fn moderator(&self, name: &str) -> Moderator {
        let actor = self.instance.staff(name, Role::Moderator).await;

        Moderator::new(name, &self.article, actor)
    }

    /// A new admin with a session.
    pub async fn admin(&self) -> Admin {
        self.admin_named("Grace Hopper").await
    }

    /// A new admin with a session, where there is one already.
    pub async fn admin_named(&self, name: &str) -> Admin {
        let actor = self.instance.staff(name, Role::Admin).await;

        Admin::new(Moderator::new(name, &self.article, actor))
    }

    /// A client with this token.
    pub fn bearer(&self, token: &str) -> Actor {
        self.instance.actor().with_token(token)
    }

    /// The same text by each of these authors, one after the other.
    pub async fn post_as<const COUNT: usize>(
        &self,
        names: [&str; COUNT],
        text: &str,
    ) -> [Posted; COUNT] {
        let mut posted = Vec::new();
        for name in names {
            posted.push(self.author(name).post(text).await);
        }

        posted.try_into().unwrap()
    }

    /// Writes another article of the same site; its id.
    pub async fn another_article(&self) -> String {
        let slug = self.clock().new_id().to_string();

        write_article(&self.sql, &slug, "Another").await
    }

    /// The address at which the service listens.
    pub fn address(&self) -> SocketAddr {
        self.instance.address
    }

    pub fn clock(&self) -> &Clock {
        &self.instance.clock
    }

    /// Tells the service to stop. It drains first.
    pub fn tell_to_stop(&mut self) {
        self.instance.tell_to_stop();
    }

    /// Moves the clock.
    pub fn advance(&self, by: Duration) {
        self.clock().advance(by);
    }

    /// What lies below the HTTP layer.
    pub fn app(&self) -> Arc<App> {
        Arc::clone(&self.instance.app)
    }

    pub fn database_url(&self) -> &str {
        &self.instance.database_url
    }

    /// A new connection to the database, for locks and transactions of the test.
    pub async fn connect(&self) -> Client {
        connect(self.database_url()).await
    }

    /// Executes statements.
    pub async fn execute(&self, statements: &str) {
        self.sql.batch_execute(statements).await.unwrap();
    }

    /// Has the statements of this connection planned in this `plan_cache_mode`.
    pub async fn set_plan_cache_mode(&self, mode: &str) {
        self.execute(&format!("SET plan_cache_mode = {mode}")).await;
    }

    /// Waits until the feed tells all events. Transactions that other tests have open hold them back.
    pub async fn all_told(&self) {
        let held_back = "events WHERE transaction_id >= pg_snapshot_xmin(pg_current_snapshot())";

        let within = std::time::Duration::from_secs(120);
        eventually("all events are told", within, async || {
            self.count(held_back).await == 0
        })
        .await;
    }

    /// The number of rows: `service.count("comments WHERE visible")`.
    pub async fn count(&self, rows: &str) -> i64 {
        self.number(&format!("SELECT count(*) FROM {rows}")).await
    }

    /// The number of events of a kind.
    pub async fn count_events(&self, kind: &str) -> i64 {
        self.count(&format!("events WHERE kind = '{kind}'")).await
    }

    /// The bigint that a query selects.
    pub async fn number(&self, query: &str) -> i64 {
        self.sql.query_one(query, &[]).await.unwrap().get(0)
    }

    /// The text that a query selects.
    pub async fn text(&self, query: &str) -> String {
        self.sql.query_one(query, &[]).await.unwrap().get(0)
    }
}
