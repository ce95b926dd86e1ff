//! The paths that the service knows, each with its methods.

use actix_web::http::Method;
use matchit::{InsertError, Router};

use crate::http::problem::Problem;

/// The label of requests to paths that are no endpoint.
pub const UNMATCHED: &str = "unmatched";

/// Which endpoint a path belongs to. A literal path wins over one with variable parts, as it does
/// among the endpoints.
#[derive(Default)]
pub struct Routes(Router<Route>);

/// What is known of one path.
pub struct Route {
    /// With its variable parts named, such as "/v1/articles/{article_id}".
    pub template: String,
    methods: Vec<&'static str>,
}

impl Routes {
    /// Adds a route.
    ///
    /// # Errors
    /// Its template matches the same paths as an earlier one.
    pub fn insert(&mut self, route: Route) -> Result<(), InsertError> {
        self.0.insert(route.template.clone(), route)
    }

    /// The endpoint of a path.
    pub fn of(&self, path: &str) -> Option<&Route> {
        self.0.at(path).ok().map(|found| found.value)
    }
}

impl Route {
    /// A path with the methods that it knows, OPTIONS among them.
    pub fn new(template: String, mut methods: Vec<&'static str>) -> Self {
        methods.sort_unstable();
        Self { template, methods }
    }

    /// The methods that the path knows, as `Allow` lists them.
    pub fn allow(&self) -> String {
        self.methods.join(", ")
    }

    /// The problem of a method that the path does not know. A literal path such as
    /// `/v1/comments/preview` would else be taken for one with a variable part, which knows other
    /// methods.
    pub fn refuse_method(&self, method: &Method) -> Option<Problem> {
        let known = self.methods.contains(&method.as_str());
        (!known).then(|| Problem::method_not_allowed(self.allow()))
    }
}
