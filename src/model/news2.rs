mod chart;
#[cfg(test)]
mod tests;

use std::fmt;

use thiserror::Error;

use super::{AgeBand, Breathing, ByHand, Consciousness, SpO2Scale, Span, Time, Vital};

/// One of the seven things that NEWS2 scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum News2Part {
    /// Respiration rate.
    RespRate,
    /// Oxygen saturation, by the scale that was chosen.
    SpO2,
    /// Air or oxygen.
    Breathing,
    /// Systolic pressure.
    Systolic,
    /// Pulse.
    Pulse,
    /// Consciousness.
    Consciousness,
    /// Temperature.
    Temperature,
}

impl News2Part {
    /// Every part, in the order of the chart.
    pub const ALL: [Self; 7] = [
        Self::RespRate,
        Self::SpO2,
        Self::Breathing,
        Self::Systolic,
        Self::Pulse,
        Self::Consciousness,
        Self::Temperature,
    ];

    /// The name on the screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RespRate => "RR",
            Self::SpO2 => "SpO₂",
            Self::Breathing => "air or oxygen",
            Self::Systolic => "systolic",
            Self::Pulse => "pulse",
            Self::Consciousness => "consciousness",
            Self::Temperature => "temperature",
        }
    }
}

/// What a part was scored on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum News2Value {
    /// A number, and the vital that gave it.
    Number(Vital, f64),
    /// Air or oxygen.
    Breathing(Breathing),
    /// Consciousness.
    Consciousness(Consciousness),
}

impl fmt::Display for News2Value {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(vital, value) => write!(out, "{vital} {}", vital.text(Some(*value))),
            Self::Breathing(breathing) => match breathing.litres() {
                Some(litres) => write!(out, "O₂ {litres} l/min"),
                None => out.write_str("air"),
            },
            Self::Consciousness(level) => out.write_str(level.name()),
        }
    }
}

/// A part with its points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct News2Scored {
    /// Which part.
    pub part: News2Part,
    /// 0 to 3.
    pub points: u8,
    /// What it was scored on.
    pub value: News2Value,
    /// When that was true; `None` for what stands until it is changed.
    pub at: Option<Time>,
}

/// A valid value and when it was true.
pub type Dated = (f64, Time);

/// What a score is made from. Only what can be trusted belongs in here.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct News2Inputs {
    /// The age group.
    pub age: AgeBand,
    /// What a person entered.
    pub by_hand: ByHand,
    /// Breaths per minute.
    pub resp_rate: Option<Dated>,
    /// Per cent.
    pub spo2: Option<Dated>,
    /// Arterial systolic pressure, mmHg; preferred to the cuff's.
    pub arterial: Option<Dated>,
    /// The cuff's systolic pressure, mmHg.
    pub cuff: Option<Dated>,
    /// From the ECG, per minute; preferred to the pulse rate.
    pub heart_rate: Option<Dated>,
    /// From the pulse wave, per minute.
    pub pulse_rate: Option<Dated>,
    /// Degrees Celsius.
    pub temperature: Option<Dated>,
    /// The present moment.
    pub now: Time,
}

/// Why there is no score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("NEWS2 is not for patients under 16 years; the age group is {}", .0.name())]
pub struct NotScored(pub AgeBand);

/// How soon somebody must come, by the thresholds of NEWS2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum News2Response {
    /// 0.
    Routine,
    /// 1 to 4.
    Low,
    /// Below 5, and one part alone is 3.
    SingleThree,
    /// 5 or 6.
    Urgent,
    /// 7 or more.
    Emergency,
}

impl News2Response {
    /// What the Royal College of Physicians asks for, in this project's words.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Routine => "Measure again within 12 hours.",
            Self::Low => "A nurse decides what follows. Measure again within 4 to 6 hours.",
            Self::SingleThree => {
                "One part alone scores 3: urgent review on the ward. Measure at least every hour."
            }
            Self::Urgent => {
                "Inform the team at once; urgent assessment within an hour. Measure at least every hour."
            }
            Self::Emergency => {
                "Emergency assessment within 30 minutes by a registrar or above. Monitor continuously; consider a high-dependency or intensive care bed."
            }
        }
    }
}

/// The National Early Warning Score 2 of the Royal College of Physicians (2017), or as much of it as is
/// known.
#[derive(Clone, Debug, PartialEq)]
pub struct News2 {
    /// What is known, in the order of the chart.
    pub parts: Vec<News2Scored>,
    /// What is not known.
    pub missing: Vec<News2Part>,
    /// The consciousness that was entered is too old to count, and when it was seen.
    pub stale: Option<Time>,
}

impl News2 {
    /// How long an entered consciousness counts. NEWS2 asks for a set of observations at least every 4 to
    /// 6 hours for anyone who scores at all; the shorter is this project's choice.
    pub const CONSCIOUSNESS_LASTS: Span = Span::from_millis(4 * 3_600_000);

