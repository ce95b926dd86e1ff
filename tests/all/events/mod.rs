//! Does everybody who follows what happens learn of everything, once, in order, and of nothing
//! else?

mod caps;
mod draining;
mod feed;
mod plans;
mod queue;
mod resuming;
mod retention;
mod silence;
mod tap;
mod threads;

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_postgres::Client;

use crate::support::app::{Actor, TestApp};
use crate::support::database::connect;

/// How long a test waits for what must not take long. Events also wait for whatever other tests
/// have open.
pub const SOON: Duration = Duration::from_secs(120);

/// A service with one article whose comments are published at once or held, as the test wants it.
pub struct House {
    pub app: TestApp,
    pub sql: Client,
    pub admin: Actor,
    pub reader: Actor,
    pub article: String,
}

impl House {
    /// `mode` is the policy's: "none" publishes, "all" holds.
    pub async fn open(mode: &str) -> Self {
        Self::on(TestApp::start().await, mode).await
    }

    pub async fn on(app: TestApp, mode: &str) -> Self {
        let sql = connect(&app.database_url).await;
        let policy = json!({ "mode": mode });
        sql.batch_execute(&format!("UPDATE sites SET policy = policy || '{policy}'"))
            .await
            .unwrap();
        let admin = app.admin().await;
        let article = admin.article("On tea").await;
        let reader = app.reader();
        Self {
            app,
            sql,
            admin,
            reader,
            article,
        }
    }

    /// Posts a comment by somebody new, and gives its id.
    pub async fn post(&self, name: &str) -> String {
        let body = format!("What {name} has to say of it.");
        let posted = self.reader.comment(&self.article, name, &body).await;
        posted["comment"]["id"].as_str().unwrap().to_owned()
    }

    /// So many writers at once, each with so many comments one after the other; each gives their
    /// ids.
    pub fn write_at_once(
        self: &Arc<Self>,
        (writers, each): (usize, usize),
    ) -> Vec<JoinHandle<Vec<String>>> {
        let write = |writer| {
            let house = Arc::clone(self);
            tokio::spawn(async move {
                let mut posted = Vec::new();
                for n in 0..each {
                    posted.push(house.post(&format!("Writer {writer} of {n}")).await);
                }
                posted
            })
        };
        (0..writers).map(write).collect()
    }

    /// The path of the thread's live stream.
    pub fn thread(&self) -> String {
        format!("/v1/articles/{}/events", self.article)
    }

    /// Decides about a comment as it stands.
    pub async fn decide(&self, who: &Actor, comment: &str, action: &str) {
        let path = format!("/v1/admin/comments/{comment}");
        let version = who.get(&path).await.json["version"].clone();
        let decision = json!({ "action": action, "version": version });
        let answer = who.post(&format!("{path}/decisions"), &decision).await;
        assert_eq!(answer.status, 201, "{}", answer.json);
    }

    /// A page of the feed.
    pub async fn page(&self, query: &str) -> Value {
        let answer = self.admin.get(&format!("/v1/admin/events?{query}")).await;
        assert_eq!(answer.status, 200, "{}", answer.json);
        answer.json
    }

    /// Follows the feed from a cursor until `count` events came.
    pub async fn follow(&self, after: &str, count: usize) -> Vec<Value> {
        let following = async {
            let (mut found, mut after) = (Vec::new(), after.to_owned());
            while found.len() < count {
                let page = self.page(&format!("limit=7&after={after}")).await;
                found.extend(page["items"].as_array().unwrap().clone());
                page["next_cursor"].as_str().unwrap().clone_into(&mut after);
            }
            found
        };
        timeout(SOON, following)
            .await
            .expect("the feed stands still")
    }

    /// The cursor behind everything that was written. What other tests have open may keep it back
    /// for a while.
    pub async fn end(&self) -> String {
        let count = "SELECT count(*) FROM events WHERE created_at > now() - interval '30 days'";
        let written: i64 = self.sql.query_one(count, &[]).await.unwrap().get(0);
        let reading = async {
            let (mut met, mut page) = (0, self.page("limit=100").await);
            loop {
                met += page["items"].as_array().unwrap().len();
                let next = page["next_cursor"].as_str().unwrap();
                if i64::try_from(met).unwrap() >= written && page["at_end"] == true {
                    return next.to_owned();
                }
                page = self.page(&format!("limit=100&after={next}")).await;
            }
        };
        timeout(SOON, reading).await.expect("the feed has no end")
    }
}

/// The comments that the events are about.
pub fn comments_of(events: &[Value]) -> Vec<String> {
    events
        .iter()
        .map(|event| event["comment_id"].as_str().unwrap_or_default().to_owned())
        .collect()
}
