use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::AgeBand;

/// Who lies in the bed, as far as the screen names them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Patient {
    name: String,
    bed: String,
    age: AgeBand,
}

/// Why a patient's entry was refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PatientError {
    /// A text is longer than fits any record.
    #[error("{field} is {length} characters long, at most {} fit", Patient::LONGEST)]
    TooLong {
        /// Which text.
        field: &'static str,
        /// Its length in characters.
        length: usize,
    },
    /// The bed has no name.
    #[error("the bed needs a name")]
    NoBed,
}

impl Patient {
    /// The most characters a name or a bed may have.
    pub const LONGEST: usize = 80;

    /// Checks and trims both texts.
    ///
    /// # Errors
    /// When a text is longer than [`Patient::LONGEST`] or `bed` is empty.
    pub fn new(name: &str, bed: &str, age: AgeBand) -> Result<Self, PatientError> {
        let (name, bed) = (name.trim(), bed.trim());
        for (field, text) in [("the name", name), ("the bed", bed)] {
            let length = text.chars().count();
            if length > Self::LONGEST {
                return Err(PatientError::TooLong { field, length });
            }
        }
        if bed.is_empty() {
            return Err(PatientError::NoBed);
        }
        Ok(Self { name: name.to_owned(), bed: bed.to_owned(), age })
    }

    /// The patient's name; may be empty.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The bed's name.
    pub fn bed(&self) -> &str {
        &self.bed
    }

    /// The age group.
    pub const fn age(&self) -> AgeBand {
        self.age
    }
}

#[derive(Deserialize)]
struct Unchecked {
    name: String,
    bed: String,
    age: AgeBand,
}

impl TryFrom<Unchecked> for Patient {
    type Error = PatientError;

    fn try_from(given: Unchecked) -> Result<Self, PatientError> {
        Self::new(&given.name, &given.bed, given.age)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_trimmed_and_bounded() {
        let patient = Patient::new("  Doe, Jane ", "Bed 1", AgeBand::Adult);
        assert_eq!(patient.map(|p| p.name().to_owned()), Ok("Doe, Jane".to_owned()));
        let long = "x".repeat(81);
        assert_eq!(
            Patient::new(&long, "Bed 1", AgeBand::Adult),
            Err(PatientError::TooLong { field: "the name", length: 81 })
        );
        assert_eq!(Patient::new("", " ", AgeBand::Adult), Err(PatientError::NoBed));
    }

    #[test]
    fn what_was_stored_is_checked_again_when_read() {
        let stored = r#"{"name":"","bed":"","age":"Adult"}"#;
        assert!(serde_json::from_str::<Patient>(stored).is_err());
    }
}
