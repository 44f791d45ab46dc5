use std::{collections::VecDeque, sync::LazyLock};

use super::{Finding, extremes::extremes, recent::Recent};
use crate::model::{Channel, Origin, Quality, Rate, Reading, Span, Time, Vital, WaveformPacket};

/// Respiration rate as heart and pulse betray it, where no sensor feels the breath: an estimate.
///
/// Breathing tilts and fills the heart: R peaks and pulses grow and shrink with it, the level of the pleth
/// wave sways, and the heart quickens (P. Charlton et al., IEEE Rev Biomed Eng 11:2, 2018). Five series,
/// one value a beat, of the last 32 s are laid on a grid of 4 Hz; their power spectra, each as a share of its
/// whole, are averaged, and the highest hill is the breath. Where the series disagree there is no hill
/// that stands out, and no estimate.
///
/// It is shown in doubt, whatever it says: it neither raises nor ends an alarm, says nothing of apnoea
/// (without breath the heart goes on being modulated) and is no part of NEWS2. It follows the breath half a
/// window late. Against the annotators of eight BIDMC records, without their breath wave, the median error is
/// 0.24 /min and the mean 0.37 /min, and there is a number in 69 % of the time (`tests/bidmc.rs`); a published
/// method of the same window has a median of 4.0 /min on all 53 (M. Pimentel et al., IEEE TBME 64:1914, 2017).
/// It costs five spectra every four seconds, and only while it is asked for.
#[derive(Debug, Default)]
pub(super) struct BreathEstimate {
    heart: Side,
    finger: Side,
    /// Which four seconds were looked at last, and what was found.
    slot: Option<i64>,
    found: Option<f64>,
    /// Since when no breath sensor delivers.
    alone_since: Option<Time>,
    told: bool,
}

/// What one sensor shows at each beat.
#[derive(Debug, Default)]
struct Side {
    /// Where the samples come from, and the latest of them.
    stream: Option<(Time, Rate, Origin)>,
    samples: Option<Recent>,
    marks: VecDeque<Mark>,
}

#[derive(Clone, Copy, Debug)]
struct Mark {
    at: Time,
    /// Peak to peak around the beat.
    size: f64,
    /// Middle between the peaks.
    level: f64,
    /// Seconds since the beat before.
    interval: f64,
}

/// Seconds of samples that are kept: what a beat takes until it is known, and its own length.
const KEPT_SECS: f64 = 2.0;
/// Seconds before and after the R peak, and before and after the upstroke of a pulse, that hold its size.
const COMPLEX: (f64, f64) = (0.08, 0.08);
const PULSE: (f64, f64) = (0.2, 0.25);
/// The window, in seconds, and how often it is looked at.
const WINDOW: f64 = 32.0;
const SLOT: Span = Span::from_millis(4_000);
/// Beats without another for longer than this hold no breath, in seconds, and most beats in a window.
const LONGEST_GAP: f64 = 3.0;
const MOST_MARKS: usize = 160;
/// Places of the grid a second, and of the window.
const GRID_HZ: f64 = 4.0;
const PLACES: usize = (WINDOW * GRID_HZ) as usize;
/// Breaths a minute that are looked for, and the steps.
const SLOWEST: f64 = 5.0;
const FASTEST: f64 = 42.0;
const STEP: f64 = 0.5;
const STEPS: usize = ((FASTEST - SLOWEST) / STEP) as usize + 1;
/// Steps that are looked at side by side.
const ABREAST: usize = 16;
/// Breaths a beat, at most: two values are needed for one wave, and a little more.
const BREATHS_A_BEAT: f64 = 0.45;
/// How many times its even share of the power a breath must hold within [`NEAR`] breaths a minute, and
/// what is added for one series and shared by more: chance makes higher hills in few. Chosen on the BIDMC
/// records, where less would show more of them, and more of the wrong ones, and on hearts that nothing moves.
const STANDS_OUT: f64 = 2.3;
const FEW: f64 = 1.5;
const NEAR: f64 = 2.0;

impl BreathEstimate {
    /// Takes in a packet of the ECG or the pleth wave, after its samples were searched.
    pub(super) fn receive(&mut self, packet: &WaveformPacket) {
        match packet.channel {
            Channel::Ecg => self.heart.receive(packet),
            Channel::Pleth => self.finger.receive(packet),
            _ => {}
        }
    }

    /// Takes in the beats and pulses among what was found.
    pub(super) fn find(&mut self, findings: &[Finding]) {
        for finding in findings {
            match finding {
                Finding::Beat(beat) => self.heart.beat(beat.at, COMPLEX),
                Finding::Pulse { at } => self.finger.beat(*at, PULSE),
                _ => {}
            }
        }
    }

