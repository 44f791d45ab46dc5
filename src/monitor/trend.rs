use std::collections::{BTreeMap, VecDeque};

use crate::model::{Reading, Span, Time, Vital};

/// A day of numbers, one every two seconds, as central stations keep it (GE CIC Pro: 24 h sampled
/// every 2 s).
///
/// Unknown stays unknown: a gap is a gap, also while time jumped.
#[derive(Clone, Debug)]
pub struct Trend {
    columns: BTreeMap<Vital, VecDeque<f32>>,
    episodes: BTreeMap<Vital, VecDeque<TrendPoint>>,
    /// Number of the slot that comes next; slot `n` is at `n` × [`Trend::STEP`].
    next: Option<i64>,
}

/// One value of a trend.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrendPoint {
    /// When.
    pub at: Time,
    /// The value, `None` when it was unknown.
    pub value: Option<f64>,
}

impl Trend {
    /// Time between two values.
    pub const STEP: Span = Span::from_millis(2_000);
    /// How far back it reaches.
    pub const REACH: Span = Span::from_millis(24 * 3_600_000);
    const SLOTS: usize = (Self::REACH.micros() / Self::STEP.micros()) as usize;
    /// Cuff measurements kept: one a minute for the whole reach.
    const EPISODES: usize = (Self::REACH.micros() / 60_000_000) as usize;

    pub(super) fn new() -> Self {
        Self { columns: BTreeMap::new(), episodes: BTreeMap::new(), next: None }
    }

    /// Notes one measurement of an episodic vital.
    pub(super) fn note(&mut self, reading: &Reading) {
        if reading.vital.is_episodic() && reading.value.is_some() {
            let points = self.episodes.entry(reading.vital).or_default();
            // A cuff may hand over an older measurement after a newer one, or one that it gave before.
            let place = points.partition_point(|point| point.at < reading.at);
            let point = TrendPoint { at: reading.at, value: reading.value };
            match points.get_mut(place).filter(|known| known.at == reading.at) {
                Some(known) => *known = point,
                None => points.insert(place, point),
            }
            if points.len() > Self::EPISODES {
                points.pop_front();
            }
        }
    }

    /// Fills the slots up to `now` with the present readings; slots that time jumped over stay empty.
    pub(super) fn advance(&mut self, now: Time, readings: &BTreeMap<Vital, Reading>) {
        let slot = now.micros().div_euclid(Self::STEP.micros());
        let Some(next) = self.next else {
            self.next = Some(slot + 1);
            return;
        };
        if slot < next {
            return;
        }
        let jumped = (slot - next).min(Self::SLOTS as i64);
        for vital in Vital::ALL.into_iter().filter(|vital| !vital.is_episodic()) {
            // A trend has no mark for an estimate.
            let measured = readings.get(&vital).filter(|reading| !reading.estimated);
            let value = measured.and_then(|reading| reading.value);
            let column = self.columns.entry(vital).or_default();
            for _ in 0..jumped {
                Self::put(column, f32::NAN);
            }
            Self::put(column, value.map_or(f32::NAN, |value| value as f32));
        }
        self.next = Some(slot + 1);
    }

    fn put(column: &mut VecDeque<f32>, value: f32) {
        if column.len() == Self::SLOTS {
            column.pop_front();
        }
        column.push_back(value);
    }

    /// The values of `vital` from `from` on, oldest first.
    pub fn points(&self, vital: Vital, from: Time) -> Vec<TrendPoint> {
        if vital.is_episodic() {
            let points = self.episodes.get(&vital).into_iter().flatten();
            return points.filter(|point| point.at >= from).copied().collect();
        }
        let (Some(column), Some(next)) = (self.columns.get(&vital), self.next) else {
            return Vec::new();
        };
        let first = next - column.len() as i64;
        let skipped = (from.micros().div_euclid(Self::STEP.micros()) - first).clamp(0, column.len() as i64);
        (first + skipped..next)
            .zip(column.iter().skip(skipped as usize))
            .map(|(slot, value)| TrendPoint {
                at: Time::from_micros(slot * Self::STEP.micros()),
                value: (!value.is_nan()).then_some(f64::from(*value)),
            })
            .collect()
    }

    /// Lowest and highest value of `vital` since `from`.
    pub fn range(&self, vital: Vital, from: Time) -> Option<(f64, f64)> {
        self.points(vital, from).into_iter().filter_map(|point| point.value).fold(None, |range, value| {
            Some(range.map_or((value, value), |(low, high): (f64, f64)| (low.min(value), high.max(value))))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Origin, Quality};

    fn readings(rate: Option<f64>) -> BTreeMap<Vital, Reading> {
        let at = Time::ZERO;
        let reading = rate.map_or(Reading::unknown(Vital::HeartRate, at, Origin::Simulated), |value| {
            Reading::new(Vital::HeartRate, value, at, Quality::Good, Origin::Simulated)
        });
        BTreeMap::from([(Vital::HeartRate, reading)])
    }

    #[test]
    fn unknown_and_jumped_over_are_gaps() {
        let mut trend = Trend::new();
        trend.advance(Time::ZERO, &readings(Some(70.0)));
        trend.advance(Time::from_secs(2.0), &readings(Some(71.0)));
        trend.advance(Time::from_secs(3.0), &readings(Some(99.0)));
        trend.advance(Time::from_secs(4.0), &readings(None));
        trend.advance(Time::from_secs(10.0), &readings(Some(72.0)));
        let points = trend.points(Vital::HeartRate, Time::ZERO);
        let shown: Vec<_> = points.iter().map(|point| (point.at.secs(), point.value)).collect();
        assert_eq!(shown, [(2.0, Some(71.0)), (4.0, None), (6.0, None), (8.0, None), (10.0, Some(72.0))]);
        assert_eq!(trend.range(Vital::HeartRate, Time::ZERO), Some((71.0, 72.0)));
        assert_eq!(trend.points(Vital::HeartRate, Time::from_secs(10.0)).len(), 1);
    }

    #[test]
    fn it_keeps_a_day_and_no_more() {
        let mut trend = Trend::new();
        trend.advance(Time::ZERO, &readings(Some(70.0)));
        trend.advance(Time::from_secs(3.0 * 86_400.0), &readings(Some(70.0)));
        assert_eq!(trend.points(Vital::HeartRate, Time::ZERO).len(), 43_200);
    }
}
