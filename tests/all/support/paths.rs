//! Paths of the API that many tests need.

/// The comments of an article.
pub fn comments(article: &str) -> String {
    format!("/v1/articles/{article}/comments")
}

/// An article, for admins.
pub fn article(id: &str) -> String {
    format!("/v1/admin/articles/{id}")
}