    /// The estimate at `now`, unless a breath sensor `delivers` or did so in this window: who takes its number
    /// for the sensor's must have seen that one go. An unknown reading when there is none any more, and `None`
    /// while there never was one.
    pub(super) fn reading(&mut self, now: Time, delivers: bool) -> Option<Reading> {
        if delivers {
            (self.alone_since, self.told) = (None, false);
            return None;
        }
        if now - *self.alone_since.get_or_insert(now) < Span::from_secs(WINDOW) {
            return None;
        }
        let slot = now.micros().div_euclid(SLOT.micros());
        if self.slot.replace(slot) != Some(slot) {
            self.found = self.estimate(now);
        }
        let (_, _, origin) = self.heart.stream.or(self.finger.stream)?;
        match self.found {
            Some(rate) => {
                self.told = true;
                let reading = Reading::new(Vital::RespRate, rate, now, Quality::Questionable, origin);
                Some(Reading { estimated: true, ..reading })
            }
            None => std::mem::take(&mut self.told).then(|| Reading::unknown(Vital::RespRate, now, origin)),
        }
    }

    fn estimate(&self, now: Time) -> Option<f64> {
        let (heart, finger) = (self.heart.recent(now), self.finger.recent(now));
        let beats = heart.len().max(finger.len()) as f64 / WINDOW * 60.0;
        let series = [
            Series::of(&heart, now, |mark| mark.size),
            Series::of(&heart, now, |mark| mark.interval),
            Series::of(&finger, now, |mark| mark.size),
            Series::of(&finger, now, |mark| mark.level),
            Series::of(&finger, now, |mark| mark.interval),
        ];
        let reach = ((BREATHS_A_BEAT * beats - SLOWEST) / STEP).clamp(0.0, STEPS as f64) as usize;
        let (mut power, mut count) = ([0.0; STEPS], 0.0);
        for spectrum in series.into_iter().flatten().filter_map(|series| series.spectrum(reach)) {
            power.iter_mut().zip(spectrum).for_each(|(sum, share)| *sum += share);
            count += 1.0;
        }
        summit(&power[..reach], STANDS_OUT + FEW / count)
    }
}

/// The highest hill of `power`, in breaths a minute, when it holds at least `times` what it would were all
/// even. What is highest at an end goes on beyond it and is no breath.
fn summit(power: &[f64], times: f64) -> Option<f64> {
    let whole: f64 = power.iter().sum();
    let best = (0..power.len()).max_by(|a, b| power[*a].total_cmp(&power[*b]))?;
    if best == 0 || best + 1 == power.len() {
        return None;
    }
    let near = (NEAR / STEP) as usize;
    let around = best.saturating_sub(near)..(best + near + 1).min(power.len());
    let hill: f64 = power[around.clone()].iter().sum();
    let centre = around.map(|place| place as f64 * power[place]).sum::<f64>() / hill;
    let even = (2 * near + 1) as f64 / power.len() as f64 * whole;
    (whole > 0.0 && hill >= times * even).then_some(SLOWEST + STEP * centre)
}

impl Side {
    fn receive(&mut self, packet: &WaveformPacket) {
        let known = self.stream.map(|(epoch, rate, _)| (epoch, rate)) == Some((packet.epoch, packet.rate));
        let fresh = || Recent::new(packet.rate.hz(), KEPT_SECS);
        let samples =
            if known { self.samples.get_or_insert_with(fresh) } else { self.samples.insert(fresh()) };
        if !known || samples.next() != packet.index {
            samples.begin(packet.index);
        }
        self.stream = Some((packet.epoch, packet.rate, packet.origin));
        packet.samples.chunks(Recent::AT_ONCE).for_each(|some| samples.push(some));
    }

    fn beat(&mut self, at: Time, (before, after): (f64, f64)) {
        let (Some((epoch, rate, _)), Some(samples)) = (self.stream, &self.samples) else { return };
        let sample = |secs: f64| (((at - epoch).secs() + secs) * rate.hz()).round() as i64;
        let (from, to) = (sample(-before), sample(after));
        let last = self.marks.back().map(|mark| mark.at).filter(|last| at > *last);
        if last.is_none() {
            self.marks.clear();
        }
        let held = samples.first() as i64..=samples.next() as i64;
        if to <= from || !held.contains(&from) || !held.contains(&to) {
            return;
        }
        let (low, high) = extremes(samples.stretch(from as u64, (to - from) as usize));
        let (low, high) = (f64::from(low), f64::from(high));
        let (size, level) = (high - low, f64::midpoint(high, low));
        if !(size > 0.0 && size.is_finite() && level.is_finite()) {
            return;
        }
        let interval = last.map_or(0.0, |last| (at - last).secs());
        self.marks.push_back(Mark { at, size, level, interval });
        if self.marks.len() > MOST_MARKS {
            self.marks.pop_front();
        }
    }

