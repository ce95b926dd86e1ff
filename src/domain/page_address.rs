//! The address of a page, and the key that all spellings of one address share.

use percent_encoding::percent_decode_str;
use sha2::{Digest, Sha256};
use url::Url;

use crate::domain::page_rules::PageRules;
use crate::domain::tracking_parameters::is_tracking;
use crate::domain::web_url::WebUrl;
use crate::text::percent_encoding::percent_encoded_form;

/// An address to find a page by, without what tells no pages apart on any site: the parameters of
/// campaigns, the anchor of a comment, a highlighted text. So the links of all readers to one page
/// share a cached answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PageAddress(String);

/// SHA-256 of a normalised address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AddressKey([u8; 32]);

/// Directory indexes, which servers show under the address of the directory.
const INDEX_FILES: [&str; 3] = ["index.html", "index.htm", "index.php"];

impl PageAddress {
    /// The address that a client asks for. A text that is no web address stays as it is, and a
    /// search for it finds nothing.
    pub(crate) fn asked(text: String) -> Self {
        let Some(mut url) = WebUrl::read(&text) else {
            return Self(text);
        };

        if let Some(query) = url.query() {
            let kept: Vec<&str> = query.split('&').filter(|it| !tracks(it)).collect();
            let kept = kept.join("&");
            url.set_query(Some(kept.as_str()).filter(|kept| !kept.is_empty()));
        }
        let fragment = url.fragment().and_then(place_in_page);
        let fragment = fragment.map(str::to_owned);
        url.set_fragment(fragment.as_deref());

        Self(url.into())
    }

    pub(crate) fn of(url: &WebUrl) -> Self {
        Self(url.as_str().to_owned())
    }

