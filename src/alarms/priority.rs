use serde::{Deserialize, Serialize};

/// How quickly somebody must respond to an alarm condition (IEC 60601-1-8; meanings as the Edan X8
/// operator's manual p. 31 gives them).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Priority {
    /// Be aware; otherwise discomfort or minor injury may follow.
    Low,
    /// Respond promptly; otherwise reversible injury may follow.
    Medium,
    /// Respond immediately; otherwise death or irreversible injury is likely.
    High,
}

impl Priority {
    /// Every priority, highest first.
    pub const ALL: [Self; 3] = [Self::High, Self::Medium, Self::Low];

    /// The name in texts and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// The marks before an alarm text, so that priority does not rest on colour alone: stars for
    /// physiological, exclamation marks for technical alarms (Philips, Comen and others; one `!` for
    /// a low technical alarm carries their scheme on).
    pub const fn marks(self, category: Category) -> &'static str {
        match (category, self) {
            (Category::Physiological, Self::High) => "***",
            (Category::Physiological, Self::Medium) => "**",
            (Category::Physiological, Self::Low) => "*",
            (Category::Technical, Self::High) => "!!!",
            (Category::Technical, Self::Medium) => "!!",
            (Category::Technical, Self::Low) => "!",
        }
    }
}

/// What an alarm condition is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    /// The patient.
    Physiological,
    /// The equipment.
    Technical,
}
