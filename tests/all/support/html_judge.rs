//! A second opinion on the sanitiser. It parses the HTML with another parser and has its own lists
//! of what is allowed, taken from the contract and not from the code under test.

use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{Attribute, LocalName, ParseOpts, QualName, local_name, ns, parse_fragment};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// The elements and attributes that a fragment may contain.
#[derive(Debug, Clone, Copy)]
pub struct Allowed {
    /// Each element with its attributes.
    elements: &'static [(&'static str, &'static [&'static str])],
    /// The exact `rel` of each link.
    rel: &'static str,
    /// The prefix of every `id` and of every link to a fragment.
    anchors: Option<&'static str>,
}

impl Allowed {
    pub const COMMENT: Self = Self {
        elements: &[
            ("p", &["dir"]),
            ("br", &[]),
            ("em", &[]),
            ("strong", &[]),
            ("del", &[]),
            ("code", &[]),
            ("pre", &["dir"]),
            ("blockquote", &["dir"]),
            ("ul", &[]),
            ("ol", &["start"]),
            ("li", &["dir"]),
            ("a", &["href", "rel"]),
        ],
        rel: "nofollow ugc noopener",
        anchors: None,
    };

    pub const ARTICLE: Self = Self {
        elements: &[
            ("p", &["dir"]),
            ("br", &[]),
            ("em", &[]),
            ("strong", &[]),
            ("del", &[]),
            ("code", &[]),
            ("pre", &["dir"]),
            ("blockquote", &["dir"]),
            ("ul", &[]),
            ("ol", &["start"]),
            ("li", &["id", "dir"]),
            ("a", &["href", "rel", "id"]),
            ("h2", &["dir"]),
            ("h3", &["dir"]),
            ("h4", &["dir"]),
            ("h5", &["dir"]),
            ("h6", &["dir"]),
            ("hr", &[]),
            ("sup", &[]),
            ("table", &[]),
            ("thead", &[]),
            ("tbody", &[]),
            ("tr", &[]),
            ("th", &["dir"]),
            ("td", &["dir"]),
        ],
        rel: "noopener",
        anchors: Some("footnote-"),
    };
}

/// Everything that is not allowed, in words; empty for good HTML. The fragment is parsed as the
/// content of a page's body, once with scripting and once without, since the two parse `<noscript>`
/// differently.
pub fn violations(html: &str, allowed: Allowed) -> Vec<String> {
    let mut found = Vec::new();

    for scripting_enabled in [true, false] {
        let tree_builder = TreeBuilderOpts {
            scripting_enabled,
            ..TreeBuilderOpts::default()
        };
        let options = ParseOpts {
            tree_builder,
            ..ParseOpts::default()
        };
        let body = QualName::new(None, ns!(html), local_name!("body"));
        let dom = parse_fragment(
            RcDom::default(),
            options,
            body,
            Vec::new(),
            scripting_enabled,
        )
        .one(html);

        // The parser puts the fragment's content below an `html` element.
        let roots = dom.document.children.borrow();
        let mut open: Vec<Handle> = roots
            .iter()
            .flat_map(|root| root.children.borrow().clone())
            .collect();

        while let Some(node) = open.pop() {
            judge(&node, allowed, &mut found);
            open.extend(node.children.borrow().iter().cloned());
        }
    }
    found.dedup();

    found
}

fn judge(node: &Handle, allowed: Allowed, found: &mut Vec<String>) {
    match &node.data {
        NodeData::Text { .. } | NodeData::Document => {}
        NodeData::Doctype { .. } => found.push("a doctype".to_owned()),
        NodeData::Comment { contents } => found.push(format!("a comment: {contents}")),
        NodeData::ProcessingInstruction { target, .. } => {
            found.push(format!("an instruction: {target}"))
        }
        NodeData::Element { name, attrs, .. } => {
            let element = allowed
                .elements
                .iter()
                .find(|(element, _)| **element == *name.local);
            match element {
                Some((_, attributes)) if name.ns == ns!(html) => {
                    let attrs = attrs.borrow();
                    found.extend(
                        attrs
                            .iter()
                            .filter_map(|held| judge_attribute(held, attributes, allowed)),
                    );
                    found.extend(judge_link(&name.local, &attrs, allowed));
                }
                _ => found.push(format!("element <{}> of {}", name.local, name.ns)),
            }
        }
    }
}

fn judge_attribute(held: &Attribute, attributes: &[&str], allowed: Allowed) -> Option<String> {
    let (name, value) = (&*held.name.local, &*held.value);
    let good = match name {
        _ if held.name.prefix.is_some() || !attributes.contains(&name) => false,
        "href" => is_good_address(value, allowed),
        "rel" => value == allowed.rel,
        "dir" => value == "auto",
        "id" => allowed
            .anchors
            .is_some_and(|prefix| value.starts_with(prefix)),
        "start" => value.bytes().all(|byte| byte.is_ascii_digit()),
        _ => true,
    };

    (!good).then(|| format!("attribute {name}={value:?}"))
}

fn judge_link(element: &LocalName, attributes: &[Attribute], allowed: Allowed) -> Option<String> {
    let rel = attributes.iter().find(|held| *held.name.local == *"rel");
    let says_so = rel.is_some_and(|held| *held.value == *allowed.rel);

    (*element == local_name!("a") && !says_so)
        .then(|| format!("a link without rel={:?}", allowed.rel))
}

/// Reads the scheme as the URL Standard does: white space and controls in front, and tabs and line
/// ends anywhere, do not count. An address without a scheme is good only as a link to one of the
/// page's own anchors.
fn is_good_address(value: &str, allowed: Allowed) -> bool {
    let seen: String = value
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .collect();
    let seen = seen.trim_start_matches(|c: char| c <= ' ');

    if let Some(fragment) = seen.strip_prefix('#') {
        return allowed
            .anchors
            .is_some_and(|prefix| fragment.starts_with(prefix));
    }

    let scheme = seen
        .split_once(':')
        .map(|(scheme, _)| scheme.to_ascii_lowercase());

    matches!(scheme.as_deref(), Some("http" | "https" | "mailto"))
}
