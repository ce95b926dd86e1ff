//! A read that began before a change never makes an old page a current one.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::{join_all, poll_immediate};
use moderato::app::generations::{Generations, Scope};
use moderato::app::page_key::PageKey;
use moderato::app::pages::{Content, Form, Pages};
use moderato::db::connection::freshness::Freshness;
use moderato::domain::event::Reach;
use moderato::domain::ids::ArticleId;
use moderato::error::{Error, Result};
use tokio::sync::{Notify, oneshot};
use uuid::Uuid;

use crate::support::instance::CACHE;

const ARTICLE: ArticleId = ArticleId(Uuid::from_u128(7));

/// Pages without a database: the test says what a read finds.
struct Stage {
    pages: Pages,
    generations: Arc<Generations>,
    freshness: Freshness,
}

/// The text of a page, and whether it may be stale.
#[derive(Debug, PartialEq, Eq)]
struct Served {
    text: String,
    is_stale: bool,
}

impl Stage {
    /// Pages without a proof that they are current.
    fn new() -> Self {
        let generations = Arc::<Generations>::default();
        let freshness = Freshness::default();
        let pages = Pages::new(&CACHE, Arc::clone(&generations), freshness.clone());

        Self {
            pages,
            generations,
            freshness,
        }
    }

    /// Pages with a proof that lasts as long as the test.
    fn proven() -> Self {
        let stage = Self::new();
        let in_an_hour = Instant::now() + Duration::from_secs(3_600);
        stage.freshness.record_proof(in_an_hour);

        stage
    }

    /// The page as it is served, where a read would find `text`.
    async fn get(&self, text: &'static str) -> Result<Served> {
        self.get_by(async || Ok(text)).await
    }

    async fn get_by(&self, read: impl AsyncFnOnce() -> Result<&'static str>) -> Result<Served> {
        let scope = async || Ok(Scope::Article(ARTICLE));
        let render = async || {
            Ok(Content {
                form: Form::Json,
                body: read().await?.into(),
                tag: "\"tag\"".to_owned(),
                next_cursor: None,
            })
        };

        let key = PageKey::Article(ARTICLE);
        let served = self.pages.serve(key, scope, render).await?;

        Ok(Served {
            text: String::from_utf8(served.content.body.to_vec()).unwrap(),
            is_stale: served.stale.is_some(),
        })
    }

    fn change(&self) {
        self.generations.advance(Reach::Article(ARTICLE));
    }
}

fn current(text: &str) -> Served {
    Served {
        text: text.to_owned(),
        is_stale: false,
    }
}

fn stale(text: &str) -> Served {
    Served {
        is_stale: true,
        ..current(text)
    }
}

fn away<T>() -> Result<T> {
    Err(Error::unavailable("the database", "it is away"))
}

#[tokio::test]
async fn a_read_that_was_overtaken_by_a_change_is_not_shown_again() {
    let stage = Stage::proven();

    let slow = stage.get_by(async || {
        stage.change();
        Ok("old")
    });

    assert_eq!(
        slow.await.unwrap(),
        current("old"),
        "its reader asked before the change"
    );
    assert_eq!(stage.get("new").await.unwrap(), current("new"));
    assert_eq!(stage.get("never read").await.unwrap(), current("new"));
}

#[tokio::test]
async fn a_request_after_a_change_does_not_get_the_read_that_began_before_it() {
    let stage = Stage::proven();
    let (reading, go) = (Notify::new(), Notify::new());

    let first = stage.get_by(async || {
        reading.notify_one();
        go.notified().await;
        Ok("old")
    });
    let second = async {
        reading.notified().await;
        stage.change();
        let waiting = stage.get("new");
        tokio::pin!(waiting);

        // It waits for the first one by now.
        assert!(poll_immediate(waiting.as_mut()).await.is_none());
        go.notify_one();

        waiting.await
    };
    let (first, second) = tokio::join!(first, second);

    assert_eq!(first.unwrap(), current("old"));
    assert_eq!(second.unwrap(), current("new"));
}

#[tokio::test]
async fn a_page_is_read_once_for_all_that_wait_for_it() {
    let stage = Stage::proven();
    let (finish, finished) = oneshot::channel::<()>();

    let first = stage.get_by(async || {
        finished.await.unwrap();
        Ok("page")
    });
    let others = async {
        let waiting: Vec<_> = (0..20).map(|_| stage.get("read again")).collect();
        let waiting = join_all(waiting);
        tokio::pin!(waiting);

        assert!(poll_immediate(waiting.as_mut()).await.is_none());
        finish.send(()).unwrap();

        waiting.await
    };
    let (first, others) = tokio::join!(first, others);

    assert_eq!(first.unwrap(), current("page"));
    for page in others {
        assert_eq!(page.unwrap(), current("page"));
    }
    assert_eq!(stage.pages.metrics.misses.get(), 1);
    assert_eq!(stage.pages.metrics.hits.get(), 20);
}

#[tokio::test]
async fn without_a_proof_a_page_is_read_each_time() {
    let stage = Stage::new();

    for text in ["one", "two", "three"] {
        assert_eq!(
            stage.get(text).await.unwrap(),
            current(text),
            "nobody follows the events"
        );
    }
    assert!(
        stage.get_by(async || away()).await.is_err(),
        "there never was any proof"
    );

    stage.freshness.record_proof(Instant::now());

    assert_eq!(
        stage.get("four").await.unwrap(),
        current("three"),
        "the last read is kept all the same"
    );
}

#[tokio::test]
async fn without_the_database_a_page_is_shown_unless_a_change_of_it_is_known() {
    let stage = Stage::new();
    stage.freshness.record_proof(Instant::now());
    assert_eq!(stage.get("page").await.unwrap(), current("page"));

    // Until the proof has lapsed.
    while !stage.get_by(async || away()).await.unwrap().is_stale {}

    let shown = stage.get_by(async || away()).await.unwrap();
    assert_eq!(shown, stale("page"));

    stage.change();

    assert!(stage.get_by(async || away()).await.is_err());
}
