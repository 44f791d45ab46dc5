//! A session: what a person with a strap starts, looks at, ends and takes away.
//!
//! [`Session`] takes RR intervals, beats, heart-rate readings, ECG packets, movement and energy, in the order in
//! which they come, and the time. It has the zone of the moment, a [`Summary`], and exports as texts and bytes.
//! Before its start and after its end it takes nothing.
//!
//! **Bounds.** RR intervals: the last twelve hours, and no more than a tachogram keeps. ECG: the first four
//! hours, and no more than 7.2 million samples, 14 MB; a strap's 130 Hz take 3.7 MB. Time in zones and
//! everything else in the summary goes on for as long as the session does.
//!
//! **Unknown stays unknown.** Time in zones is counted only while the rate is known. Gaps are counted, and
//! exports keep them.

mod ecg;
mod export;
mod rate;
mod settings;
mod summary;
mod zones;

pub use settings::{Maximum, SessionSettings, SettingsError};
pub use summary::Summary;
pub use zones::{Zone, Zones};

use ecg::EcgRecord;
use rate::RateCourse;

use crate::{
    model::{Channel, Interval, Origin, Reading, Span, Time, Vital, WaveformPacket},
    processing::{
        Beat, BeatClass,
        variability::{Measures, NotMeasured, Tachogram},
    },
};

/// What a person with a strap starts and ends.
///
/// ```
/// use bedside::{model::{Interval, Origin, Span, Time}, monitor::{Session, SessionSettings}};
///
/// let start = Time::from_secs(100.0);
/// let mut session = Session::start(start, SessionSettings::default());
/// for beat in 1..=100 {
///     session.interval(Interval::new(start + Span::from_millis(800 * beat), 800.0, Origin::Simulated));
/// }
/// session.end(start + Span::from_secs(80.0));
/// assert_eq!(session.export_rr().lines().count(), 100);
/// ```
#[derive(Clone, Debug)]
pub struct Session {
    start: Time,
    end: Option<Time>,
    settings: SessionSettings,
    tachogram: Tachogram,
    rate: RateCourse,
    ecg: EcgRecord,
    /// Beats found in the ECG, while it is kept.
    beats: Vec<(Time, BeatClass)>,
    movement: Option<Movement>,
    energy: Option<Energy>,
}

/// Sum and count of movement, its last and highest value.
#[derive(Clone, Copy, Debug)]
struct Movement {
    sum: f64,
    count: usize,
    latest: f64,
    highest: f64,
}

/// What a counter said last, and what it has counted in all.
#[derive(Clone, Copy, Debug)]
struct Energy {
    told: f64,
    spent: f64,
}

impl Session {
    /// How far back RR intervals are kept.
    pub const RR_REACH: Span = Span::from_millis(12 * 3_600_000);
    /// How much ECG is kept, from the start on.
    pub const ECG_REACH: Span = EcgRecord::LONGEST;
    /// Beats kept for annotations: as many as the ECG can have at 300 a minute.
    const MOST_BEATS: usize = 72_000;

    /// Begins.
    pub fn start(now: Time, settings: SessionSettings) -> Self {
        Self {
            start: now,
            end: None,
            settings,
            tachogram: Tachogram::reaching(Self::RR_REACH),
            rate: RateCourse::new(settings.zones(), now),
            ecg: EcgRecord::new(now),
            beats: Vec::new(),
            movement: None,
            energy: None,
        }
    }

    /// Ends; nothing is taken any more. Once ended, it stays so.
    pub fn end(&mut self, now: Time) {
        if self.is_running() {
            self.advance(now);
            self.end = Some(now.max(self.start));
            // Nothing follows, so the last intervals can be judged.
            self.tachogram.interrupt();
        }
    }

    /// Whether it goes on.
    pub const fn is_running(&self) -> bool {
        self.end.is_none()
    }

    /// When it began.
    pub const fn started(&self) -> Time {
        self.start
    }

    /// When it ended.
    pub const fn ended(&self) -> Option<Time> {
        self.end
    }

    /// What zones are counted by.
    pub const fn settings(&self) -> SessionSettings {
        self.settings
    }

    fn takes(&self, at: Time) -> bool {
        self.is_running() && at >= self.start
    }

    /// Takes an interval from a device; `false` when it was refused.
    pub fn interval(&mut self, interval: Interval) -> bool {
        self.takes(interval.at) && self.tachogram.interval(interval)
    }

