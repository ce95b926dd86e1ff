//! The sessions of one's own account: which are listed, and how one is ended.

use chrono::Duration;
use serde_json::{Value, json};

use super::EMAIL;
use crate::support::accounts::{ACCOUNTS, ME, OWN_PASSWORD, PASSWORD, Tokens};
use crate::support::actor::Actor;
use crate::support::answer::Answer;
use crate::support::database::lines;
use crate::support::json::{items, text};
use crate::support::service::Service;

const SESSIONS: &str = "/v1/auth/sessions";
const OTHER: &str = "ben@example.org";

async fn start_with_moderators() -> Service {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;
    admin.create_account(EMAIL, "moderator").await;
    admin.create_account(OTHER, "admin").await;

    service
}

/// The sessions of the account, as the holder of the tokens reads them.
async fn sessions(service: &Service, tokens: &Tokens) -> Vec<Value> {
    let page = service.bearer(&tokens.access).get(SESSIONS).await.ok();

    items(&page).to_vec()
}

/// The id of the session of the tokens.
async fn id_of(service: &Service, tokens: &Tokens) -> String {
    let sessions = sessions(service, tokens).await;
    let current = sessions
        .iter()
        .find(|session| session["is_current"] == true);

    text(&current.unwrap()["id"])
}

async fn end(actor: &Actor, session: &str) -> Answer {
    actor.delete(&format!("{SESSIONS}/{session}")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_listed_newest_first_with_their_times_and_the_current_one_is_marked() {
    let service = start_with_moderators().await;
    let reader = service.reader();
    reader.sign_in(OTHER, PASSWORD).await;
    let first = reader.sign_in(EMAIL, PASSWORD).await;
    service.advance(Duration::hours(1));
    let second = reader.sign_in(EMAIL, PASSWORD).await;
    service.advance(Duration::hours(1));
    let first = reader.refresh(&first).await;
    let second_later = reader.refresh(&second).await;

    let by_first = sessions(&service, &first).await;
    let by_second = sessions(&service, &second_later).await;

    let of = |sessions: &[Value], member: &str| -> Vec<Value> {
        sessions.iter().map(|it| it[member].clone()).collect()
    };
    assert_eq!(of(&by_first, "is_current"), [false, true]);
    assert_eq!(of(&by_second, "is_current"), [true, false]);
    assert_eq!(of(&by_first, "id"), of(&by_second, "id"));
    assert_eq!(
        of(&by_first, "created_at"),
        ["2026-02-25T13:00:00.000Z", "2026-02-25T12:00:00.000Z"]
    );
    assert_eq!(
        of(&by_first, "last_used_at"),
        ["2026-02-25T14:00:00.000Z", "2026-02-25T14:00:00.000Z"]
    );
    assert_eq!(
        of(&by_first, "expires_at"),
        ["2026-03-11T13:00:00.000Z", "2026-03-11T12:00:00.000Z"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_has_ended_in_any_way_is_not_listed() {
    let service = start_with_moderators().await;
    let reader = service.reader();
    let expired = reader.sign_in(EMAIL, PASSWORD).await;
    service.advance(Duration::days(13));
    let signed_out = reader.sign_in(EMAIL, PASSWORD).await;
    let reused = reader.sign_in(EMAIL, PASSWORD).await;
    reader.refresh(&reused).await;
    service.advance(Duration::days(1));
    let present = reader.sign_in(EMAIL, PASSWORD).await;
    reader
        .post("/v1/auth/logout", &signed_out.refresh_body())
        .await
        .no_content();
    reader
        .try_refresh(&reused)
        .await
        .refused(401, "unauthenticated");
    reader
        .try_refresh(&expired)
        .await
        .refused(401, "unauthenticated");

    assert_eq!(sessions(&service, &present).await.len(), 1);

    let passwords = json!({ "current": PASSWORD, "new": "four-lanterns-in-the-fog" });
    let changed = service
        .bearer(&present.access)
        .post(OWN_PASSWORD, &passwords)
        .await;
    let changed = Tokens::of(&changed.ok());
    let after = sessions(&service, &changed).await;
    assert_eq!(after.len(), 1);
    assert_eq!(after[0]["is_current"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_sessions_lose_and_repeat_nothing() {
    let service = start_with_moderators().await;
    let reader = service.reader();
    for _ in 0..4 {
        reader.sign_in(EMAIL, PASSWORD).await;
    }
    let last = reader.sign_in(EMAIL, PASSWORD).await;
    let all = sessions(&service, &last).await;

    let ada = service.bearer(&last.access);
    let pages = ada.pages(&format!("{SESSIONS}?limit=2")).await;

    let paged: Vec<Value> = pages.iter().flat_map(|page| items(page).to_vec()).collect();
    assert_eq!(pages.len(), 3);
    assert_eq!(paged, all);

    let ben = reader.sign_in(OTHER, PASSWORD).await;
    let foreign = format!("{SESSIONS}?cursor={}", text(&pages[0]["next_cursor"]));
    let answer = service.bearer(&ben.access).get(&foreign).await;
    answer.refused(422, "invalid_cursor");
}

#[tokio::test(flavor = "multi_thread")]
async fn ending_a_session_refuses_its_tokens_and_leaves_the_others() {
    let service = start_with_moderators().await;
    let reader = service.reader();
    let here = reader.sign_in(EMAIL, PASSWORD).await;
    let lost = reader.sign_in(EMAIL, PASSWORD).await;
    let lost_id = id_of(&service, &lost).await;
    let ada = service.bearer(&here.access);

    end(&ada, &lost_id).await.no_content();

    let by_access = service.bearer(&lost.access).get(ME).await;
    by_access.refused(401, "unauthenticated");
    let by_refresh = reader.try_refresh(&lost).await;
    by_refresh.refused(401, "unauthenticated");
    assert_eq!(sessions(&service, &here).await.len(), 1);
    reader.refresh(&here).await;
    end(&ada, &lost_id).await.refused(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn ending_the_session_of_the_request_signs_out() {
    let service = start_with_moderators().await;
    let here = service.reader().sign_in(EMAIL, PASSWORD).await;
    let ada = service.bearer(&here.access);
    let own = id_of(&service, &here).await;

    end(&ada, &own).await.no_content();

    ada.get(ME).await.refused(401, "unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_of_others_are_not_there_not_even_for_admins() {
    let service = start_with_moderators().await;
    let reader = service.reader();
    let ada = reader.sign_in(EMAIL, PASSWORD).await;
    let ben = reader.sign_in(OTHER, PASSWORD).await;
    let of_ada = id_of(&service, &ada).await;

    let admin = service.bearer(&ben.access);
    admin.get(ACCOUNTS).await.ok();
    end(&admin, &of_ada).await.refused(404, "not_found");
    let unknown = service.clock().new_id().to_string();
    end(&admin, &unknown).await.refused(404, "not_found");
    end(&admin, "first").await.refused(404, "not_found");
    let nobody = end(&reader, &of_ada).await;
    nobody.refused(401, "unauthenticated");

    service.bearer(&ada.access).get(ME).await.ok();
}

/// Sessions of two accounts with many tokens each, which nobody has ended.
const TOKENS: &str = "\
    INSERT INTO refresh_tokens (token_hash, family_id, moderator_id, session_version, created_at, expires_at) \
    SELECT sha256(convert_to(m.moderator_id::text || n, 'UTF8')), md5(m.moderator_id::text || n % 400)::uuid, \
      m.moderator_id, m.session_version, now(), now() + interval '14 days' \
    FROM moderators m, generate_series(1, 10000) n; \
    VACUUM ANALYZE";

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_sessions_is_read_by_its_index_for_any_plan() {
    let service = start_with_moderators().await;
    for statement in TOKENS.split(';') {
        service.execute(statement).await;
    }
    let statement = include_str!("../../../src/db/accounts/list_sessions.sql");
    let prepare = format!("PREPARE sessions (uuid, uuid, timestamptz, bigint) AS {statement}");
    service.execute(&prepare).await;
    let account = "SELECT moderator_id::text FROM moderators ORDER BY moderator_id LIMIT 1";
    let account = service.text(account).await;
    let last = "ffffffff-ffff-ffff-ffff-ffffffffffff";

    for mode in ["force_custom_plan", "force_generic_plan"] {
        service.set_plan_cache_mode(mode).await;
        let explain = format!("EXPLAIN EXECUTE sessions ('{account}', '{last}', now(), 26)");
        let plan = lines(&service.sql, &explain).await;

        assert!(
            plan.contains("refresh_tokens_moderator_idx"),
            "{mode}:\n{plan}"
        );
        assert!(
            !plan.contains("Seq Scan on refresh_tokens"),
            "{mode}:\n{plan}"
        );
    }
}
