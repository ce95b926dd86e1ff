//! What the author of a comment may do with it, and until when.

use chrono::Duration;
use serde_json::{Value, json};

use crate::support::service::Service;

const FIRST: &str =
    "The second chart should start at zero, because the difference looks far too large as it is.";
const OTHER: &str =
    "Does anybody know whether the data of the northern stations were published anywhere yet?";

#[tokio::test(flavor = "multi_thread")]
async fn only_its_author_sees_a_held_comment() {
    let service = Service::start(json!({})).await;
    let ada = service.author("ada");
    let held = ada.post(FIRST).await;
    let foreign = service.author("bob").post(OTHER).await;

    let unnamed = service.reader().try_read(&held).await;
    unnamed.refused(404, "not_found");

    for token in [&foreign.token, "eyJ.no.guest"] {
        let stranger = ada.try_read(&held.with_token(token)).await;
        stranger.refused(404, "not_found");
    }

    let forged = ada.try_read(&held.with_token("guest.forged")).await;
    forged.refused(401, "unauthenticated");

    let own = ada.try_read(&held).await.ok();
    assert_eq!(own["status"], "pending");
    assert_eq!(own["body"], FIRST);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_changes_its_own_comment_only() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let ada = service.author("ada");
    let posted = ada.post(FIRST).await;
    let foreign = service.author("bob").post(OTHER).await;

    let stolen = posted.with_token(&foreign.token);
    let edited = ada.try_edit(&stolen, "New words.").await;
    edited.refused(404, "not_found");
    let withdrawn = ada.try_withdraw(&stolen).await;
    withdrawn.refused(404, "not_found");

    for token in ["", "guest.forged", "eyJ.a.moderator"] {
        let forged = posted.with_token(token);
        let edited = ada.try_edit(&forged, "New words.").await;
        edited.refused(401, "unauthenticated");
        let withdrawn = ada.try_withdraw(&forged).await;
        withdrawn.refused(401, "unauthenticated");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_is_a_new_revision_that_is_moderated_again() {
    let service = Service::start(json!({ "mode": "flagged", "max_links": 0 })).await;
    let ada = service.author("ada");
    let posted = ada.post(FIRST).await;

    let better = ada.edit(&posted, &FIRST.replace("far too", "much")).await;
    assert_eq!(better["status"], "approved");
    assert_ne!(better["edited_at"], Value::Null);

    let with_a_link = "Look at https://example.com/shop for more.";
    let worse = ada.edit(&posted, with_a_link).await;
    assert_eq!(worse["status"], "pending");
    assert_eq!(service.reader().thread().await["items"], json!([]));

    let harmless = ada.edit(&posted, FIRST).await;
    assert_eq!(harmless["status"], "pending", "an edit does not end a hold");

    let version = "SELECT version::bigint FROM comments";
    let flagged = "SELECT revision::bigint FROM findings WHERE code = 'too_many_links'";
    assert_eq!(service.count("revisions").await, 4);
    assert_eq!(service.number(version).await, 4);
    assert_eq!(service.count("decisions WHERE action = 'edit'").await, 3);
    assert_eq!(service.count_events("comment_edited").await, 3);
    assert_eq!(service.number(flagged).await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_to_the_present_text_changes_nothing() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let ada = service.author("ada");
    let posted = ada.post(FIRST).await;

    let same = ada.edit(&posted, &format!("  \n\n{FIRST} \n")).await;

    assert_eq!(same["edited_at"], Value::Null);
    assert_eq!(service.count("revisions").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn editing_ends_with_its_window_and_withdrawing_does_not() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let ada = service.author("ada");
    let posted = ada.post(FIRST).await;

    service.advance(Duration::seconds(899));
    ada.edit(&posted, OTHER).await;

    service.advance(Duration::seconds(1));
    let late = ada.try_edit(&posted, FIRST).await;
    late.refused(403, "edit_window_closed");

    // A second withdrawal answers as the first did, and writes nothing.
    ada.withdraw(&posted).await;
    ada.withdraw(&posted).await;
    let withdrawals = service.count("decisions WHERE action = 'withdraw'").await;
    assert_eq!(withdrawals, 1);

    let withdrawn = ada.try_edit(&posted, FIRST).await;
    withdrawn.refused(409, "invalid_transition");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_comment_keeps_its_place_while_it_has_a_reply() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let reader = service.reader();
    let ada = service.author("ada");
    let bob = service.author("bob");
    let parent = ada.post(FIRST).await;
    let reply = bob.reply_to(&parent, OTHER).await;

    ada.withdraw(&parent).await;

    let page = reader.thread().await;
    let place = &page["items"][0];
    assert_eq!(page["total"], 1);
    assert_eq!(place["body"], "[withdrawn]");
    assert_eq!(place["status"], "withdrawn");
    assert_eq!(place["author"]["name"], "");
    assert_eq!(place["replies"][0]["id"], reply.id);
    let alone = reader.try_read(&parent).await;
    alone.refused(404, "not_found");

    bob.withdraw(&reply).await;

    assert_eq!(reader.thread().await["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edited_text_leaves_and_joins_groups_of_duplicates() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let bob = service.author("bob");
    service.author("ada").post(FIRST).await;
    let posted = bob.post(&format!("{FIRST} Really.")).await;
    let group = "SELECT duplicate_group_id::text FROM duplicate_groups";
    let before = service.text(group).await;
    let size = "SELECT size::bigint FROM duplicate_groups";
    assert_eq!(service.number(size).await, 2);

    bob.edit(&posted, &format!("{FIRST} Truly.")).await;
    assert_eq!(service.text(group).await, before);

    bob.edit(&posted, OTHER).await;
    assert_eq!(service.count("duplicate_groups").await, 0);
    assert_eq!(service.count("duplicate_members").await, 0);

    bob.edit(&posted, &format!("{FIRST} Really.")).await;
    assert_eq!(service.count("duplicate_members").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_may_not_repeat_another_comment_of_the_same_person() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let ada = service.author("ada");
    ada.post(FIRST).await;
    let posted = ada.post(OTHER).await;

    let repeat = ada.try_edit(&posted, &FIRST.replace(' ', "  ")).await;
    repeat.refused(409, "duplicate_comment");

    ada.edit(&posted, &OTHER.to_uppercase()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_repeats_only_a_comment_in_its_own_place() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let first = service.author("bob").post(OTHER).await;
    let ada = service.author("ada");
    ada.post(FIRST).await;
    let reply = ada.reply_to(&first, "I see it in another way.").await;

    ada.edit(&reply, FIRST).await;

    let second = ada.reply_to(&first, "And here is why.").await;
    let repeat = ada.try_edit(&second, FIRST).await;
    let problem = repeat.refused(409, "duplicate_comment");
    assert_eq!(problem["duplicate_of"], reply.id);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_is_rendered_as_the_comment_would_be() {
    let service = Service::start(json!({})).await;
    let reader = service.reader();
    let preview = async |body: Value| reader.post("/v1/comments/preview", &body).await;

    let body = json!({ "body": "This is **important**.<script>alert(1)</script>" });
    let shown = preview(body).await.ok();
    let html = shown["html"].as_str().unwrap();
    assert!(html.contains("<strong>important</strong>"), "{html}");
    assert!(!html.contains("<script"), "{html}");

    let body = json!({ "body": "\n    def f():\n        return 1" });
    let code = preview(body).await.ok();
    assert_eq!(
        code["html"],
        "<pre dir=\"auto\"><code>def f():\n    return 1</code></pre>\n"
    );

    for body in [
        json!({ "body": "  " }),
        json!({ "body": "x".repeat(10_001) }),
        json!({ "body": "x", "id": 1 }),
    ] {
        preview(body).await.refused(422, "validation_failed");
    }
}

/// "A character that can be seen" is asked of what readers would see.
#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_shows_nothing_is_refused_wherever_it_is_written() {
    let service = Service::start(json!({ "mode": "none", "edit_window_seconds": 600 })).await;
    let admin = service.admin().await;
    let ada = service.author("ada");
    let posted = ada.post("I read it twice.").await;

    for body in ["#", "-", ">", "&nbsp;", "```", "&#8203;"] {
        let preview = json!({ "body": body });
        let article = json!({ "title": "Empty", "body": body });
        let refused = [
            service
                .reader()
                .post("/v1/comments/preview", &preview)
                .await,
            ada.try_post(body).await,
            ada.try_edit(&posted, body).await,
            admin.post("/v1/admin/articles", &article).await,
        ];

        for answer in refused {
            let problem = answer.refused(422, "validation_failed");
            assert_eq!(problem["errors"][0]["code"], "too_short", "{body}");
            assert_eq!(problem["errors"][0]["pointer"], "/body", "{body}");
        }
    }

    assert_eq!(service.count("comments").await, 1);
}

/// CommonMark, sections 4.4 and 5.2: only blank lines may be trimmed.
#[tokio::test(flavor = "multi_thread")]
async fn the_indentation_of_a_comment_is_stored_and_tells_code_apart() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let ada = service.author("ada");

    let code = ada.post("\n    if ready:\n        go()").await;
    let other = ada.post("    if ready:\n    go()").await;
    let list = ada.post("  - tea leaves, loose\n  - a kettle").await;
    let repeat = ada.try_post("- tea leaves, loose\n- a kettle").await;

    assert_eq!(code.comment["body"], "    if ready:\n        go()");
    assert_ne!(code.comment["html"], other.comment["html"]);
    let html = list.comment["html"].as_str().unwrap();
    assert_eq!(html.matches("<ul>").count(), 1, "{html}");
    let problem = repeat.refused(409, "duplicate_comment");
    assert_eq!(problem["duplicate_of"], list.id);
}
