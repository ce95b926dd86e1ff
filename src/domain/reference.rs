//! The numbered references of an article.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::domain::refusal::Invalid;
use crate::domain::text_field::check_text;
use crate::domain::text_limit::{CITATION, DOI, REFERENCES};
use crate::domain::web_url::WebUrl;
use crate::text::normalize::tidy_line;

/// A reference as the client sends it, not checked yet.
#[derive(Debug, Clone, Default)]
pub(crate) struct ReferenceInput {
    pub number: i64,
    pub text: String,
    pub doi: Option<String>,
    pub pmid: Option<String>,
    pub url: Option<String>,
}

/// One numbered reference, as it is stored and shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// The number by which the article's text mentions it, 1 to 9,999.
    pub number: i32,
    /// The citation, of 1 to 2,000 graphemes on one line.
    pub text: String,
    /// The bare DOI, such as `10.1000/182`: without `doi:` and without a resolver.
    pub doi: Option<String>,
    /// The digits of a PubMed id.
    pub pmid: Option<String>,
    pub url: Option<String>,
}

pub(crate) const MAX_REFERENCES: usize = 500;
const MAX_NUMBER: i32 = 9_999;
const MAX_PMID: usize = 10;

/// Prefixes that people write before a DOI.
const DOI_PREFIXES: [&str; 5] = [
    "https://doi.org/",
    "http://doi.org/",
    "https://dx.doi.org/",
    "http://dx.doi.org/",
    "doi:",
];

impl Reference {
    /// All references of an article, in the order given.
    ///
    /// # Errors
    /// Every field that must change, by its pointer under `/references`.
    pub(crate) fn parse_all(inputs: &[ReferenceInput]) -> Result<Vec<Self>, Vec<Invalid>> {
        if inputs.len() > MAX_REFERENCES {
            let detail = format!("List at most {MAX_REFERENCES} references.");
            return Err(vec![Invalid::new("/references", "too_many", detail)]);
        }

        let (mut references, mut faults, mut numbers) = (Vec::new(), Vec::new(), BTreeSet::new());
        for (index, input) in inputs.iter().enumerate() {
            let pointer = format!("/references/{index}");
            match Self::parse(input, &pointer) {
                Ok(reference) if numbers.insert(reference.number) => references.push(reference),
                Ok(_) => faults.push(Invalid::new(
                    format!("{pointer}/number"),
                    "repeated_number",
                    "Give each reference a different number.",
                )),
                Err(found) => faults.extend(found),
            }
        }

        if !faults.is_empty() {
            return Err(faults);
        }
        REFERENCES
            .check(&all_texts(&references), "/references")
            .map_err(|fault| vec![fault])?;

        Ok(references)
    }

    fn parse(input: &ReferenceInput, pointer: &str) -> Result<Self, Vec<Invalid>> {
        let number = parse_number(input.number, &format!("{pointer}/number"));
        let text = tidy_line(&input.text);
        let checked = check_text(&text, &format!("{pointer}/text"), CITATION);
        let doi = optional(input.doi.as_deref(), |doi| {
            parse_doi(doi, &format!("{pointer}/doi"))
        });
        let pmid = optional(input.pmid.as_deref(), |pmid| {
            parse_pmid(pmid, &format!("{pointer}/pmid"))
        });
        let url = optional(input.url.as_deref(), |url| {
            WebUrl::parse(url, &format!("{pointer}/url")).map(WebUrl::into_string)
        });

        match (number, checked, doi, pmid, url) {
            (Ok(number), Ok(()), Ok(doi), Ok(pmid), Ok(url)) => Ok(Self {
                number,
                text,
                doi,
                pmid,
                url,
            }),
            (number, checked, doi, pmid, url) => {
                let faults = [
                    number.err(),
                    checked.err(),
                    doi.err(),
                    pmid.err(),
                    url.err(),
                ];
                Err(faults.into_iter().flatten().collect())
            }
        }
    }
}

/// What the references consist of together.
fn all_texts(references: &[Reference]) -> String {
    let texts = references.iter().flat_map(|reference| {
        let (doi, url) = (reference.doi.as_deref(), reference.url.as_deref());
        [Some(reference.text.as_str()), doi, url]
            .into_iter()
            .flatten()
    });

    texts.collect()
}

fn optional(
    input: Option<&str>,
    parse: impl Fn(&str) -> Result<String, Invalid>,
) -> Result<Option<String>, Invalid> {
    input.map(parse).transpose()
}

