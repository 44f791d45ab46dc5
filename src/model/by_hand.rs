use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Span, Time};

/// How awake a patient is, by the ACVPU scale of NEWS2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Consciousness {
    /// Fully awake.
    Alert,
    /// Awake, and newly confused.
    Confused,
    /// Answers to a voice.
    Voice,
    /// Answers to pain.
    Pain,
    /// Does not answer.
    Unresponsive,
}

impl Consciousness {
    /// Every level, the best first.
    pub const ALL: [Self; 5] = [Self::Alert, Self::Confused, Self::Voice, Self::Pain, Self::Unresponsive];

    /// The name on the screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Alert => "alert",
            Self::Confused => "new confusion",
            Self::Voice => "answers to voice",
            Self::Pain => "answers to pain",
            Self::Unresponsive => "unresponsive",
        }
    }
}

/// What a patient breathes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Option<f64>", into = "Option<f64>")]
pub struct Breathing(Option<f64>);

/// Why an oxygen flow was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the oxygen flow lies between {} and {} l/min", Breathing::LEAST, Breathing::MOST)]
pub struct FlowError;

impl Breathing {
    /// Room air.
    pub const AIR: Self = Self(None);
    /// The smallest oxygen flow, l/min: what low-flow meters give (this project's choice).
    pub const LEAST: f64 = 0.1;
    /// The largest oxygen flow, l/min: high-flow nasal devices give up to 60 (this project's choice).
    pub const MOST: f64 = 80.0;

    /// Oxygen at so many litres a minute.
    ///
    /// # Errors
    /// When the flow is one that no device gives.
    pub fn oxygen(litres: f64) -> Result<Self, FlowError> {
        if (Self::LEAST..=Self::MOST).contains(&litres) { Ok(Self(Some(litres))) } else { Err(FlowError) }
    }

    /// Litres of oxygen a minute; `None` on air.
    pub const fn litres(self) -> Option<f64> {
        self.0
    }
}

impl TryFrom<Option<f64>> for Breathing {
    type Error = FlowError;

    fn try_from(litres: Option<f64>) -> Result<Self, FlowError> {
        litres.map_or(Ok(Self::AIR), Self::oxygen)
    }
}

impl From<Breathing> for Option<f64> {
    fn from(breathing: Breathing) -> Self {
        breathing.0
    }
}

/// Which of NEWS2's two scales scores the oxygen saturation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SpO2Scale {
    /// For everybody else.
    #[default]
    One,
    /// For confirmed hypercapnic respiratory failure, where the saturation aimed at is 88 to 92 %.
    Two,
}

/// What no sensor tells: a person enters it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ByHand {
    /// How awake the patient is, and when that was seen.
    pub consciousness: Option<(Consciousness, Time)>,
    /// Air, or how much oxygen.
    pub breathing: Option<Breathing>,
    /// How saturation is scored.
    pub scale: SpO2Scale,
}

impl ByHand {
    /// The same on another clock, which shows `there` when this one shows `here`.
    #[must_use]
    pub fn on_clock(self, here: Time, there: Time) -> Self {
        let move_over = |at: Time| there - (here - at).max(Span::ZERO);
        Self { consciousness: self.consciousness.map(|(level, at)| (level, move_over(at))), ..self }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_flow_that_no_device_gives_is_refused() {
        for litres in [0.0, -1.0, 81.0, f64::NAN] {
            assert_eq!(Breathing::oxygen(litres), Err(FlowError), "{litres}");
        }
        assert_eq!(FlowError.to_string(), "the oxygen flow lies between 0.1 and 80 l/min");
        assert!(serde_json::from_str::<Breathing>("900").is_err());
        assert_eq!(serde_json::from_str::<Breathing>("null").unwrap(), Breathing::AIR);
    }

    #[test]
    fn entries_read_back_and_keep_their_age_on_another_clock() {
        let entries = ByHand {
            consciousness: Some((Consciousness::Voice, Time::from_secs(1_000.0))),
            breathing: Breathing::oxygen(2.0).ok(),
            scale: SpO2Scale::Two,
        };
        let text = serde_json::to_string(&entries).unwrap();
        assert_eq!(serde_json::from_str::<ByHand>(&text).unwrap(), entries);
        let moved = entries.on_clock(Time::from_secs(1_600.0), Time::from_secs(5.0));
        assert_eq!(moved.consciousness, Some((Consciousness::Voice, Time::from_secs(-595.0))));
        // A clock that was set back makes nothing younger than now.
        let moved = entries.on_clock(Time::from_secs(900.0), Time::from_secs(5.0));
        assert_eq!(moved.consciousness, Some((Consciousness::Voice, Time::from_secs(5.0))));
    }
}
