//! Personal data: what an erasure empties and keeps, what an export holds, what is forgotten by age,
//! and what is never stored.

mod addresses;
mod command_line;
mod erasing;
mod exporting;
mod replaying;
mod searching;

use serde_json::{Value, json};

use crate::support::admin::Admin;
use crate::support::answer::Answer;
use crate::support::author::Posted;
use crate::support::service::Service;

/// Stands in everything that is written by or about the person.
const CANARY: &str = "canary";
/// The address of the person: the author of this name has it.
const EMAIL: &str = "canary.bird@example.org";
const NAME: &str = "Canary Bird";

/// What the person left behind.
struct Person {
    /// Approved, edited, reported, decided about with a reason and a note, with a reply.
    published: Posted,
    /// Held for its links and its contact.
    held: Posted,
    /// The reply of somebody else to `published`.
    reply: Posted,
}

impl Person {
    /// Writes rows into every table that holds something of an author.
    async fn write(service: &Service, admin: &Admin) -> Self {
        let person = service.author(NAME).at("198.51.100.7");

        let mut comment = person.comment("My canary sings at four in the morning.");
        comment["author"]["website"] = json!("https://canary.example/");
        let posted = person.submit_with_key("canary-key", &comment).await;
        let published = Posted::of(&posted.created());
        person
            .edit(&published, "My canary sings at five in the morning.")
            .await;

        let reply = service
            .author("bob")
            .reply_to(&published, "Mine sleeps longer.")
            .await;
        let report = json!({ "reason": "other", "detail": "This canary is mine." });
        let reader = service.reader().with_ip("192.0.2.1");
        reader.try_report(&published, &report).await.created();

        let version = admin.detail(&published).await["version"].clone();
        let decision = json!({
            "action": "hold", "version": version, "reason": "The canary again", "note": "Ask the canary's owner",
        });
        admin.try_decide(&published, &decision).await.created();
        admin.decide(&published, "approve").await;

        // The same text twice makes a group of duplicates; links make evidence.
        let text = "Buy seed for your canary at https://canary-seed.example/ or call canary@example.net, \
                    the best that there is for every bird that sings.";
        let held = person.post(text).await;
        let copier = service.author("carla");
        copier.post(&text.replace("canary", "parrot")).await;

        Self {
            published,
            held,
            reply,
        }
    }
}

/// A service on which texts with a link are held.
async fn start() -> Service {
    Service::start(json!({ "mode": "flagged", "max_links": 0 })).await
}

async fn try_erase(admin: &Admin, email: &str) -> Answer {
    let body = json!({ "email": email });

    admin.post("/v1/admin/people/erasures", &body).await
}

/// Erases everything of that address; the number of comments.
async fn erase(admin: &Admin, email: &str) -> u64 {
    let mut comments = 0;

    loop {
        let step: Value = try_erase(admin, email).await.ok();
        comments += step["comments"].as_u64().unwrap();
        if step["is_complete"] == true {
            return comments;
        }
    }
}

/// Every row of every table that holds this text, in any column; bytes count as text, too.
async fn rows_with(service: &Service, text: &str) -> Vec<String> {
    let hexadecimal: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    let tables = "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace \
        AND relkind IN ('r', 'p') ORDER BY relname";

    let mut found = Vec::new();
    for table in service.sql.query(tables, &[]).await.unwrap() {
        let table: &str = table.get(0);
        let rows = format!("SELECT t::text FROM \"{table}\" t");
        for row in service.sql.query(&rows, &[]).await.unwrap() {
            let row: &str = row.get(0);
            let folded = row.to_lowercase();
            if folded.contains(text) || folded.contains(&hexadecimal) {
                found.push(format!("{table}: {row}"));
            }
        }
    }

    found
}