    /// Takes a beat that was found in the ECG: an interval where no device tells them, and an annotation.
    pub fn beat(&mut self, beat: Beat, origin: Origin) {
        if !self.takes(beat.at) || beat.channel != Channel::Ecg {
            return;
        }
        self.tachogram.beat(beat, origin);
        let later = self.beats.last().is_none_or(|(at, _)| *at < beat.at);
        if later && self.beats.len() < Self::MOST_BEATS {
            self.beats.push((beat.at, beat.class));
        }
    }

    /// Beats may have been missed: link lost, electrode off.
    pub fn interrupt(&mut self) {
        if self.is_running() {
            self.tachogram.interrupt();
        }
    }

    /// Takes a reading; only heart rates count.
    pub fn reading(&mut self, reading: &Reading) {
        if reading.vital == Vital::HeartRate && self.takes(reading.at) {
            self.rate.take(reading.at, reading.value);
        }
    }

    /// Takes samples; only those of the first ECG channel count.
    pub fn waveform(&mut self, packet: &WaveformPacket) {
        if self.is_running() && packet.channel == Channel::Ecg {
            self.tachogram.waveform(packet);
            self.ecg.take(packet);
        }
    }

    /// Takes how much the sensor is moved at `at`, in thousandths of the earth's gravity (mg), without gravity
    /// itself.
    pub fn movement(&mut self, at: Time, mg: f64) {
        if self.takes(at) && mg.is_finite() && mg >= 0.0 {
            let before = self.movement.unwrap_or(Movement { sum: 0.0, count: 0, latest: mg, highest: mg });
            self.movement = Some(Movement {
                sum: before.sum + mg,
                count: before.count + 1,
                latest: mg,
                highest: before.highest.max(mg),
            });
        }
    }

    /// Takes what the device's counter of energy says at `at`, in kJ. A counter that goes back was reset.
    pub fn energy(&mut self, at: Time, kj: f64) {
        if !self.takes(at) || !kj.is_finite() || kj < 0.0 {
            return;
        }
        let more = |before: Energy| if kj >= before.told { kj - before.told } else { kj };
        let spent = self.energy.map_or(0.0, |before| before.spent + more(before));
        self.energy = Some(Energy { told: kj, spent });
    }

    /// Lets time pass.
    pub fn advance(&mut self, now: Time) {
        if self.is_running() {
            self.rate.advance(now);
        }
    }

    /// The heart rate now, /min; `None` when it is not known.
    pub fn rate(&self) -> Option<f64> {
        self.rate.now().filter(|_| self.is_running())
    }

    /// The zone now; `None` when the rate is not known or below the first.
    pub fn zone(&self) -> Option<Zone> {
        self.rate.zone().filter(|_| self.is_running())
    }

    /// Where the zones begin.
    pub const fn zones(&self) -> &Zones {
        self.rate.zones()
    }

    /// How much the sensor was moved last, mg.
    pub fn moved(&self) -> Option<f64> {
        self.movement.map(|movement| movement.latest)
    }

    /// Its intervals.
    pub const fn tachogram(&self) -> &Tachogram {
        &self.tachogram
    }

    /// Variability over the last `window`, within the session: RMSSD over a minute is the pacer's feedback.
    ///
    /// # Errors
    /// See [`Tachogram::measures`].
    pub fn measures(&self, window: Span, now: Time) -> Result<Measures, NotMeasured> {
        self.tachogram.measures(window, self.end.unwrap_or(now))
    }

    /// What it comes to up to `now`.
    pub fn summary(&self, now: Time) -> Summary {
        let now = self.end.unwrap_or(now).max(self.start);
        let duration = now - self.start;
        let (in_zones, below_zones, rate_unknown) = self.rate.times();
        let (intervals, refused) = (self.tachogram.intervals(self.start), self.tachogram.refused(self.start));
        let intervals: Vec<bool> = intervals.map(Interval::is_normal).collect();
        let odd = intervals.iter().filter(|normal| !**normal).count() + refused;
        let gaps = self.tachogram.gaps(self.start);
        Summary {
            duration,
            mean_rate: self.rate.mean(),
            rate_range: self.rate.range(),
            in_zones,
            below_zones,
            rate_unknown,
            variability: self.tachogram.measures(duration, now),
            left_out: odd as f64 / (intervals.len() + refused).max(1) as f64,
            intervals: intervals.len(),
            gaps: gaps.fold((0, Span::ZERO), |(count, sum), (from, to)| (count + 1, sum + (to - from))),
            ecg: self.ecg.reach().map_or(Span::ZERO, |(begin, end)| end - begin),
            ecg_cut: self.ecg.is_full(),
            ecg_refused: self.ecg.refused(),
            movement: self.movement.map(|moved| (moved.sum / moved.count as f64, moved.highest)),
            energy: self.energy.map(|energy| energy.spent),
        }
    }
}

#[cfg(test)]
mod tests;
