//! The files and pages of the faces: their addresses, caches, codings and rules for browsers.

use std::io::Read;

use super::service::EdgeService;
use super::wire::WireAnswer;

/// The address of a file of the embedded thread, as `embed.js` names it.
async fn embed_address(service: &EdgeService) -> String {
    let script = service.ask("GET /embed.js").await;
    let (_, rest) = script.text().split_once("import \".").unwrap();
    let (address, _) = rest.split_once('"').unwrap();

    address.to_owned()
}

/// The address of the console's script, as the page names it.
async fn console_address(service: &EdgeService) -> String {
    let page = service.ask("GET /console").await;
    let (_, rest) = page.text().split_once("src=\"").unwrap();
    let (address, _) = rest.split_once('"').unwrap();

    address.to_owned()
}

/// The same address with another hash.
fn with_another_hash(address: &str) -> String {
    let mut parts: Vec<&str> = address.split('/').collect();
    let hash = parts.iter_mut().find(|part| part.len() == 16).unwrap();
    *hash = "0123456789abcdef";

    parts.join("/")
}

async fn accepting(service: &EdgeService, path: &str, coding: &str) -> WireAnswer {
    service
        .ask(&format!("GET {path}\nAccept-Encoding: {coding}"))
        .await
}

#[tokio::test]
async fn every_page_may_load_the_embedded_thread_and_keeps_its_files_for_ever() {
    let service = EdgeService::start();
    let module = embed_address(&service).await;

    for (path, cache_control) in [
        ("/embed.js", "public, max-age=300"),
        ("/count.js", "public, max-age=300"),
        (module.as_str(), "public, max-age=31536000, immutable"),
    ] {
        let head = format!("GET {path}\nOrigin: https://blog.example");
        let answer = service.ask(&head).await;

        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("cache-control"), Some(cache_control));
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        let resource_policy = answer.header("cross-origin-resource-policy");
        assert_eq!(resource_policy, Some("cross-origin"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        let media_type = answer.header("content-type");
        assert_eq!(media_type, Some("text/javascript; charset=utf-8"));
        assert_eq!(
            answer.headers("vary"),
            ["Accept-Encoding"],
            "a cache answers all origins alike"
        );
    }
}

#[tokio::test]
async fn the_script_of_the_thread_names_each_module_once_and_all_of_them_exist() {
    let service = EdgeService::start();
    let script = service.ask("GET /embed.js").await;

    let lines: Vec<&str> = script.text().lines().collect();

    let mut unique = lines.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), lines.len());
    assert!(lines[0].ends_with("/embed.js\";"), "the entry comes first");
    for line in lines {
        let path = line
            .strip_prefix("import \".")
            .and_then(|rest| rest.strip_suffix("\";"))
            .unwrap();
        let answer = service.ask(&format!("GET {path}")).await;
        assert_eq!(answer.status, 200, "{path}");
    }
}

#[tokio::test]
async fn a_file_is_revalidated_with_its_tag_and_sent_in_the_coding_that_is_accepted() {
    let service = EdgeService::start();
    let console = console_address(&service).await;
    let module = embed_address(&service).await;

    for path in ["/embed.js", "/count.js", &module, &console] {
        let plain = service.ask(&format!("GET {path}")).await;
        let mut tags = vec![plain.header("etag").unwrap().to_owned()];

        for coding in ["gzip", "br"] {
            let answer = accepting(&service, path, coding).await;
            assert_eq!(answer.header("content-encoding"), Some(coding), "{path}");
            assert_eq!(answer.headers("vary"), plain.headers("vary"));

            let mut text = Vec::new();
            if coding == "gzip" {
                let mut decoder = flate2::read::GzDecoder::new(answer.body.as_slice());
                decoder.read_to_end(&mut text).unwrap();
            } else {
                brotli::BrotliDecompress(&mut answer.body.as_slice(), &mut text).unwrap();
            }
            assert_eq!(text, plain.body, "{path}");

            let tag = answer.header("etag").unwrap().to_owned();
            let known = format!("{coding}\nIf-None-Match: {tag}");
            let again = accepting(&service, path, &known).await;
            assert_eq!(again.status, 304, "{path}");
            assert!(again.body.is_empty());
            assert_eq!(again.header("etag"), Some(tag.as_str()));
            tags.push(tag);
        }

        tags.dedup();
        assert_eq!(tags.len(), 3, "each coding has its own bytes: {path}");
    }
}

