//! `moderato serve`: its first admin, and the commands that run beside it.

use tempfile::TempDir;

use crate::support::command_line::{Serving, complaint, moderato, printed};

const EMAIL: &str = "grace@example.org";
const PASSWORD: &str = "the tea is never too hot";

#[tokio::test(flavor = "multi_thread")]
async fn the_schema_is_migrated_and_examined_while_the_service_runs() {
    let serving = Serving::start();

    for arguments in [["migrate"].as_slice(), &["migrate", "--check"]] {
        let said = printed(&serving.beside(arguments));
        assert_eq!(said, "The schema is up to date.\n", "{arguments:?}");
    }

    let examined = printed(&serving.beside(&["doctor"]));
    let passed = examined.lines().filter(|line| line.starts_with("ok "));
    assert_eq!(passed.count(), 5, "{examined}");

    let ready = format!("{}/health/ready", serving.address);
    let ready = reqwest::get(ready).await.unwrap();
    assert!(ready.status().is_success(), "the service was not disturbed");

    serving.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_service_on_the_same_folder_is_refused() {
    let serving = Serving::start();

    let line = complaint(&serving.beside(&["serve", "--listen", "127.0.0.1:0"]));

    assert!(line.contains("is in use by another Moderato"), "{line}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_admin_has_the_email_and_the_password_of_the_environment() {
    let serving = Serving::start_with(&[
        ("MODERATO_ADMIN_EMAIL", EMAIL),
        ("MODERATO_ADMIN_PASSWORD", PASSWORD),
    ]);

    serving.sign_in(EMAIL, PASSWORD).await;

    assert!(
        !serving.said.contains(PASSWORD),
        "a password that its owner knows is not repeated"
    );
    serving.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_admin_without_a_password_gets_one_that_is_printed() {
    let serving = Serving::start_with(&[("MODERATO_ADMIN_EMAIL", EMAIL)]);

    assert_eq!(serving.told("The first admin:"), EMAIL);
    let password = serving.told("One-time password:");
    serving.sign_in(EMAIL, password).await;

    serving.stop();
}

#[test]
fn the_first_admins_password_is_not_taken_from_the_command_line() {
    let folder = TempDir::new().unwrap();
    let arguments = [
        "serve",
        "--admin-email",
        EMAIL,
        "--admin-password",
        PASSWORD,
    ];

    let output = moderato(folder.path(), &arguments).output().unwrap();

    assert_eq!(output.status.code(), Some(2));
}
