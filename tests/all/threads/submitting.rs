//! Posting comments.

use reqwest::StatusCode;

use crate::support::app::{TestApp, comment, comments};

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_under_an_article_that_is_not_there_is_not_found() {
    let app = TestApp::start().await;
    let nowhere = comments("0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d11");
    let answer = app.reader().post(&nowhere, &comment("Ada", "Hello.")).await;
    assert_eq!((answer.status, answer.code()), (StatusCode::NOT_FOUND, "not_found"));
}
