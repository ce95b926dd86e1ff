//! Links to conversations and groups of messengers: `t.me/ann`, `wa.me/15550107788`,
//! `chat.whatsapp.com/…`, `discord.gg/…`, also with the dots in disguise.

use std::ops::Range;

use super::dots::{Dot, dot};
use super::found::Found;
use super::kind::ContactKind;
use super::role::Role;
use super::telephones::canonical_of_international;
use super::tokens::{Shape, Tokens};

const MOST_LABELS: usize = 4;
const LONGEST_PATH: usize = 60;

/// Marks in the path of a link.
const IN_PATH: &[char] = &[
    '_', '-', '+', '/', '?', '=', '&', '%', '#', '$', '.', '~', ':', '@',
];

/// First parts of paths on Telegram that lead to no person or group.
const TELEGRAM_PAGES: &[&str] = &[
    "share",
    "addstickers",
    "addemoji",
    "addtheme",
    "proxy",
    "socks",
    "iv",
    "c",
    "setlanguage",
    "bg",
    "login",
    "confirmphone",
    "msg",
    "giftcode",
    "boost",
    "blog",
    "faq",
    "apps",
    "tour",
    "privacy",
];

struct Link {
    host: String,
    path: String,
    end: usize,
}

pub(super) fn find(tokens: &Tokens) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;

    while at < tokens.len() {
        let link = begins_host(tokens, at).then(|| read(tokens, at)).flatten();
        let contact = link.and_then(|link| {
            let (kind, canonical) = contact_of(&link.host, &link.path)?;

            Some(Found {
                kind,
                canonical,
                tokens: at..link.end,
            })
        });

        at = contact.as_ref().map_or(at + 1, |found| found.tokens.end);
        found.extend(contact);
    }

    found
}

fn begins_host(tokens: &Tokens, at: usize) -> bool {
    let is_known = tokens.meaning(at).has(Role::Host) && tokens.shape(at) == Some(Shape::Word);
    let is_inside = at > 0
        && (matches!(tokens.shape(at - 1), Some(Shape::Word | Shape::Number))
            || tokens.is_mark(at - 1, &['-', '_', '@'])
            || tokens.is_mark(at - 1, &['.'])
                && at > 1
                && !tokens.is_word(at - 2, "www")
                && tokens.is_letters_or_digits(at - 2));

    is_known && !is_inside
}

fn read(tokens: &Tokens, start: usize) -> Option<Link> {
    let mut labels = vec![tokens.folded_text(start..start + 1)];
    let mut end = start + 1;
    let mut is_disguised = false;

    // The scheme of an app: `tg://resolve?domain=ann`.
    if tokens.is_scheme_end(end) {
        let host = format!("{}:", labels.concat());
        return Some(link_from(tokens, host, end + 3, Spaces::None));
    }

    while labels.len() < MOST_LABELS {
        let (how, after) = dot(tokens, end).or_else(|| space_for_dot(tokens, end))?;
        if tokens.shape(after) != Some(Shape::Word) {
            return None;
        }

        is_disguised |= how != Dot::Plain;
        labels.push(tokens.folded_text(after..after + 1));
        end = after + 1;
        if is_top(tokens, after) && dot(tokens, end).is_none_or(|(how, _)| how != Dot::Plain) {
            break;
        }
    }

    // With spaces on both sides of the slash, they are a disguise, too.
    let slash = tokens.skip_space(end);
    let is_parted = slash > end && tokens.is_space(slash + 1);
    is_disguised |= is_parted && !tokens.meaning(slash + 2).has(Role::Host);
    let slash = if is_disguised { slash } else { end };
    let path_start = slash + 1;
    if !tokens.is_mark(slash, &['/']) {
        return None;
    }
    let spaces = if is_disguised {
        Spaces::AroundSlashes
    } else {
        Spaces::None
    };
    Some(link_from(tokens, labels.join("."), path_start, spaces))
}

/// Whether a path may have spaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spaces {
    None,
    /// Beside the slashes, and behind the plus of an invitation.
    AroundSlashes,
}

fn link_from(tokens: &Tokens, host: String, start: usize, spaces: Spaces) -> Link {
    let segment_end = |start: usize| {
        tokens
            .end_of_ascii(start, IN_PATH)
            .min(start + LONGEST_PATH)
    };
    if spaces == Spaces::None {
        return link_with(tokens, host, start..segment_end(start));
    }

    let path_start = tokens.skip_space(start);
    let mut path_end = segment_end(path_start);
    while path_end - path_start < LONGEST_PATH {
        let slash = tokens.skip_space(path_end);
        let is_slash = tokens.is_mark(slash, &['/']);
        let is_open = path_end > path_start && tokens.is_mark(path_end - 1, &['/', '+']);
        let next = match (is_slash, is_open) {
            (true, _) => tokens.skip_space(slash + 1),
            (false, true) => slash,
            (false, false) => break,
        };

        let end = segment_end(next);
        if end == next {
            break;
        }
        path_end = end;
    }

    link_with(tokens, host, path_start..path_end)
}

fn link_with(tokens: &Tokens, host: String, path: Range<usize>) -> Link {
    let path_start = path.start;
    let mut path_end = path.end;
    while path_end > path_start
        && tokens.is_mark(path_end - 1, &['.', '?', ':', '-', '/', '&', '='])
    {
        path_end -= 1;
    }

    let written = tokens.raw_text(path_start..path_end);
    Link {
        host,
        path: written.chars().filter(|c| *c != ' ').collect(),
        end: path_end,
    }
}

