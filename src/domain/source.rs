//! What does an article cite? Numbered sources with what identifies them, as parsed at the door.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::domain::comment::check;
use crate::domain::refusal::Invalid;
use crate::domain::web_address::WebAddress;
use crate::text::normalize::tidy_line;

/// A source as it is sent in, not checked yet.
#[derive(Debug, Clone, Default)]
pub struct SourceInput {
    pub number: i64,
    pub text: String,
    pub doi: Option<String>,
    pub pmid: Option<String>,
    pub url: Option<String>,
}

/// One numbered source, as it is stored and shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The number by which the text mentions it, 1 to 9,999.
    pub number: i32,
    /// The citation, of 1 to 2,000 graphemes on one line.
    pub text: String,
    /// Bare, such as `10.1000/182`: without `doi:` and without a resolver.
    pub doi: Option<String>,
    /// The digits of a PubMed id.
    pub pmid: Option<String>,
    pub url: Option<String>,
}

const MAX_SOURCES: usize = 500;
const MAX_NUMBER: i32 = 9_999;
const MAX_TEXT: usize = 2_000;
const MAX_DOI: usize = 300;
const MAX_PMID: usize = 10;

impl Source {
    /// All sources of an article, in the order given.
    ///
    /// # Errors
    /// Every field that must change, by its pointer under `/references`.
    pub fn parse_all(inputs: &[SourceInput]) -> Result<Vec<Self>, Vec<Invalid>> {
        if inputs.len() > MAX_SOURCES {
            let detail = format!("List at most {MAX_SOURCES} references.");
            return Err(vec![Invalid::new("/references", "too_many", detail)]);
        }
        let (mut sources, mut faults, mut numbers) = (Vec::new(), Vec::new(), BTreeSet::new());
        for (index, input) in inputs.iter().enumerate() {
            let pointer = format!("/references/{index}");
            match Self::parse(input, &pointer) {
                Ok(source) if numbers.insert(source.number) => sources.push(source),
                Ok(_) => faults.push(Invalid::new(
                    format!("{pointer}/number"),
                    "repeated_number",
                    "Give each reference a number of its own.",
                )),
                Err(found) => faults.extend(found),
            }
        }
        if faults.is_empty() {
            Ok(sources)
        } else {
            Err(faults)
        }
    }

    fn parse(input: &SourceInput, pointer: &str) -> Result<Self, Vec<Invalid>> {
        let number = parse_number(input.number, &format!("{pointer}/number"));
        let text = tidy_line(&input.text);
        let checked = check(&text, &format!("{pointer}/text"), MAX_TEXT);
        let doi = optional(input.doi.as_deref(), |doi| {
            parse_doi(doi, &format!("{pointer}/doi"))
        });
        let pmid = optional(input.pmid.as_deref(), |pmid| {
            parse_pmid(pmid, &format!("{pointer}/pmid"))
        });
        let url = optional(input.url.as_deref(), |url| {
            WebAddress::parse(url, &format!("{pointer}/url")).map(|url| url.as_str().to_owned())
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
        Invalid::new(
            pointer,
            "out_of_range",
            format!("Number references from 1 to {MAX_NUMBER}."),
        )
    })
}

/// The bare DOI: `10.`, a registrant of digits and dots, a slash and a suffix of visible characters
/// (ISO 26324). What people put before it is taken off.
fn parse_doi(input: &str, pointer: &str) -> Result<String, Invalid> {
    let written = input.trim();
    let bare = PREFIXES.iter().find_map(|prefix| {
        let head = written.get(..prefix.len())?;
        head.eq_ignore_ascii_case(prefix)
            .then(|| written.get(prefix.len()..))?
    });
    let doi = bare.unwrap_or(written).trim_start();
    let visible = doi.chars().all(|c| !c.is_whitespace() && !c.is_control());
    let named = doi
        .strip_prefix("10.")
        .and_then(|rest| rest.split_once('/'))
        .is_some_and(|(registrant, suffix)| {
            let digits = registrant
                .split('.')
                .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
            digits && !suffix.is_empty()
        });
    let printable = check(doi, pointer, MAX_DOI);
    if named && visible && printable.is_ok() {
        return Ok(doi.to_owned());
    }
    Err(Invalid::new(
        pointer,
        "invalid_doi",
        "Give a DOI such as 10.1000/182.",
    ))
}

const PREFIXES: [&str; 5] = [
    "https://doi.org/",
    "http://doi.org/",
    "https://dx.doi.org/",
    "http://dx.doi.org/",
    "doi:",
];

fn parse_pmid(input: &str, pointer: &str) -> Result<String, Invalid> {
    let digits = input.trim();
    if (1..=MAX_PMID).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(digits.to_owned());
    }
    Err(Invalid::new(
        pointer,
        "invalid_pmid",
        "Give the digits of a PubMed id, such as 30202372.",
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn input(number: i64) -> SourceInput {
        SourceInput {
            number,
            text: "A. Author (2020). A title.".to_owned(),
            ..SourceInput::default()
        }
    }

    fn pointers(inputs: &[SourceInput]) -> Vec<String> {
        let faults = Source::parse_all(inputs).err().unwrap_or_default();
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
    fn each_reference_has_a_number_of_its_own() {
        assert!(Source::parse_all(&[input(2), input(1)]).is_ok());
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
    fn every_fault_is_told_at_once() {
        let bad = SourceInput {
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
