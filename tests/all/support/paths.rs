//! Paths of the API that many tests need.

/// The comments of an article.
pub fn comments(article: &str) -> String {
    format!("/v1/articles/{article}/comments")
}

/// An article, for admins.
pub fn article(id: &str) -> String {
    format!("/v1/admin/articles/{id}")
}

/// The policy of the default site, for admins.
pub const DEFAULT_POLICY: &str = "/v1/admin/sites/default/policy";
