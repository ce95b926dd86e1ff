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
    CopyWithItsSignature,
    // Campaigns.
    SlotInAShortAd,
    WordSalad,
    // Different comments.
    SameAuthorOtherText,
    SharedSignature,
    SharedFrame,
    FormLetter,
    QuoteThenAnswer,
    ShortPraise,
    SameTopic,
    AnswerInTheSameWords,
    ShortTextUnderASignature,
    NumbersAreTheContent,
    // No campaign.
    GuessesInNumbers,
}

/// What a judge is asked about a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Whether one text is the other one again.
    Duplicate,
    /// Whether the texts of two authors belong to one campaign.
    Campaign,
}

impl Kind {
    /// The kinds that must be found.
    pub const FOUND: [Self; 20] = [
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
        Self::CopyWithItsSignature,
        Self::SlotInAShortAd,
        Self::WordSalad,
    ];

    /// The kinds that must not be flagged.
    pub const DIFFERENT: [Self; 11] = [
        Self::SameAuthorOtherText,
        Self::SharedSignature,
        Self::SharedFrame,
        Self::FormLetter,
        Self::QuoteThenAnswer,
        Self::ShortPraise,
        Self::SameTopic,
        Self::AnswerInTheSameWords,
        Self::ShortTextUnderASignature,
        Self::NumbersAreTheContent,
        Self::GuessesInNumbers,
    ];

    /// Whether its texts are in `data/wrapping`.
    pub const fn is_of_wrapping(self) -> bool {
        matches!(
            self,
            Self::CopyWithItsSignature
                | Self::SlotInAShortAd
                | Self::WordSalad
                | Self::ShortTextUnderASignature
                | Self::NumbersAreTheContent
                | Self::GuessesInNumbers
        )
    }

    pub const fn question(self) -> Question {
        match self {
            Self::SlotInAShortAd | Self::WordSalad | Self::GuessesInNumbers => Question::Campaign,
            _ => Question::Duplicate,
        }
    }

    /// The name in exports and tables.
    pub fn name(self) -> String {
        let name = serde_json::to_value(self).unwrap();

        name.as_str().unwrap().to_owned()
    }
}