fn parse_number(input: i64, pointer: &str) -> Result<i32, Invalid> {
    let number = i32::try_from(input)
        .ok()
        .filter(|number| (1..=MAX_NUMBER).contains(number));

    number.ok_or_else(|| {
        let detail = format!("Choose a number from 1 to {MAX_NUMBER}.");
        Invalid::new(pointer, "out_of_range", detail)
    })
}

/// The bare DOI (ISO 26324): `10.`, a registrant of digits and dots, a slash and a suffix of
/// visible characters. A usual prefix is removed.
fn parse_doi(input: &str, pointer: &str) -> Result<String, Invalid> {
    let doi = without_doi_prefix(input.trim()).trim_start();

    let is_visible = doi.chars().all(|c| !c.is_whitespace() && !c.is_control());
    let has_parts = doi
        .strip_prefix("10.")
        .and_then(|rest| rest.split_once('/'))
        .is_some_and(|(registrant, suffix)| is_registrant(registrant) && !suffix.is_empty());
    if has_parts && is_visible && check_text(doi, pointer, DOI).is_ok() {
        return Ok(doi.to_owned());
    }

    let detail = "Enter a DOI such as 10.1000/182.";
    Err(Invalid::new(pointer, "invalid_doi", detail))
}

fn without_doi_prefix(written: &str) -> &str {
    let bare = DOI_PREFIXES.iter().find_map(|prefix| {
        let head = written.get(..prefix.len())?;
        head.eq_ignore_ascii_case(prefix)
            .then(|| written.get(prefix.len()..))?
    });

    bare.unwrap_or(written)
}

fn is_registrant(text: &str) -> bool {
    text.split('.')
        .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

fn parse_pmid(input: &str, pointer: &str) -> Result<String, Invalid> {
    let digits = input.trim();
    if (1..=MAX_PMID).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(digits.to_owned());
    }

    let detail = "Enter the digits of a PubMed id, such as 30202372.";
    Err(Invalid::new(pointer, "invalid_pmid", detail))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn input(number: i64) -> ReferenceInput {
        ReferenceInput {
            number,
            text: "A. Author (2020). A title.".to_owned(),
            ..ReferenceInput::default()
        }
    }

    fn pointers(inputs: &[ReferenceInput]) -> Vec<String> {
        let faults = Reference::parse_all(inputs).err().unwrap_or_default();
        faults.into_iter().map(|fault| fault.pointer).collect()
    }

    #[test]
    fn a_doi_is_stored_bare_however_it_is_written() {
        for written in [
            "10.1000/182",
            " doi: 10.1000/182",
            "https://doi.org/10.1000/182",
            "HTTP://DX.DOI.ORG/10.1000/182",
        ] {
            assert_eq!(
                parse_doi(written, "/doi").as_deref(),
                Ok("10.1000/182"),
                "{written}"
            );
        }

        for written in [
            "",
            "10.1000",
            "10./1",
            "11.1/1",
            "10.1000/",
            "10.1000/a b",
            "10.x/1",
            "10.1/\0",
        ] {
            assert!(parse_doi(written, "/doi").is_err(), "{written}");
        }
    }

    #[test]
    fn a_pmid_is_digits() {
        assert_eq!(parse_pmid(" 30202372 ", "/pmid").as_deref(), Ok("30202372"));
        for written in ["", "PMC12", "-1", "١٢", "12345678901"] {
            assert!(parse_pmid(written, "/pmid").is_err(), "{written}");
        }
    }

    #[test]
    fn each_reference_has_a_different_number() {
        assert!(Reference::parse_all(&[input(2), input(1)]).is_ok());

        assert_eq!(
            pointers(&[input(1), input(2), input(1)]),
            ["/references/2/number"]
        );
        assert_eq!(
            pointers(&[input(0), input(10_000)]),
            ["/references/0/number", "/references/1/number"]
        );
    }

    #[test]
    fn every_fault_is_reported_at_once() {
        let bad = ReferenceInput {
            number: -1,
            text: " ".to_owned(),
            doi: Some("x".to_owned()),
            pmid: Some("x".to_owned()),
            url: Some("javascript:alert(1)".to_owned()),
        };

        let expected =
            ["number", "text", "doi", "pmid", "url"].map(|field| format!("/references/0/{field}"));

        assert_eq!(pointers(&[bad]), expected);
    }

    proptest! {
        #[test]
        fn a_stored_doi_parses_to_itself(written in "(doi:)? ?10\\.[0-9]{1,5}/\\PC{1,20}") {
            if let Ok(doi) = parse_doi(&written, "/doi") {
                prop_assert_eq!(parse_doi(&doi, "/doi"), Ok(doi));
            }
        }
    }
}
