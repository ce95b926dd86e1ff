//! The form of a comment as HTML. It works without a script, and keeps what was typed.

use maud::{Markup, PreEscaped, html};

use crate::flows::comments::challenge::Challenge;
use crate::http::web::thread::fields::Fields;
use crate::http::web::thread::home::Home;
use crate::http::web::thread::words::{Field, Told};

/// A form, empty or with what was typed.
pub(super) struct Writing<'a> {
    pub home: &'a Home,
    pub fields: &'a Fields,
    /// What is wrong with what was sent.
    pub told: Option<&'a Told>,
    /// The question that has to be answered.
    pub challenge: Option<&'a Challenge>,
}

/// How a line of the form is filled in.
struct Line<'a> {
    field: Field,
    value: &'a str,
    help: &'static str,
    /// What browsers fill in by themselves (HTML, 4.10.18.7).
    autocomplete: &'static str,
    /// The keyboard of a phone. `type=email` and `type=url` would refuse addresses that are valid.
    keyboard: &'static str,
    is_required: bool,
}

impl Writing<'_> {
    pub(super) fn html(&self) -> Markup {
        let Fields {
            name,
            email,
            website,
            ..
        } = self.fields;

        html! {
            form #write method="post" action=(self.home.form()) accept-charset="utf-8" {
                (self.summary())
                @if !self.fields.parent.is_empty() {
                    input type="hidden" name="parent" value=(self.fields.parent);
                }
                (self.line(&Line {
                    field: Field::Name, value: name, help: "", autocomplete: "name",
                    keyboard: "text", is_required: true,
                }))
                (self.line(&Line {
                    field: Field::Email, value: email, help: "Will not be published.", autocomplete: "email",
                    keyboard: "email", is_required: true,
                }))
                (self.line(&Line {
                    field: Field::Website, value: website, help: "Optional.", autocomplete: "url",
                    keyboard: "url", is_required: false,
                }))
                (self.text())
                (self.question())
                button type="submit" { "Send" }
            }
        }
    }

    fn summary(&self) -> Markup {
        html! {
            @if let Some(told) = self.told {
                div.notice.fault role="alert" {
                    p { (told.summary) }
                    @if !told.fields.is_empty() {
                        ul {
                            @for fault in &told.fields {
                                li { a href={ "#" (fault.field.id()) } { (fault.field.label()) ": " (fault.words) } }
                            }
                        }
                    }
                }
            }
        }
    }

    fn line(&self, line: &Line<'_>) -> Markup {
        let id = line.field.id();
        let fault = self.fault(line.field);
        let help = Some(format!("{id}-help")).filter(|_| !line.help.is_empty());
        let described = described_by(help.as_deref(), fault.is_some().then_some(id));

        html! {
            div {
                label for=(id) { (line.field.label()) }
                @if let Some(help) = &help { span.help id=(help) { (line.help) } }
                (beside(line.field, fault))
                input type="text" id=(id) name=(id) value=(line.value) dir="auto"
                    autocomplete=(line.autocomplete) inputmode=(line.keyboard)
                    required[line.is_required] aria-invalid=[fault.map(|_| "true")]
                    aria-describedby=[described];
            }
        }
    }

    fn text(&self) -> Markup {
        let fault = self.fault(Field::Text);
        let described = described_by(Some("text-help"), fault.map(|_| Field::Text.id()));

        html! {
            div {
                label for="text" { (Field::Text.label()) }
                span.help id="text-help" { "You can use Markdown: *emphasis*, > quotes, - lists, `code`." }
                (beside(Field::Text, fault))
                // A browser drops the first line break of a text area.
                textarea id="text" name="text" rows="8" dir="auto" required
                    aria-invalid=[fault.map(|_| "true")] aria-describedby=[described] {
                    (PreEscaped("\n")) (self.fields.text)
                }
            }
        }
    }

    fn question(&self) -> Markup {
        let fault = self.fault(Field::Answer);

        html! {
            @if let Some(challenge) = self.challenge {
                div {
                    input type="hidden" name="challenge" value=(challenge.token);
                    label for="answer" { "How much is " (challenge.question.trim_end_matches([' ', '='])) "?" }
                    (beside(Field::Answer, fault))
                    input type="text" id="answer" name="answer" inputmode="numeric" autocomplete="off" required
                        aria-invalid=[fault.map(|_| "true")]
                        aria-describedby=[described_by(None, fault.map(|_| Field::Answer.id()))];
                }
            }
        }
    }

    fn fault(&self, field: Field) -> Option<&str> {
        self.told.and_then(|told| told.about(field))
    }
}

/// What is wrong with a field, beside it.
fn beside(field: Field, fault: Option<&str>) -> Markup {
    html! {
        @if let Some(words) = fault {
            span.wrong id={ (field.id()) "-wrong" } { (words) }
        }
    }
}

/// The ids of what describes a field, for those who hear the page.
fn described_by(help: Option<&str>, wrong: Option<&str>) -> Option<String> {
    let wrong = wrong.map(|id| format!("{id}-wrong"));
    let ids: Vec<&str> = help.into_iter().chain(wrong.as_deref()).collect();

    (!ids.is_empty()).then(|| ids.join(" "))
}