    /// Scores what is known.
    ///
    /// # Errors
    /// When the patient is too young for NEWS2.
    pub fn score(inputs: &News2Inputs) -> Result<Self, NotScored> {
        if inputs.age != AgeBand::Adult {
            return Err(NotScored(inputs.age));
        }
        let mut score = Self { parts: Vec::with_capacity(7), missing: Vec::new(), stale: None };
        let hand = inputs.by_hand;
        let on_oxygen = hand.breathing.map(|breathing| breathing.litres().is_some());
        let number = |vital: Vital, dated: Option<Dated>| {
            let unit = 10_f64.powi(vital.decimals() as i32);
            // As it stands on the screen.
            dated.map(|(value, at)| (vital, (value * unit).round() / unit, at))
        };
        let systolic =
            number(Vital::ArterialSystolic, inputs.arterial).or_else(|| number(Vital::Systolic, inputs.cuff));
        let pulse = number(Vital::HeartRate, inputs.heart_rate)
            .or_else(|| number(Vital::PulseRate, inputs.pulse_rate));
        score.number(News2Part::RespRate, number(Vital::RespRate, inputs.resp_rate), |value| {
            Some(chart::resp_rate(value))
        });
        score.number(News2Part::SpO2, number(Vital::SpO2, inputs.spo2), |value| match hand.scale {
            SpO2Scale::One => Some(chart::spo2_scale_1(value)),
            SpO2Scale::Two => chart::spo2_scale_2(value, on_oxygen),
        });
        let breathing = hand.breathing.map(|breathing| {
            (chart::oxygen(breathing.litres().is_some()), News2Value::Breathing(breathing), None)
        });
        score.add(News2Part::Breathing, breathing);
        score.number(News2Part::Systolic, systolic, |value| Some(chart::systolic(value)));
        score.number(News2Part::Pulse, pulse, |value| Some(chart::pulse(value)));
        let fresh = hand.consciousness.filter(|(_, at)| inputs.now - *at <= Self::CONSCIOUSNESS_LASTS);
        if fresh.is_none() {
            score.stale = hand.consciousness.map(|(_, at)| at);
        }
        let consciousness = fresh
            .map(|(level, at)| (chart::consciousness(level), News2Value::Consciousness(level), Some(at)));
        score.add(News2Part::Consciousness, consciousness);
        score.number(News2Part::Temperature, number(Vital::Temperature, inputs.temperature), |value| {
            Some(chart::temperature(value))
        });
        Ok(score)
    }

    fn number(
        &mut self,
        part: News2Part,
        value: Option<(Vital, f64, Time)>,
        points: impl FnOnce(f64) -> Option<u8>,
    ) {
        let scored = value.and_then(|(vital, value, at)| {
            points(value).map(|points| (points, News2Value::Number(vital, value), Some(at)))
        });
        self.add(part, scored);
    }

    fn add(&mut self, part: News2Part, scored: Option<(u8, News2Value, Option<Time>)>) {
        match scored {
            Some((points, value, at)) => self.parts.push(News2Scored { part, points, value, at }),
            None => self.missing.push(part),
        }
    }

    /// The points of what is known: the total cannot be lower.
    pub fn least(&self) -> u8 {
        self.parts.iter().map(|scored| scored.points).sum()
    }

    /// The total, 0 to 20; `None` while a part is missing.
    pub fn total(&self) -> Option<u8> {
        self.missing.is_empty().then(|| self.least())
    }

    /// Whether one part alone scores 3.
    pub fn single_three(&self) -> bool {
        self.parts.iter().any(|scored| scored.points == 3)
    }

    /// What is asked for; at the least that while a part is missing.
    pub fn response(&self) -> News2Response {
        match self.least() {
            7.. => News2Response::Emergency,
            5 | 6 => News2Response::Urgent,
            _ if self.single_three() => News2Response::SingleThree,
            0 => News2Response::Routine,
            _ => News2Response::Low,
        }
    }

    /// What is not known, in words; a consciousness that is too old is named so. Empty when all is known.
    pub fn lacking(&self) -> String {
        let name = |part: &News2Part| match (part, self.stale) {
            (News2Part::Consciousness, Some(_)) => "consciousness older than 4 h",
            _ => part.name(),
        };
        self.missing.iter().map(name).collect::<Vec<_>>().join(", ")
    }

    /// The total, or the least it can be: `5`, `at least 4`; `---` where nothing is known.
    pub fn points(&self) -> String {
        match self.total() {
            Some(total) => total.to_string(),
            None if self.parts.is_empty() => "---".to_owned(),
            None => format!("at least {}", self.least()),
        }
    }
}

/// `NEWS2 8: RR 26 (3), SpO₂ 91 (3), O₂ 2 l/min (2)`, with what is missing at the end.
impl fmt::Display for News2 {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "NEWS2 {}", self.points())?;
        let scoring = self.parts.iter().filter(|scored| scored.points > 0);
        for (place, News2Scored { value, points, .. }) in scoring.enumerate() {
            write!(out, "{} {value} ({points})", if place == 0 { ":" } else { "," })?;
        }
        if !self.missing.is_empty() {
            write!(out, "; {} missing", self.lacking())?;
        }
        Ok(())
    }
}
