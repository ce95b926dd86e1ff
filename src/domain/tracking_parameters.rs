//! The parameters that campaigns and advertisers add to links. They never tell pages apart.

/// Names in lower case. They are compared without regard to case.
const NAMES: [&str; 37] = [
    // Google: Ads, Analytics, Merchant Center.
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "srsltid",
    "gad_source",
    "gad_campaignid",
    "_ga",
    "_gl",
    // Meta, Microsoft, Yandex.
    "fbclid",
    "igshid",
    "igsh",
    "msclkid",
    "yclid",
    "ysclid",
    "_openstat",
    // Twitter, TikTok, LinkedIn, Pinterest, Snapchat, Reddit.
    "twclid",
    "ttclid",
    "li_fat_id",
    "epik",
    "sccid",
    "rdt_cid",
    // Newsletters: Mailchimp, Marketo, HubSpot, Omeda, Vero, Drip.
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "_hsenc",
    "_hsmi",
    "__hstc",
    "__hssc",
    "__hsfp",
    "hsctatracking",
    "oly_anon_id",
    "oly_enc_id",
    "vero_id",
    "__s",
    // Matomo, in its older spelling.
    "pk_campaign",
];

/// The families `utm_source`, `utm_medium` and so on, and the same of Matomo.
const PREFIXES: [&str; 2] = ["utm_", "mtm_"];

/// Whether a decoded name is that of a tracking parameter. A newsletter whose links were escaped
/// twice has `&amp;utm_source=`.
pub(super) fn is_tracking(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let name = name.strip_prefix("amp;").unwrap_or(&name);

    NAMES.contains(&name) || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}
