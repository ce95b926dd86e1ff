//! Which parts of an address tell the pages of a site apart.

use serde::{Deserialize, Serialize};

use crate::domain::refusal::Invalid;

/// The part of a site's policy that is about the addresses of its pages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct PageRules {
    /// Whether the fragment names a page, as in `https://example.org/#/about`.
    pub hash_routes: bool,
    /// Names of parameters that do not tell pages apart, besides those of campaigns. A name may end
    /// in a star, which stands for any characters.
    pub ignored_parameters: Vec<String>,
}

const MAX_NAMES: usize = 100;
const MAX_NAME: usize = 100;

impl PageRules {
    /// Every entry that is out of its limits, with its pointer into the policy.
    pub(super) fn faults(&self) -> Vec<Invalid> {
        let mut faults = Vec::new();

        if self.ignored_parameters.len() > MAX_NAMES {
            let detail = format!("List at most {MAX_NAMES} names of parameters.");
            faults.push(Invalid::new(
                "/pages/ignored_parameters",
                "too_many",
                detail,
            ));
        }

        for (index, name) in self.ignored_parameters.iter().enumerate() {
            if !is_name(name) {
                let pointer = format!("/pages/ignored_parameters/{index}");
                let detail = format!(
                    "Enter the name of a parameter, such as ref: 1 to {MAX_NAME} characters without \
                     spaces, &, =, # and ?. A star is allowed at its end only, such as ref_*."
                );
                faults.push(Invalid::new(pointer, "invalid_parameter", detail));
            }
        }

        faults
    }

    /// Whether a decoded name is one of the ignored ones. Case counts, as it does for websites.
    pub(super) fn ignore(&self, name: &str) -> bool {
        self.ignored_parameters
            .iter()
            .any(|ignored| match ignored.strip_suffix('*') {
                Some(prefix) => name.starts_with(prefix),
                None => name == ignored,
            })
    }
}

fn is_name(name: &str) -> bool {
    let stem = name.strip_suffix('*').unwrap_or(name);
    let is_plain = |c: char| {
        !c.is_whitespace() && !c.is_control() && !matches!(c, '&' | '=' | '#' | '?' | '*')
    };

    !name.is_empty() && name.chars().count() <= MAX_NAME && stem.chars().all(is_plain)
}
