//! An email that a reader types is a name and no proof: what hangs on who wrote a comment needs the
//! same network or the guest token.

use std::time::Duration;

use serde_json::json;

use crate::support::author::Posted;
use crate::support::barrier::Barrier;
use crate::support::eventually::eventually;
use crate::support::moderator::Moderator;
use crate::support::service::Service;

const TEXT: &str = "The second chart should start at zero, or it exaggerates the difference.";
const OTHER: &str = "Nobody has asked yet where the northern stations are, and who reads them.";

const HOME: &str = "192.0.2.7";
const ELSEWHERE: &str = "198.51.100.9";

fn status(posted: &Posted) -> &str {
    posted.comment["status"].as_str().unwrap()
}

/// A service that holds the comments of new authors, with a regular's approved comment from home.
async fn start_with_a_regular() -> (Service, Moderator, Posted) {
    let service = Service::start(json!({ "mode": "new_authors" })).await;
    let moderator = service.moderator("grace").await;
    let first = service.author("ada").at(HOME).post(TEXT).await;
    assert_eq!(status(&first), "pending");
    moderator.decide(&first, "approve").await;

    (service, moderator, first)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_author_is_known_by_the_network_of_an_approved_comment() {
    let (service, moderator, _) = start_with_a_regular().await;
    let ada = service.author("ada");

    let at_home = ada.at(HOME).post(OTHER).await;
    assert_eq!(status(&at_home), "approved");

    let stranger = ada.at(ELSEWHERE).post("I have read all of it twice.").await;
    assert_eq!(status(&stranger), "pending");
    assert_eq!(moderator.finding_codes(&stranger).await, ["new_author"]);
}

/// One subscriber has a whole /64.
#[tokio::test(flavor = "multi_thread")]
async fn the_network_of_an_ipv6_address_is_its_subscribers() {
    let service = Service::start(json!({ "mode": "new_authors" })).await;
    let moderator = service.moderator("grace").await;
    let ada = service.author("ada");
    let first = ada.at("2001:db8:1:2::1").post(TEXT).await;
    moderator.decide(&first, "approve").await;

    let same = ada.at("2001:db8:1:2:ffff::9").post(OTHER).await;
    let neighbour = ada
        .at("2001:db8:1:3::1")
        .post("And who is next door?")
        .await;

    assert_eq!(status(&same), "approved");
    assert_eq!(status(&neighbour), "pending");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_author_is_known_anywhere_by_the_guest_token_of_an_approved_comment() {
    let (service, moderator, first) = start_with_a_regular().await;
    let ada = service.author("ada").at(ELSEWHERE);

    let proven = ada.proving(&first).post(OTHER).await;
    assert_eq!(status(&proven), "approved");

    // Under another email, the token says nothing.
    let bob = service.author("bob").at(ELSEWHERE);
    let other = bob.proving(&first).post("I have another question.").await;
    assert_eq!(status(&other), "pending");

    // A comment that waits, or that was rejected, makes nobody known.
    let cid = service.author("cid").at("203.0.113.5");
    let waiting = cid.post("Where does the river end?").await;
    let again = cid.proving(&waiting).post("And where does it begin?").await;
    assert_eq!(status(&again), "pending");
    moderator.decide(&waiting, "reject").await;
    let rejected = cid.proving(&waiting).post("Does anybody know?").await;
    assert_eq!(status(&rejected), "pending");
}

/// Somebody who posted under a regular's email has a token, but not of the regular's comment.
#[tokio::test(flavor = "multi_thread")]
async fn a_guest_token_proves_its_own_comment_and_not_its_email() {
    let (service, _, _) = start_with_a_regular().await;
    let stranger = service.author("ada").at(ELSEWHERE);

    let first = stranger.post(OTHER).await;
    assert_eq!(status(&first), "pending");
    let second = stranger.proving(&first).post("Now they know me, no?").await;

    assert_eq!(status(&second), "pending");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_token_that_is_forged_is_refused_and_stores_nothing() {
    let (service, _, first) = start_with_a_regular().await;
    let ada = service.author("ada");

    for token in [
        "guest.",
        "guest.AAAA",
        &first.token[..first.token.len() - 4],
    ] {
        let answer = ada.proving(&first.with_token(token)).try_post(OTHER).await;

        answer.refused(401, "unauthenticated");
    }

    assert_eq!(service.count("comments").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_by_staff_makes_nobody_known() {
    let service = Service::start(json!({ "mode": "new_authors" })).await;
    let moderator = service.moderator("grace").await;
    let by_staff = moderator.author().post(TEXT).await;
    assert_eq!(status(&by_staff), "approved");

    // Under the same email, from the same network, as a reader, even with the token.
    let reader = service.author("grace");
    let plain = reader.post(OTHER).await;
    let proving = reader
        .proving(&by_staff)
        .post("And one more question.")
        .await;

    for posted in [plain, proving] {
        assert_eq!(status(&posted), "pending");
        let codes = moderator.finding_codes(&posted).await;
        assert!(codes.contains(&"new_author".to_owned()), "{codes:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_is_trusted_as_its_comments_network_is() {
    let (service, moderator, _) = start_with_a_regular().await;
    let ada = service.author("ada");
    let stranger = ada.at(ELSEWHERE).post(OTHER).await;
    moderator.decide(&stranger, "approve").await;

    let at_home = ada.at(HOME).post("The captions are missing.").await;
    let edited = ada
        .at("203.0.113.77")
        .edit(&at_home, "The captions are missing, I think.")
        .await;
    assert_eq!(edited["status"], "approved");

    let other = service
        .author("bob")
        .at(ELSEWHERE)
        .post("Who took the photographs?")
        .await;
    moderator.decide(&other, "approve").await;
    let edited = service
        .author("bob")
        .at(ELSEWHERE)
        .edit(&other, "Who took these photographs?")
        .await;
    assert_eq!(
        edited["status"], "pending",
        "its own approval does not count"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_under_the_email_of_an_account_is_held() {
    for mode in ["flagged", "new_authors"] {
        let service = Service::start(json!({ "mode": mode })).await;
        let moderator = service.moderator("grace").await;
        let reader = service.author("A reader");

        for email in [
            "grace@moderators.example.org",
            "GRACE@Moderators.Example.org.",
        ] {
            let mut comment = reader.comment(&format!("{TEXT} {email}"));
            comment["author"]["email"] = json!(email);
            let posted = reader.submit(&comment).await.posted();

            assert_eq!(status(&posted), "pending", "{mode} {email}");
            let codes = moderator.finding_codes(&posted).await;
            assert!(codes.contains(&"account_email".to_owned()), "{codes:?}");
        }

        let by_staff = moderator.author();
        let mut comment = by_staff.comment(OTHER);
        comment["author"]["email"] = json!("grace@moderators.example.org");
        let posted = by_staff.submit(&comment).await.posted();
        assert_eq!(status(&posted), "approved", "staff use their own");
    }
}

/// Spellings that a reader may take for the account's name.
const LOOK_ALIKES: [&str; 21] = [
    "Grace Hopper",
    "GRACE HOPPER",
    "gracehopper",
    "Grace\u{2003}Hopper",
    "Grace Hopper.",
    "\u{2605} Grace Hopper \u{2713}",
    "Grace H\u{43E}pper",
    "Gr\u{430}\u{441}\u{435} Hopper",
    "Gr\u{E1}ce H\u{F6}pper",
    "Ｇｒａｃｅ Ｈｏｐｐｅｒ",
    "𝐆𝐫𝐚𝐜𝐞 𝐇𝐨𝐩𝐩𝐞𝐫",
    "Gr\u{200B}ace Hopper",
    "Grace\u{AD} Hopper",
    "Gr4ce H0pper",
    "Gr@ce Hopper",
    "Grace_Hopper",
    "G r a c e  H o p p e r",
    "Grace Hopper (Moderator)",
    "[Mod] Grace Hopper",
    "Admin Grace Hopper",
    "ɢʀᴀᴄᴇ ʜᴏᴘᴘᴇʀ",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_looks_like_an_active_accounts_is_held() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let moderator = service.moderator("Grace Hopper").await;

    for (number, name) in LOOK_ALIKES.iter().enumerate() {
        let reader = service.author("reader");
        let mut comment = reader.comment(&format!("{number}: {}", "word ".repeat(number)));
        comment["author"]["name"] = json!(name);
        comment["author"]["email"] = json!(format!("reader{number}@example.org"));

        let posted = reader.submit(&comment).await.posted();
        assert_eq!(status(&posted), "pending", "{name}");
        let codes = moderator.finding_codes(&posted).await;
        assert!(
            codes.contains(&"similar_name".to_owned()),
            "{name} {codes:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_name_of_another_person_or_of_a_closed_account_is_not_held() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    service.moderator("Grace Hopper").await;
    service.moderator("Joan").await;
    let close = "UPDATE moderators SET active = false WHERE name = 'Joan'";
    service.execute(close).await;

    for (number, name) in [
        "Grace",
        "Grace Hopkins",
        "Hopper",
        "Joan",
        "Grace Hopper Jr",
        "Ада",
        "李",
    ]
    .iter()
    .enumerate()
    {
        let reader = service.author("reader");
        let mut comment = reader.comment(&format!("{number}: {}", "word ".repeat(number)));
        comment["author"]["name"] = json!(name);
        comment["author"]["email"] = json!(format!("reader{number}@example.org"));

        let posted = reader.submit(&comment).await.posted();
        assert_eq!(status(&posted), "approved", "{name}");
    }

    let staff = service.moderator("Edith").await.author();
    assert_eq!(
        status(&staff.post(TEXT).await),
        "approved",
        "staff are exempt"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_an_account_counts_for_the_next_comment_on_every_instance() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let other = service.beside().await;
    let admin = service.admin().await;
    let status_of = async |instance: &Service, name: &str, text: &str| {
        let reader = instance.author("reader");
        let mut comment = reader.comment(text);
        comment["author"]["name"] = json!(name);
        comment["author"]["email"] = json!(format!("{text}@example.org"));

        status(&reader.submit(&comment).await.posted()).to_owned()
    };

    assert_eq!(status_of(&other, "Joan Clarke", "before").await, "approved");

    let account = admin.create_account("joan@example.org", "moderator").await;
    let change = json!({ "name": "Joan Clarke" });
    admin.change_account(&account, &change).await;
    for (instance, text) in [(&service, "here"), (&other, "there")] {
        assert_eq!(status_of(instance, "J0an Clarke", text).await, "pending");
    }

    let change = json!({ "active": false });
    admin.change_account(&account, &change).await;
    for (instance, text) in [(&service, "afterwards"), (&other, "later")] {
        assert_eq!(status_of(instance, "Joan Clarke", text).await, "approved");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_a_role_is_held_without_such_an_account() {
    let service = Service::start(json!({ "mode": "flagged" })).await;

    for (number, name) in [
        "Admin",
        "АDМIN",
        "M0derator",
        "The Moderators",
        "管理员",
        "Модератор",
    ]
    .iter()
    .enumerate()
    {
        let reader = service.author("reader");
        let mut comment = reader.comment(&format!("{number}: {}", "word ".repeat(number)));
        comment["author"]["name"] = json!(name);
        comment["author"]["email"] = json!(format!("reader{number}@example.org"));

        let posted = reader.submit(&comment).await.posted();
        assert_eq!(status(&posted), "pending", "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_is_refused_to_its_author_only() {
    let service = Service::start(json!({ "mode": "all" })).await;
    let moderator = service.moderator("grace").await;
    let ada = service.author("ada");
    let first = ada.at(HOME).post(TEXT).await;

    let same_network = ada.at(HOME).try_post(TEXT).await;
    let problem = same_network.refused(409, "duplicate_comment");
    assert_eq!(problem["duplicate_of"], first.id);
    let by_token = ada.at(ELSEWHERE).proving(&first).try_post(TEXT).await;
    by_token.refused(409, "duplicate_comment");

    // A stranger who types the address learns nothing.
    let stranger = ada.at(ELSEWHERE).post(TEXT).await;
    assert_eq!(status(&stranger), "pending");
    assert!(!stranger.comment.to_string().contains(&first.id));
    assert_eq!(moderator.finding_codes(&stranger).await, ["near_duplicate"]);

    moderator.decide(&first, "reject").await;
    ada.at("203.0.113.8").post(TEXT).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_without_proof_is_held_however_short_it_is() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let ada = service.author("ada");
    ada.at(HOME).post("Well said!").await;

    let held = ada.at(ELSEWHERE).post("Well said!").await;
    assert_eq!(status(&held), "pending");

    // Under another article, two people say it by chance.
    let another = service.another_article().await;
    let own = ada
        .under(&another)
        .at("203.0.113.8")
        .post("Well said!")
        .await;
    assert_eq!(status(&own), "approved");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_that_repeats_a_comment_is_refused_to_its_author_only() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let ada = service.author("ada");
    ada.at(HOME).post(TEXT).await;

    let own = ada.at(HOME).post(OTHER).await;
    let answer = ada.at(ELSEWHERE).try_edit(&own, TEXT).await;
    answer.refused(409, "duplicate_comment");

    let stranger = ada.at(ELSEWHERE).post("Something else, at first.").await;
    let edited = ada.at(ELSEWHERE).edit(&stranger, TEXT).await;
    assert_eq!(edited["status"], "pending");
}

/// Whoever types an email does not make the post of its owner wait.
#[tokio::test(flavor = "multi_thread")]
async fn posts_under_one_email_from_two_networks_do_not_wait_for_each_other() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let ada = service.author("ada");
    let stranger = ada.at(ELSEWHERE);

    let barrier = Barrier::before_writes(&service, "contacts").await;
    let stuck = tokio::spawn(async move {
        let text = "Call me on +1 555 010 7788, or write to me.";
        stranger.try_post(text).await.status
    });
    // The writes of another role's session are not in `pg_stat_activity`.
    let waits = "pg_locks WHERE NOT granted AND relation = 'contacts'::regclass \
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    let is_stuck = async || service.count(waits).await == 1;
    eventually("the stranger waits", Duration::from_secs(2), is_stuck).await;

    let posted = ada.at(HOME).try_post(TEXT).await;
    let still_stuck = !stuck.is_finished();
    barrier.opens().await;

    posted.created();
    assert!(still_stuck, "the posts met");
    assert_eq!(stuck.await.unwrap(), 201);
}
