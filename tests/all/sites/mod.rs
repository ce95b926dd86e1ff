//! Sites: made, listed, and changed by admins.

use serde_json::{Value, json};

use crate::support::json::{items, text};
use crate::support::service::Service;

const SITES: &str = "/v1/admin/sites";
const DEFAULT: &str = "/v1/admin/sites/default";

async fn start() -> Service {
    Service::options().without_article().start().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_default_site_has_its_name_english_and_no_origins() {
    let service = start().await;
    let admin = service.admin().await;

    let site = admin.get(DEFAULT).await.ok();

    assert_eq!(site["site"], "default");
    assert_eq!(site["name"], "default");
    assert_eq!(site["origins"], json!([]));
    assert_eq!(site["locale"], "en");
    assert_eq!(site["theme"], json!({ "accent": null, "scheme": "auto" }));
    assert_eq!(site["version"], 1);
    let policy = admin.get(&format!("{DEFAULT}/policy")).await.ok();
    assert_eq!(policy["pages"]["registration"], "listed_origins");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_site_lets_the_pages_of_its_origins_register_at_once() {
    let service = start().await;
    let admin = service.admin().await;
    let site = json!({
        "site": "blog", "name": "  Notes  on Sleep ", "origins": ["https://blog.example"],
        "locale": "pt-br", "theme": { "accent": "#1F6F78", "scheme": "dark" },
    });

    let answer = admin.post(SITES, &site).await;

    assert_eq!(answer.headers["location"], "/v1/admin/sites/blog");
    let created = answer.created();
    assert_eq!(created["name"], "Notes on Sleep");
    assert_eq!(created["locale"], "pt-BR");
    let theme = json!({ "accent": "#1f6f78", "scheme": "dark" });
    assert_eq!(created["theme"], theme);
    let page = "https://blog.example/a";
    let ada = service.author("ada");
    ada.post_to_page(page, "A first comment.").await;
    let thread = service.reader().page_thread(page).await;
    assert_eq!(thread["site"]["site"], "blog");
    assert_eq!(thread["site"]["name"], "Notes on Sleep");
    assert_eq!(thread["site"]["locale"], "pt-BR");
    assert_eq!(thread["site"]["theme"], theme);
    let read = admin.get("/v1/admin/sites/blog").await.ok();
    assert_eq!(read, created);
    assert_eq!(service.count("policy_versions").await, 2);
    assert_eq!(service.count("audit WHERE kind = 'site_created'").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_is_made_once() {
    let service = start().await;
    let admin = service.admin().await;
    let site = json!({ "site": "blog" });

    let first = admin.post_with_key("key", SITES, &site).await.created();
    let again = admin.post_with_key("key", SITES, &site).await.created();
    let taken = admin.post(SITES, &site).await;

    assert_eq!(first, again);
    let problem = taken.refused(409, "already_exists");
    assert_eq!(problem["errors"][0]["pointer"], "/site");
    assert_eq!(service.count("sites").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_of_a_site_are_told_at_their_places() {
    let service = start().await;
    let admin = service.admin().await;
    let bad = json!({
        "site": "Blog", "name": "", "locale": "english",
        "theme": { "accent": "red" },
    });

    let problem = admin.post(SITES, &bad).await.invalid("/site");

    let pointers = crate::support::json::pointers(&problem);
    assert_eq!(pointers, ["/site", "/name", "/locale", "/theme/accent"]);
    for origin in ["https://a.example/", "*", "a.example"] {
        let site = json!({ "site": "blog", "origins": [origin] });
        admin.post(SITES, &site).await.invalid("/origins/0");
    }
    assert_eq!(service.count("sites").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_of_the_version_that_was_read_and_leaves_the_rest() {
    let service = start().await;
    let admin = service.admin().await;
    let change = json!({ "version": 1, "name": "Notes", "theme": { "accent": "#1f6f78" } });

    let changed = admin.patch(DEFAULT, &change).await.ok();
    let late = admin.patch(DEFAULT, &change).await;

    assert_eq!(changed["version"], 2);
    assert_eq!(changed["name"], "Notes");
    assert_eq!(changed["locale"], "en");
    let problem = late.refused(409, "version_conflict");
    assert_eq!(problem["current"]["version"], 2);
    assert_eq!(service.count("policy_versions").await, 1, "no other rules");
    assert_eq!(service.count("audit WHERE kind = 'site_changed'").await, 1);
    assert_eq!(service.count_events("site_changed").await, 1);
    let unknown = admin.patch("/v1/admin/sites/nowhere", &change).await;
    unknown.refused(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn origins_are_the_same_in_the_site_and_in_its_policy() {
    let service = start().await;
    let admin = service.admin().await;
    let policy_path = format!("{DEFAULT}/policy");
    let origins = json!(["https://blog.example"]);

    let change = json!({ "version": 1, "origins": origins });
    let site = admin.patch(DEFAULT, &change).await.ok();
    let policy = admin.get(&policy_path).await.ok();

    assert_eq!(site["origins"], origins);
    assert_eq!(policy["origins"], origins);
    assert_eq!(policy["version"], 2);
    assert_eq!(service.count("policy_versions").await, 2);
    let request = service
        .reader()
        .request(reqwest::Method::GET, "/v1/articles")
        .header("Origin", "https://blog.example");
    let answer = service.reader().send(request).await;
    assert_eq!(
        answer.headers["access-control-allow-origin"],
        "https://blog.example"
    );

    // A policy with other origins is a change of the site, too; one with the same is none.
    let mut policy = policy;
    admin.put(&policy_path, &policy).await.ok();
    assert_eq!(admin.get(DEFAULT).await.ok()["version"], 2);
    policy["version"] = json!(3);
    policy["origins"] = json!([]);
    admin.put(&policy_path, &policy).await.ok();
    let site = admin.get(DEFAULT).await.ok();
    assert_eq!(site["version"], 3);
    assert_eq!(site["origins"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_shows_at_once_in_the_threads_of_all_instances() {
    let service = start().await;
    let other = service.beside().await;
    let admin = service.admin().await;
    let change = json!({ "version": 1, "origins": ["https://blog.example"] });
    admin.patch(DEFAULT, &change).await.ok();
    let page = "https://blog.example/a";
    let name = async |service: &Service| -> Value {
        service.reader().page_thread(page).await["site"]["name"].clone()
    };
    assert_eq!(name(&service).await, "default");

    let change = json!({ "version": 2, "name": "Notes" });
    admin.patch(DEFAULT, &change).await.ok();

    assert_eq!(name(&service).await, "Notes");
    let within = std::time::Duration::from_secs(5);
    let shows = async || name(&other).await == "Notes";
    crate::support::eventually::eventually("the new name", within, shows).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sites_are_listed_page_by_page_the_oldest_first() {
    let service = start().await;
    let admin = service.admin().await;
    for name in ["zoo", "blog"] {
        admin.post(SITES, &json!({ "site": name })).await.created();
    }

    let first = admin.get(&format!("{SITES}?limit=2")).await.ok();
    let cursor = text(&first["next_cursor"]);
    let second = admin
        .get(&format!("{SITES}?limit=2&cursor={cursor}"))
        .await
        .ok();

    let sites = [items(&first), items(&second)].concat();
    let names: Vec<String> = sites.iter().map(|site| text(&site["site"])).collect();
    assert_eq!(names, ["default", "zoo", "blog"]);
    assert_eq!(second["next_cursor"], Value::Null);
}
