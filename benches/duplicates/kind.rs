//! The kinds of pairs.

use serde::Serialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    // Duplicates.
    CasePunctuationSpacing,
    InvisibleLetters,
    LookAlikeLetters,
    CompatibilityLetters,
    Leet,
    EmojiOrLinkAdded,
    WordsInserted,
    WordsDeleted,
    WordsReplaced,
    LatePhraseChanged,
    EndingChanged,
    Typos,
    SentencesReordered,
    GreetingOrSignatureAdded,
    Extended,
    Truncated,
    SpunSpam,
    // Different comments.
    SameAuthorOtherText,
    SharedSignature,
    SharedFrame,
    FormLetter,
    QuoteThenAnswer,
    ShortPraise,
    SameTopic,
    AnswerInTheSameWords,
}

impl Kind {
    /// The kinds that must be found.
    pub const DUPLICATES: [Self; 17] = [
        Self::CasePunctuationSpacing,
        Self::InvisibleLetters,
        Self::LookAlikeLetters,
        Self::CompatibilityLetters,
        Self::Leet,
        Self::EmojiOrLinkAdded,
        Self::WordsInserted,
        Self::WordsDeleted,
        Self::WordsReplaced,
        Self::LatePhraseChanged,
        Self::EndingChanged,
        Self::Typos,
        Self::SentencesReordered,
        Self::GreetingOrSignatureAdded,
        Self::Extended,
        Self::Truncated,
        Self::SpunSpam,
    ];

    /// The kinds that must not be flagged.
    pub const DIFFERENT: [Self; 8] = [
        Self::SameAuthorOtherText,
        Self::SharedSignature,
        Self::SharedFrame,
        Self::FormLetter,
        Self::QuoteThenAnswer,
        Self::ShortPraise,
        Self::SameTopic,
        Self::AnswerInTheSameWords,
    ];

    /// The name in exports and tables.
    pub fn name(self) -> String {
        let name = serde_json::to_value(self).unwrap();

        name.as_str().unwrap().to_owned()
    }
}
