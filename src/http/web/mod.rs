//! The faces for people: files, pages and forms that browsers load, outside the API's contract.

mod assets;
mod console;
mod demo;
mod embed;
mod files;
mod front;
pub(crate) mod layout;
mod security;
mod thread;

use actix_web::web::{self, ServiceConfig};

use crate::http::audience::Audience;
use crate::http::routes::Route;

/// Declares from one list the pages that are served and their routes, which the layer knows for
/// `Allow`, HEAD, OPTIONS and the metrics. The OpenAPI document does not have them.
macro_rules! pages {
    ($($audience:ident $template:literal: $($method:ident $($segment:ident)::+),+;)+) => {
        /// Registers every page.
        pub(crate) fn register(config: &mut ServiceConfig) {
            $($(config.route(&pattern($template), web::$method().to($($segment)::+));)+)+
        }

        /// The routes of all pages.
        pub(crate) fn routes() -> Vec<Route> {
            vec![$(route($template, &[$(stringify!($method)),+], Audience::$audience)),+]
        }
    };
}

// The router tries the paths in this order. People get a problem as a page, programs as JSON.
pages! {
    Programs "/embed.js": get embed::script;
    Programs "/count.js": get embed::count;
    Programs "/embed/{hash}/{*file}": get assets::embed;
    Programs "/console/assets/{hash}/{*file}": get assets::console;
    Programs "/pages/{hash}/{*file}": get assets::pages;
    Programs "/console": get console::page;
    Programs "/console/": get console::page;
    Programs "/console/{*path}": get console::page;
    People "/": get front::page;
    People "/demo": get demo::page;
    People "/threads": get thread::read::at_address, post thread::write::at_address;
    People "/threads/{article_id}": get thread::read::of_article, post thread::write::of_article;
}

/// A template as the router reads it, which writes a rest of a path in another way.
fn pattern(template: &str) -> String {
    match template.split_once("{*") {
        Some((before, rest)) => format!("{before}{{{}", rest.replace('}', ":.+}")),
        None => template.to_owned(),
    }
}

fn route(template: &str, handlers: &[&str], audience: Audience) -> Route {
    let mut methods = vec!["OPTIONS"];

    for handler in handlers {
        match *handler {
            "post" => methods.push("POST"),
            _ => methods.extend(["GET", "HEAD"]),
        }
    }

    Route::new(template.to_owned(), methods).for_readers(audience)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rest_of_a_path_has_the_patterns_of_both_routers() {
        assert_eq!(pattern("/embed/{hash}/{*file}"), "/embed/{hash}/{file:.+}");
        assert_eq!(pattern("/console"), "/console");
    }
}