/// A space in place of the dot, with a slash behind: `t me/ann`, `discord gg/abc`.
fn space_for_dot(tokens: &Tokens, at: usize) -> Option<(Dot, usize)> {
    let after = at + 1;
    let is_link = tokens.is_space(at) && is_top(tokens, after) && tokens.is_mark(after + 1, &['/']);

    is_link.then_some((Dot::Disguised, after))
}

fn is_top(tokens: &Tokens, at: usize) -> bool {
    ["me", "gg", "com", "ee", "ir", "app", "group", "org", "to"]
        .iter()
        .any(|top| tokens.is_word(at, top))
}

/// The contact that a link leads to.
fn contact_of(host: &str, path: &str) -> Option<(ContactKind, String)> {
    let (first, rest) = path.split_once('/').unwrap_or((path, ""));
    let name = || handle(first);
    let invitation = |code: &str| invitation_of(host, code);

    match host {
        "whatsapp:" => telephone(parameter(path, "phone")?),
        "tg:" => match parameter(path, "domain") {
            Some(name) => handle(name),
            None => invitation_of("t.me", parameter(path, "invite")?),
        },
        "t.me" | "telegram.me" | "telegram.dog" | "tg.me" => telegram(first, rest),
        "wa.me" | "zalo.me" => match first {
            "message" | "qr" | "g" | "c" => invitation(rest),
            digits => telephone(digits),
        },
        "api.whatsapp.com" | "web.whatsapp.com" | "whatsapp.com" | "www.whatsapp.com" => {
            match first {
                "channel" | "invite" => invitation(rest),
                _ => telephone(parameter(path, "phone")?),
            }
        }
        "chat.whatsapp.com" => invitation(if first == "invite" { rest } else { first }),
        "discord.gg" | "dsc.gg" | "lin.ee" | "u.wechat.com" | "join.skype.com" => invitation(first),
        "discord.com" | "discordapp.com" if first == "invite" => invitation_of("discord.gg", rest),
        "line.me" => {
            let code = path.trim_start_matches("R/").strip_prefix("ti/")?;
            invitation(code)
        }
        "open.kakao.com" | "pf.kakao.com" | "qr.kakao.com" | "weixin.qq.com" => invitation(path),
        "signal.group" => invitation(first.trim_start_matches('#')),
        "signal.me" => match path.strip_prefix("#p/") {
            Some(digits) => telephone(digits),
            None => invitation(path.strip_prefix("#eu/")?),
        },
        "snapchat.com" if first == "add" => handle(rest),
        "ig.me" if first == "m" => handle(rest),
        "m.me" | "vk.me" | "msng.link" => match first {
            "j" | "join" => invitation(rest),
            _ => name(),
        },
        "paypal.me" => name(),
        "paypal.com" if first == "paypalme" => handle(rest),
        "cash.app" => handle(first.strip_prefix('$')?),
        "chats.viber.com" => name(),
        "invite.viber.com" => invitation(parameter(path, "g2")?),
        "eitaa.com" | "rubika.ir" | "ble.ir" | "splus.ir" => match first {
            "join" | "joing" | "joinc" => invitation(rest),
            _ => name(),
        },
        _ => None,
    }
}

fn telegram(first: &str, rest: &str) -> Option<(ContactKind, String)> {
    let invitation = |code: &str| invitation_of("t.me", code);

    if let Some(code) = first.strip_prefix('+') {
        return telephone(code).or_else(|| invitation(code));
    }
    match first {
        "joinchat" | "addlist" => return invitation(rest),
        "s" => return handle(rest),
        page if TELEGRAM_PAGES.contains(&page) => return None,
        _ => {}
    }

    // One message of a channel is read, not written to.
    let is_message = rest.starts_with(|c: char| c.is_ascii_digit());
    handle(first).filter(|_| !is_message)
}

fn handle(segment: &str) -> Option<(ContactKind, String)> {
    let name = segment
        .split(['?', '/', '#'])
        .next()?
        .trim_start_matches('@')
        .to_lowercase();
    let is_name = (3..=40).contains(&name.len())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c));

    is_name.then_some((ContactKind::Handle, name))
}

fn telephone(segment: &str) -> Option<(ContactKind, String)> {
    let digits: String = segment
        .split(['?', '/', '&'])
        .next()?
        .chars()
        .filter(|c| !matches!(c, '+' | '-' | '%'))
        .collect();
    let is_number = digits.chars().all(|c| c.is_ascii_digit());

    canonical_of_international(digits.trim_start_matches('0'))
        .filter(|_| is_number)
        .map(|canonical| (ContactKind::Telephone, canonical))
}

fn invitation_of(host: &str, code: &str) -> Option<(ContactKind, String)> {
    let code = code.split(['?', '&']).next()?;

    (code.len() >= 3).then(|| (ContactKind::Invitation, format!("{host}/{code}")))
}

/// The value of a parameter in the query of a path.
fn parameter<'a>(path: &'a str, name: &str) -> Option<&'a str> {
    let (_, query) = path.split_once('?')?;

    query
        .split('&')
        .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}