    /// An address as it is stored.
    pub(crate) const fn stored(url: String) -> Self {
        Self(url)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key of the address on a site with these rules; `None` for a text that is no web address.
    pub(crate) fn key(&self, rules: &PageRules) -> Option<AddressKey> {
        let url = WebUrl::read(&self.0)?;

        Some(AddressKey(Sha256::digest(normal_form(&url, rules)?).into()))
    }

    /// The web origins that a page at this address may be of; none for a text that is no web
    /// address. The scheme tells no pages apart, so it tells no origins apart, either.
    pub(crate) fn origins(&self) -> Vec<String> {
        let authority = WebUrl::read(&self.0).as_ref().and_then(authority);
        let schemes = ["https:", "http:"];

        authority.map_or_else(Vec::new, |authority| {
            schemes.map(|scheme| format!("{scheme}{authority}")).into()
        })
    }

    /// The address as the URL of a new page of this origin: with the origin's scheme, and without
    /// the parameters and the fragment that tell no pages of the site apart.
    pub(crate) fn on_origin(&self, origin: &str, rules: &PageRules) -> Option<WebUrl> {
        let mut url = WebUrl::read(&self.0)?;
        let scheme = WebUrl::read(origin)?.scheme().to_owned();
        url.set_scheme(&scheme).ok()?;

        if !rules.hash_routes {
            url.set_fragment(None);
        }
        if let Some(query) = url.query() {
            let is_kept = |parameter: &&str| !rules.ignore(&name_of(parameter));
            let kept: Vec<&str> = query.split('&').filter(is_kept).collect();
            let kept = kept.join("&");
            url.set_query(Some(kept.as_str()).filter(|kept| !kept.is_empty()));
        }

        WebUrl::parse(url.as_str(), "/url").ok()
    }

    /// SHA-256 of the address as it is written.
    pub(crate) fn hash(&self) -> Vec<u8> {
        Sha256::digest(&self.0).to_vec()
    }
}

impl AddressKey {
    pub(crate) const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(crate) const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// The address without its scheme and without all that tells no pages of the site apart. Case,
/// `www.`, the order of parameters and encoded delimiters do tell pages apart.
fn normal_form(url: &Url, rules: &PageRules) -> Option<String> {
    let mut form = authority(url)?;
    form.push_str(&path(url.path()));

    let query = parameters(url.query().unwrap_or_default(), rules);
    if !query.is_empty() {
        form.push('?');
        form.push_str(&query);
    }

    let route = url.fragment().filter(|_| rules.hash_routes);
    let route = route
        .and_then(place_in_page)
        .map(|it| route_form(it, rules));
    if let Some(route) = route.filter(|route| !route.is_empty()) {
        form.push('#');
        form.push_str(&route);
    }

    Some(form)
}

/// Host and port after two slashes, `//example.org`.
fn authority(url: &Url) -> Option<String> {
    // The WHATWG parser has made lower-case A-labels, one form of each IP address, and has removed
    // default ports and dot segments. A dot at the end only says that the name is absolute.
    let host = url.host_str()?.trim_end_matches('.');

    Some(match url.port() {
        Some(port) => format!("//{host}:{port}"),
        None => format!("//{host}"),
    })
}

/// A path without slashes at its end and without the name of an index file.
fn path(path: &str) -> String {
    let mut segments: Vec<String> = path.split('/').map(percent_encoded_form).collect();
    let is_silent = |it: &String| it.is_empty() || INDEX_FILES.contains(&it.as_str());

    while segments.last().is_some_and(is_silent) {
        segments.pop();
    }

    segments.join("/")
}

/// The parameters that tell pages apart, in their order. A plus sign is a space (WHATWG URL
/// Standard, section 5), and a parameter without a value is one with an empty value.
fn parameters(query: &str, rules: &PageRules) -> String {
    let mut kept = Vec::new();

    for parameter in query.split('&') {
        let spaced = parameter.replace('+', "%20");
        let (name, value) = spaced.split_once('=').unwrap_or((&spaced, ""));
        let (name, value) = (percent_encoded_form(name), percent_encoded_form(value));

        let plain_name = decoded(&name);
        if is_tracking(&plain_name) || rules.ignore(&plain_name) {
            continue;
        }
        match (name.is_empty(), value.is_empty()) {
            (true, true) => {}
            (false, true) => kept.push(name),
            _ => kept.push(format!("{name}={value}")),
        }
    }

    kept.join("&")
}

/// A fragment that names a page: a path without slashes at its end, and parameters. `#/`, `#!` and
/// what is left of the anchor of a comment are the page without a fragment.
fn route_form(fragment: &str, rules: &PageRules) -> String {
    let (path, query) = fragment.split_once('?').unwrap_or((fragment, ""));
    let path: Vec<String> = path.split('/').map(percent_encoded_form).collect();
    let path = path.join("/");
    let path = path.trim_end_matches('/');
    let query = parameters(query, rules);

    match (path, query.is_empty()) {
        ("" | "!", true) => String::new(),
        (path, true) if is_anchor_of_comment(path) => String::new(),
        (path, true) => path.to_owned(),
        (path, false) => format!("{path}?{query}"),
    }
}

/// The part of a fragment that a site may give a meaning to: not a highlighted text (`:~:text=`,
/// a fragment directive) and not the anchor of a comment.
fn place_in_page(fragment: &str) -> Option<&str> {
    let (place, _) = fragment.split_once(":~:").unwrap_or((fragment, ""));

    Some(place).filter(|place| !place.is_empty() && !is_anchor_of_comment(place))
}

/// Whether a fragment is `comment-` with a number or an id.
fn is_anchor_of_comment(fragment: &str) -> bool {
    fragment.strip_prefix("comment-").is_some_and(|id| {
        id.contains(|c: char| c.is_ascii_digit())
            && id.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
    })
}

/// Whether a parameter, as it stands in a query, is one of a campaign.
fn tracks(parameter: &str) -> bool {
    is_tracking(&name_of(parameter))
}

/// The decoded name of a parameter, as it stands in a query.
fn name_of(parameter: &str) -> String {
    let (name, _) = parameter.split_once('=').unwrap_or((parameter, ""));

    decoded(&name.replace('+', " "))
}

fn decoded(name: &str) -> String {
    percent_decode_str(name).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests;