#[tokio::test]
async fn a_former_hash_gets_the_present_file_and_no_cache_keeps_it_there() {
    let service = EdgeService::start();

    for address in [
        embed_address(&service).await,
        console_address(&service).await,
    ] {
        let present = service.ask(&format!("GET {address}")).await;
        let former = with_another_hash(&address);
        let answer = service.ask(&format!("GET {former}")).await;

        assert_eq!(answer.status, 200, "{former}");
        assert_eq!(answer.body, present.body);
        assert_eq!(answer.header("cache-control"), Some("public, no-cache"));
    }
}

#[tokio::test]
async fn an_unknown_file_is_a_problem() {
    let service = EdgeService::start();
    let embed = embed_address(&service).await;
    let embed = embed.trim_end_matches("embed.js");
    let console = console_address(&service).await;
    let console = console.trim_end_matches("console/console.js");

    for path in [
        "nothing.js",
        "../console/console.js",
        "..%2fconsole%2fconsole.js",
        "%2e%2e/console/console.js",
        "/etc/passwd.js",
        "embed.js/",
        "embed.rs",
        "embed",
        "%00.js",
        "%ff.js",
    ] {
        let answer = service.ask(&format!("GET {embed}{path}")).await;
        answer.refused(404, "not_found");
    }
    for path in ["console/index.html", "embed/embed.js", "shared/..js"] {
        let answer = service.ask(&format!("GET {console}{path}")).await;
        answer.refused(404, "not_found");
    }
    for path in [
        "/embed/short/embed.js",
        "/embed/embed.js",
        "/embed/",
        "/console/index.html",
        "/console/queue/favicon.ico",
    ] {
        let answer = service.ask(&format!("GET {path}")).await;
        answer.refused(404, "not_found");
    }
}

#[tokio::test]
async fn the_console_is_at_every_path_below_it_under_a_strict_policy() {
    let service = EdgeService::start();

    for path in [
        "/console",
        "/console/",
        "/console/queue",
        "/console/duplicates/0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d11?status=open",
    ] {
        let answer = service.ask(&format!("GET {path}")).await;

        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(
            answer.header("content-type"),
            Some("text/html; charset=utf-8")
        );
        assert_eq!(answer.header("cache-control"), Some("public, no-cache"));
        assert!(answer.header("etag").is_some());
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(
            answer.header("content-security-policy"),
            Some(
                "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                 img-src 'self' data: https:; form-action 'self'; base-uri 'none'; \
                 frame-ancestors 'none'; require-trusted-types-for 'script'; \
                 trusted-types moderato"
            )
        );
        assert!(!answer.text().contains("{{"), "{}", answer.text());
    }
}

#[tokio::test]
async fn no_other_page_may_load_the_console() {
    let service = EdgeService::start();
    let script = console_address(&service).await;

    for path in ["/console", &script] {
        let head = format!("GET {path}\nOrigin: https://blog.example");
        let answer = service.ask(&head).await;

        assert_eq!(answer.header("access-control-allow-origin"), None);
        let resource_policy = answer.header("cross-origin-resource-policy");
        assert_eq!(resource_policy, Some("same-origin"), "{path}");
    }
}

#[tokio::test]
async fn a_page_knows_its_methods_like_an_endpoint() {
    let service = EdgeService::start();
    let module = embed_address(&service).await;

    for path in ["/embed.js", "/console", "/console/queue", &module] {
        let answer = service.ask(&format!("POST {path}")).await;
        answer.refused(405, "method_not_allowed");
        assert_eq!(answer.header("allow"), Some("GET, HEAD, OPTIONS"));

        let answer = service.ask(&format!("OPTIONS {path}")).await;
        assert_eq!(answer.status, 204, "{path}");

        let answer = service.ask(&format!("HEAD {path}")).await;
        assert_eq!(answer.status, 200, "{path}");
    }
}

#[tokio::test]
async fn the_metrics_name_a_page_by_its_template() {
    let service = EdgeService::start();
    let module = embed_address(&service).await;
    for path in ["/console/a/b", "/console/c", &module] {
        service.ask(&format!("GET {path}")).await;
    }

    let metrics = service.ask("GET /metrics").await;

    for template in ["/console/{*path}", "/embed/{hash}/{*file}", "/embed.js"] {
        let label = format!("http_route=\"{template}\"");
        assert!(metrics.text().contains(&label), "{template}");
    }
}
