//! The policies that a site has had.

use serde_json::{Value, json};

use super::start;
use crate::support::admin::Admin;
use crate::support::paths::DEFAULT_POLICY;
use crate::support::service::Service;

const VERSIONS: &str = "/v1/admin/sites/default/policy/versions";

/// Replaces the policy again and again: the third one has no field of the second.
async fn replace_twice(admin: &Admin) {
    let open = "listed_origins";
    let pages = json!({ "registration": open, "hash_routes": true });
    let second = json!({ "max_links": 0, "pages": pages, "version": 1 });
    admin.put_policy(&second).await;
    let pages = json!({ "registration": open });
    let third = json!({ "origins": ["https://blog.example"], "pages": pages, "version": 2 });
    admin.put_policy(&third).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_are_listed_newest_first_with_what_each_changed_and_who_did_it() {
    let service = start().await;
    let admin = service.admin().await;
    let me = admin.get("/v1/auth/me").await.ok();
    replace_twice(&admin).await;

    let page = admin.get(VERSIONS).await.ok();

    let versions: Vec<&Value> = page["items"].as_array().unwrap().iter().collect();
    assert_eq!(versions.len(), 3);
    assert_eq!(versions[0]["version"], 3);
    assert_eq!(versions[0]["against"], 2);
    assert_eq!(versions[0]["moderator_id"], me["id"]);
    assert_eq!(
        versions[0]["changes"],
        json!([
            { "pointer": "/max_links", "from": 0, "to": 2 },
            { "pointer": "/origins", "from": [], "to": ["https://blog.example"] },
            { "pointer": "/pages/hash_routes", "from": true, "to": false },
        ])
    );
    assert_eq!(
        versions[1]["changes"],
        json!([
            { "pointer": "/max_links", "from": 2, "to": 0 },
            { "pointer": "/pages/hash_routes", "from": false, "to": true },
        ])
    );
    // The service made the first one.
    assert_eq!(versions[2]["moderator_id"], Value::Null);
    assert_eq!(versions[2]["against"], Value::Null);
    assert_eq!(versions[2]["changes"], json!([]));
    assert_eq!(page["next_cursor"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_versions_continue_without_a_gap_and_know_what_the_last_one_changed() {
    let service = start().await;
    let admin = service.admin().await;
    replace_twice(&admin).await;
    let whole = admin.get(VERSIONS).await.ok();

    let mut items = Vec::new();
    let mut path = format!("{VERSIONS}?limit=1");
    loop {
        let page = admin.get(&path).await.ok();
        items.extend(page["items"].as_array().unwrap().clone());
        let Some(cursor) = page["next_cursor"].as_str() else {
            break;
        };
        path = format!("{VERSIONS}?limit=1&cursor={cursor}");
    }

    assert_eq!(json!(items), whole["items"]);
    let foreign = admin.get("/v1/admin/sites?limit=1").await.ok();
    let cursor = foreign["next_cursor"].as_str().unwrap_or("nonsense");
    let answer = admin.get(&format!("{VERSIONS}?cursor={cursor}")).await;
    answer.refused(422, "invalid_cursor");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_is_read_whole_and_compared_with_any_other() {
    let service = start().await;
    let admin = service.admin().await;
    replace_twice(&admin).await;

    let second = admin.get(&format!("{VERSIONS}/2")).await.ok();
    assert_eq!(second["policy"]["max_links"], 0);
    assert_eq!(second["policy"]["version"], 2);
    assert_eq!(second["against"], 1);

    let against = admin.get(&format!("{VERSIONS}/3?against=1")).await.ok();
    let expected = json!([{ "pointer": "/origins", "from": [], "to": ["https://blog.example"] }]);
    assert_eq!(against["changes"], expected);
    let itself = admin.get(&format!("{VERSIONS}/3?against=3")).await.ok();
    assert_eq!(itself["changes"], json!([]));

    for unknown in ["4", "0", "-1", "99999999999", "one", "2?against=9"] {
        let answer = admin.get(&format!("{VERSIONS}/{unknown}")).await;
        answer.refused(404, "not_found");
    }
    for bad in ["2?against=0", "2?against=x"] {
        let answer = admin.get(&format!("{VERSIONS}/{bad}")).await;
        answer.refused(422, "validation_failed");
    }
    let nowhere = admin.get("/v1/admin/sites/nowhere/policy/versions").await;
    nowhere.refused(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_former_policy_is_put_in_force_again_as_a_new_version() {
    let service = start().await;
    let admin = service.admin().await;
    replace_twice(&admin).await;

    let mut former = admin.get(&format!("{VERSIONS}/2")).await.ok()["policy"].clone();
    former["version"] = json!(3);
    let restored = admin.put_policy(&former).await;

    assert_eq!(restored["version"], 4);
    assert_eq!(restored["max_links"], 0);
    let against = admin.get(&format!("{VERSIONS}/4?against=2")).await.ok();
    assert_eq!(against["changes"], json!([]));
    let in_force = admin.get(DEFAULT_POLICY).await.ok();
    assert_eq!(in_force, restored);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_large_policies_ends_early_and_the_next_one_goes_on() {
    let service = start().await;
    let admin = service.admin().await;
    let names = |version: i32| {
        let long = |number: i32| format!("{number}_{version}_{}", "n".repeat(80));
        (0..100).map(long).collect::<Vec<_>>()
    };
    let origins: Vec<String> = (0..100)
        .map(|number| format!("https://{number}.{}.example", "o".repeat(60)))
        .collect();
    for version in 1..60 {
        let pages = json!({ "ignored_parameters": names(version) });
        let policy = json!({ "origins": origins, "pages": pages, "version": version });
        admin.put_policy(&policy).await;
    }

    let mut versions = Vec::new();
    let mut path = format!("{VERSIONS}?limit=100");
    loop {
        let answer = admin.get(&path).await;
        let bytes = answer.json.to_string().len();
        assert!(bytes < 2_000_000, "{bytes}");
        let page = answer.ok();
        versions.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|it| it["version"].clone()),
        );
        let Some(cursor) = page["next_cursor"].as_str() else {
            break;
        };
        path = format!("{VERSIONS}?limit=100&cursor={cursor}");
    }

    let all: Vec<Value> = (1..=60).rev().map(Value::from).collect();
    assert_eq!(versions, all);
}

#[tokio::test(flavor = "multi_thread")]
async fn moderators_choose_among_the_sites_and_read_no_policy() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("Ken").await;

    let sites = moderator.get("/v1/admin/sites").await.ok();
    assert_eq!(sites["items"][0]["site"], "default");

    moderator
        .get("/v1/admin/sites/default")
        .await
        .refused(403, "forbidden");
    moderator.get(VERSIONS).await.refused(403, "forbidden");
}