    /// The beats of the window that ends at `now`; none unless they fill it.
    fn recent(&self, now: Time) -> Vec<Mark> {
        let from = now - Span::from_secs(WINDOW);
        let marks: Vec<Mark> =
            self.marks.iter().copied().filter(|mark| mark.at >= from && mark.at <= now).collect();
        let gap = Span::from_secs(LONGEST_GAP);
        let whole = marks.first().is_some_and(|first| first.at - from <= gap)
            && marks.last().is_some_and(|last| now - last.at <= gap)
            && marks.iter().skip(1).all(|mark| mark.interval <= LONGEST_GAP);
        if whole { marks } else { Vec::new() }
    }
}

/// Twice the cosine of each step's angle a place.
static TWICE: LazyLock<[f32; STEPS]> = LazyLock::new(|| {
    std::array::from_fn(|step| {
        let turn = std::f64::consts::TAU * (SLOWEST + STEP * step as f64) / 60.0 / GRID_HZ;
        (2.0 * turn.cos()) as f32
    })
});

/// The middle of the window, in places, and a taper around it (von Hann).
const CENTRE: f64 = (PLACES - 1) as f64 / 2.0;
static TAPER: LazyLock<[f64; PLACES]> = LazyLock::new(|| {
    std::array::from_fn(|place| {
        (std::f64::consts::PI * (place as f64 - CENTRE) / PLACES as f64).cos().powi(2)
    })
});

/// One series on the grid, without its trend, tapered at both ends.
struct Series([f32; PLACES]);

impl Series {
    fn of(marks: &[Mark], now: Time, value: impl Fn(&Mark) -> f64) -> Option<Self> {
        let mut values: Vec<f64> = marks.iter().map(&value).collect();
        let mut quantile = |share: f64| {
            let at = (share * values.len() as f64) as usize;
            (at < values.len()).then(|| *values.select_nth_unstable_by(at, f64::total_cmp).1)
        };
        let (low, middle, high) = (quantile(0.1)?, quantile(0.5)?, quantile(0.9)?);
        // An early beat or a movement is held to what nine in ten beats do.
        let (low, high) = (middle - 1.5 * (middle - low), middle + 1.5 * (high - middle));
        let start = now - Span::from_secs(WINDOW);
        let points: Vec<(f64, f64)> = marks
            .iter()
            .map(|mark| ((mark.at - start).secs() * GRID_HZ, value(mark).clamp(low, high)))
            .collect();
        let mut grid = [0.0; PLACES];
        let mut next = 0;
        for (place, slot) in grid.iter_mut().enumerate() {
            let x = place as f64;
            while next < points.len() && points[next].0 < x {
                next += 1;
            }
            let after = points.get(next).or(points.last())?;
            let before = points.get(next.saturating_sub(1)).unwrap_or(after);
            let share = if after.0 > before.0 {
                ((x - before.0) / (after.0 - before.0)).clamp(0.0, 1.0)
            } else {
                0.0
            };
            *slot = before.1 + share * (after.1 - before.1);
        }
        Self::levelled(&mut grid);
        Some(Self(grid.map(|x| x as f32)))
    }

    fn levelled(grid: &mut [f64; PLACES]) {
        let mean = grid.iter().sum::<f64>() / PLACES as f64;
        let (mut slope, mut norm) = (0.0, 0.0);
        for (place, y) in grid.iter().enumerate() {
            let x = place as f64 - CENTRE;
            slope += x * y;
            norm += x * x;
        }
        slope /= norm;
        for (place, (y, taper)) in grid.iter_mut().zip(&*TAPER).enumerate() {
            *y = (*y - mean - slope * (place as f64 - CENTRE)) * taper;
        }
    }

    /// Power at each step up to `reach`, as a share of the whole; `None` when there is none.
    fn spectrum(&self, reach: usize) -> Option<[f64; STEPS]> {
        // G. Goertzel, Am Math Mon 65:34, 1958, on several steps side by side.
        let mut power = [0.0; STEPS];
        for (first, power) in (0..).step_by(ABREAST).zip(power[..reach].chunks_mut(ABREAST)) {
            let mut twice = [0.0_f32; ABREAST];
            twice[..power.len()].copy_from_slice(&TWICE[first..first + power.len()]);
            let (mut one, mut two) = ([0.0_f32; ABREAST], [0.0_f32; ABREAST]);
            for x in self.0 {
                for n in 0..ABREAST {
                    (one[n], two[n]) = (x + twice[n] * one[n] - two[n], one[n]);
                }
            }
            for (n, power) in power.iter_mut().enumerate() {
                *power = f64::from(one[n] * one[n] + two[n] * two[n] - twice[n] * one[n] * two[n]);
            }
        }
        let whole: f64 = power.iter().sum();
        let known = whole > 0.0 && whole.is_finite();
        known.then(|| power.map(|share| share / whole))
    }
}
