//! Another parser's view of a whole page: what in it could run, and what its fields hold.

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// An element of a page.
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub text: String,
}

impl Element {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);

        found.map(|(_, value)| value.as_str())
    }
}

/// All elements of a page, in the order of the text.
pub fn elements(html: &str) -> Vec<Element> {
    // The tree is taken apart when the document is dropped.
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(html);
    let mut open = vec![dom.document.clone()];
    let mut found = Vec::new();

    while let Some(node) = open.pop() {
        if let NodeData::Element { name, attrs, .. } = &node.data {
            let attributes = attrs.borrow();
            let attributes = attributes
                .iter()
                .map(|held| (held.name.local.to_string(), held.value.to_string()));

            found.push(Element {
                name: name.local.to_string(),
                attributes: attributes.collect(),
                text: text_of(&node),
            });
        }
        open.extend(node.children.borrow().iter().rev().cloned());
    }

    assert!(found.len() > 5, "no page: {html}");

    found
}

/// What could run, load or reach out from the page.
pub fn live_parts(html: &str) -> Vec<String> {
    let mut found = Vec::new();

    for element in elements(html) {
        if !KNOWN.contains(&element.name.as_str()) {
            found.push(format!("<{}>", element.name));
        }
        for (name, value) in &element.attributes {
            let is_address = ["href", "src", "action", "formaction"].contains(&name.as_str());
            let value = value.trim_start().to_lowercase();
            let is_good = ["http://", "https://", "mailto:", "/", "#"]
                .iter()
                .any(|start| value.starts_with(start));

            if name.starts_with("on") || name == "style" || (is_address && !is_good) {
                found.push(format!("{name}={value:?} on <{}>", element.name));
            }
        }
    }

    found
}

/// The elements that our pages and comments are made of.
const KNOWN: &[&str] = &[
    "html",
    "head",
    "meta",
    "title",
    "link",
    "body",
    "main",
    "article",
    "div",
    "nav",
    "h1",
    "h2",
    "p",
    "ol",
    "ul",
    "li",
    "a",
    "span",
    "bdi",
    "time",
    "form",
    "label",
    "input",
    "textarea",
    "button",
    "blockquote",
    "code",
    "pre",
    "em",
    "strong",
    "del",
    "br",
];

fn text_of(node: &Handle) -> String {
    let mut text = String::new();
    let mut open = vec![node.clone()];

    while let Some(node) = open.pop() {
        if let NodeData::Text { contents } = &node.data {
            text.push_str(&contents.borrow());
        }
        open.extend(node.children.borrow().iter().rev().cloned());
    }

    text
}
