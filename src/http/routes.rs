//! The paths that the service serves, each with its methods.

use actix_web::http::Method;
use matchit::{InsertError, Router};

use crate::http::audience::Audience;
use crate::http::problem::Problem;

/// The metrics' label for requests to paths that are no endpoint.
pub(crate) const UNMATCHED: &str = "unmatched";

/// A lookup of the endpoint that a path belongs to. A literal path takes precedence over one with
/// variable parts, as it does when a request is routed.
#[derive(Default)]
pub(crate) struct Routes(Router<Route>);

/// One path with its methods.
pub(crate) struct Route {
    /// The path with its variable parts named, such as "/v1/articles/{article_id}".
    pub template: String,
    pub audience: Audience,
    methods: Vec<&'static str>,
}

impl Routes {
    /// Adds a route.
    ///
    /// # Errors
    /// When its template matches the same paths as an earlier one.
    pub(crate) fn insert(&mut self, route: Route) -> Result<(), InsertError> {
        self.0.insert(route.template.clone(), route)
    }

    /// The route that a path belongs to.
    pub(crate) fn of(&self, path: &str) -> Option<&Route> {
        self.0.at(path).ok().map(|found| found.value)
    }
}

impl Route {
    /// A route with all its methods, including OPTIONS, whose answers are for programs.
    pub(crate) fn new(template: String, mut methods: Vec<&'static str>) -> Self {
        methods.sort_unstable();

        Self {
            template,
            audience: Audience::Programs,
            methods,
        }
    }

    /// The same route for this audience.
    pub(crate) fn for_readers(self, audience: Audience) -> Self {
        Self { audience, ..self }
    }

    /// The methods of the path, as the header `Allow` lists them.
    pub(crate) fn allow(&self) -> String {
        self.methods.join(", ")
    }

    /// The problem for a method that the path does not support.
    ///
    /// Without this check the router would take a literal path such as `/v1/comments/preview` for a
    /// path with a variable part, which supports other methods.
    pub(crate) fn refuse_method(&self, method: &Method) -> Option<Problem> {
        let is_supported = self.methods.contains(&method.as_str());

        (!is_supported).then(|| Problem::method_not_allowed(self.allow()))
    }
}
