//! The SQLSTATE of a database fault decides the answer, not the language of the server's message.

use serde_json::json;

use crate::support::database::connect;
use crate::support::service::Service;

#[tokio::test(flavor = "multi_thread")]
async fn a_passing_fault_is_503_in_any_language() {
    let service = Service::start(json!({})).await;
    let author = service.author("Ada");

    for (code, message) in [
        ("40P01", "Verklemmung (Deadlock) entdeckt"),
        (
            "40001",
            "kann Zugriff nicht serialisieren wegen gleichzeitiger Aktualisierung",
        ),
        (
            "57014",
            "storniere Anfrage wegen Zeitüberschreitung der Anfrage",
        ),
        (
            "55P03",
            "storniere Anfrage wegen Zeitüberschreitung einer Sperre",
        ),
        ("53300", "tut mir leid, schon zu viele Verbindungen"),
        (
            "53100",
            "konnte Datei »base/5/16384« nicht erweitern: Auf dem Gerät ist kein Speicherplatz mehr verfügbar",
        ),
        ("53200", "Speicher aufgebraucht"),
        ("53000", "zu viele offene Dateien im System"),
        (
            "58030",
            "konnte Block 7 in Datei »base/5/16384« nicht schreiben: Eingabe-/Ausgabefehler",
        ),
        (
            "57P01",
            "Verbindung wird abgebrochen aufgrund von Anweisung des Administrators",
        ),
    ] {
        fail_inserts(service.database_url(), code, message).await;

        let answer = author.try_post("Loose leaves.").await;

        answer.refused(503, "unavailable");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn any_other_fault_is_500_even_where_its_words_are_those_of_a_passing_one() {
    let service = Service::start(json!({})).await;
    let author = service.author("Ada");

    for (code, message) in [
        ("22012", "Division durch Null"),
        ("XX000", "deadlock detected"),
        (
            "42P01",
            "40P01: canceling statement due to statement timeout",
        ),
    ] {
        fail_inserts(service.database_url(), code, message).await;

        let answer = author.try_post("Loose leaves.").await;

        answer.refused(500, "internal_error");
    }
}

/// From now on each insert of a comment fails with this SQLSTATE and message.
pub async fn fail_inserts(url: &str, code: &str, message: &str) {
    let statement = format!(
        "CREATE OR REPLACE FUNCTION fail_with_fault() RETURNS trigger LANGUAGE plpgsql AS $$ \
           BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = '{code}'; END $$; \
         CREATE OR REPLACE TRIGGER fail_with_fault BEFORE INSERT ON comments \
           FOR EACH ROW EXECUTE FUNCTION fail_with_fault()"
    );
    connect(url).await.batch_execute(&statement).await.unwrap();
}
