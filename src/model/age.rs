use serde::{Deserialize, Serialize};

/// The age group that default limits and presets are kept for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AgeBand {
    /// From about 12 years.
    #[default]
    Adult,
    /// A child, from about one month to 12 years.
    Child,
    /// A newborn, up to about one month.
    Neonate,
}

impl AgeBand {
    /// Every band, oldest first.
    pub const ALL: [Self; 3] = [Self::Adult, Self::Child, Self::Neonate];

    /// The name on the screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Adult => "Adult",
            Self::Child => "Child",
            Self::Neonate => "Neonate",
        }
    }
}
