use std::{collections::BTreeMap, sync::Arc};

use crate::{
    alarms::{Condition, Observation, stale_after},
    model::{
        AgeBand, ByHand, Dated, News2, News2Inputs, News2Response, NotScored, Quality, Reading, ShockIndex,
        Span, Time, Vital,
    },
};

/// How long a score must hold before its alarm begins or ends, so that one number that flickers about a
/// border does not ring: this project's choice.
const HOLD: Span = Span::from_millis(60_000);

/// The early-warning score of a bed, kept up to date with its readings, and what it means to the alarms.
///
/// It lives in sample time: it finds the same however late and in however large pieces readings come.
#[derive(Clone, Debug, Default)]
pub struct Scores {
    by_hand: ByHand,
    readings: BTreeMap<Vital, Reading>,
    news2: Option<Result<News2, NotScored>>,
    shock_index: Option<ShockIndex>,
    /// From 5 on, or one part alone at 3.
    urgent: Held,
    /// From 7 on.
    emergency: Held,
    /// The points that the alarms tell of.
    told: Option<u8>,
    at: Option<Time>,
}

/// A condition that is taken for true or false only after it was so for [`HOLD`].
#[derive(Clone, Copy, Debug, Default)]
struct Held {
    on: bool,
    other_since: Option<Time>,
}

impl Held {
    /// Takes in what is so at `at`; whether it is taken for something else from now on.
    fn hear(&mut self, is: bool, at: Time) -> bool {
        if is == self.on {
            self.other_since = None;
            return false;
        }
        let since = *self.other_since.get_or_insert(at);
        let turned = at - since >= HOLD;
        if turned {
            *self = Self { on: is, other_since: None };
        }
        turned
    }
}

impl Scores {
    /// The NEWS2 score now, or why there is none; `None` before the first moment.
    pub const fn news2(&self) -> Option<&Result<News2, NotScored>> {
        self.news2.as_ref()
    }

    /// The shock index now; `None` before the first moment. It makes no alarm.
    pub const fn shock_index(&self) -> Option<ShockIndex> {
        self.shock_index
    }

    /// Takes in what a person entered, on the bed's clock. It counts from the next moment on.
    pub const fn enter(&mut self, by_hand: ByHand) {
        self.by_hand = by_hand;
    }

    /// Takes in a reading and appends what follows for the alarms.
    pub(super) fn read(&mut self, reading: &Reading, age: AgeBand, out: &mut Vec<Observation>) {
        // The moments before this one, as they were known then: a score must not change before its reading.
        self.advance(reading.at, age, out);
        self.readings.insert(reading.vital, *reading);
    }

    /// Goes on to `now` and appends what follows for the alarms.
    pub(super) fn advance(&mut self, now: Time, age: AgeBand, out: &mut Vec<Observation>) {
        let now = self.at.map_or(now, |at| now.max(at));
        self.at = Some(now);
        let inputs = self.inputs(now, age);
        self.shock_index = Some(ShockIndex::of(&inputs));
        let news2 = News2::score(&inputs);
        let response = news2.as_ref().map_or(News2Response::Routine, News2::response);
        let points = news2.as_ref().ok().map(News2::least);
        if news2.is_err() {
            // Another age: whatever was told does not hold.
            self.stop(now, out);
        } else {
            let urgent = self.urgent.hear(response >= News2Response::SingleThree, now);
            let emergency = self.emergency.hear(response >= News2Response::Emergency, now);
            let stands = self.urgent.on || self.emergency.on;
            let changed = stands && self.told != points;
            if urgent || emergency || changed {
                self.told = points;
                let detail: Option<Arc<str>> = news2.as_ref().ok().map(|news2| news2.to_string().into());
                for (condition, held, turned) in [
                    (Condition::News2Emergency, self.emergency, emergency),
                    (Condition::News2Urgent, self.urgent, urgent),
                ] {
                    if turned || (changed && held.on) {
                        let detail = detail.clone().filter(|_| held.on);
                        out.push(Observation::Switch { condition, on: held.on, detail, at: now });
                    }
                }
            }
        }
        self.news2 = Some(news2);
    }

    fn stop(&mut self, now: Time, out: &mut Vec<Observation>) {
        for (condition, held) in
            [(Condition::News2Emergency, &mut self.emergency), (Condition::News2Urgent, &mut self.urgent)]
        {
            if std::mem::take(held).on {
                out.push(Observation::switch(condition, false, now));
            }
        }
        self.told = None;
    }

    fn inputs(&self, now: Time, age: AgeBand) -> News2Inputs {
        // A questionable number neither raises an alarm nor ends one, here as elsewhere. So an estimated
        // respiration rate is no part of the score: it can be wrong by more than a band of the chart is wide.
        // The part is missing until breaths are measured, or counted.
        let good = |vital: Vital| -> Option<Dated> {
            let reading = self.readings.get(&vital)?;
            let counts = reading.quality == Quality::Good && now - reading.at <= stale_after(vital);
            reading.value.filter(|_| counts).map(|value| (value, reading.at))
        };
        News2Inputs {
            age,
            by_hand: self.by_hand,
            resp_rate: good(Vital::RespRate),
            spo2: good(Vital::SpO2),
            arterial: good(Vital::ArterialSystolic),
            cuff: good(Vital::Systolic),
            heart_rate: good(Vital::HeartRate),
            pulse_rate: good(Vital::PulseRate),
            temperature: good(Vital::Temperature),
            now,
        }
    }
}
