use super::{envelope::Envelope, grid::Grid, pacer::PacerPulses, quality::Watch, recent::Recent};

/// One ECG lead, as far as it goes without knowing what is a beat: its faults, its last samples, the
/// same on the grid, and how much it looks like a complex there.
#[derive(Clone, Debug)]
pub(super) struct Lead {
    pub(super) watch: Watch,
    pub(super) grid: Grid,
    envelope: Envelope,
    heights: Box<[f32; KEPT]>,
    /// How the waveform bends at each place, kept twice so that any stretch of it lies in one piece.
    bends: Box<[f32; 2 * KEPT]>,
    before: [f32; 2],
    /// The last two seconds and more of the waveform.
    recent: Recent,
    rate: f64,
    /// From an R peak to the peak of the envelope, in places.
    delay: u64,
    /// What the smallest complex to be counted makes of the envelope.
    floor: f32,
    pacer: PacerPulses,
    /// The last valid sample, and how many are missing since.
    held: f32,
    missing: u64,
    bridge: u64,
}

/// Heights that are kept: two seconds.
const KEPT: usize = 256;
/// Seconds of the waveform that are kept: a beat is known after 0.5 s, the second lead may be 0.256 s behind, and
/// what is looked for afterwards comes with a packet.
const RECENT_SECS: f64 = 2.0;
/// Missing samples up to this many seconds are bridged by the last value.
const BRIDGE_SECS: f64 = 0.05;
/// An ECG electrode cannot deliver more than this, in millivolts (electrode offsets reach 300 mV).
const MOST_MILLIVOLTS: f32 = 10_000.0;
/// Nothing that answers less than a triangle of this height and 80 ms is a beat. Monitors must not
/// count 0.15 mV (IEC 60601-2-27), yet leads of patients with complexes of 0.12 mV are recorded
/// (BIDMC 03), and a rate that counts some of them is worse than one that counts all.
const FLOOR_MILLIVOLTS: f64 = 0.09;

/// Places that show how a complex bends, and how long before its envelope peaks they begin: 120 ms
/// around the R peak.
pub(super) const BENDS: usize = 15;
/// As many of them, and one more to make fours.
pub(super) type Bends = [f32; BENDS.next_multiple_of(4)];
/// A line that does not bend.
static STRAIGHT: Bends = [0.0; BENDS.next_multiple_of(4)];
const BENDS_BEFORE: u64 = 18;

/// What samples did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// It goes on.
    Known,
    /// It goes on after more was missing than can be bridged: the waveform began again with the first of them.
    Anew,
    /// They are not there.
    Missing,
}

impl Lead {
    pub(super) fn new(rate: f64) -> Self {
        let mut lead = Self {
            watch: Watch::new(rate),
            grid: Grid::new(rate),
            envelope: Envelope::new(),
            heights: Box::new([0.0; KEPT]),
            bends: Box::new([0.0; 2 * KEPT]),
            before: [0.0; 2],
            recent: Recent::new(rate, RECENT_SECS),
            rate,
            delay: 0,
            floor: 0.0,
            pacer: PacerPulses::new(rate),
            held: f32::NAN,
            missing: 0,
            bridge: (BRIDGE_SECS * rate) as u64,
        };
        lead.calibrate();
        lead
    }

    /// Measures on the smallest complex to be counted what the filters do at this rate: how late their
    /// answer peaks, and how high.
    fn calibrate(&mut self) {
        let mut trial = self.clone();
        let (half_width, centre) = (0.04 * self.rate, (0.5 * self.rate).round());
        let (mut highest, mut at) = (0.0, 0);
        for n in 0..self.rate as u64 {
            let x = FLOOR_MILLIVOLTS * (1.0 - (n as f64 - centre).abs() / half_width).max(0.0);
            let from = trial.grid.next();
            trial.push(&mut [x as f32]);
            for place in from..trial.grid.next() {
                if trial.height(place) > highest {
                    (highest, at) = (trial.height(place), place);
                }
            }
        }
        self.delay = at.saturating_sub(self.grid.place(centre as u64).unwrap_or(0));
        self.floor = highest;
    }

    /// The waveform is interrupted and goes on with sample `next`.
    pub(super) fn interrupt(&mut self, next: u64) {
        self.recent.begin(next);
        self.missing = 0;
        self.held = f32::NAN;
        self.grid.interrupt(next);
        self.envelope.interrupt();
        self.pacer.interrupt();
    }

    /// Takes the next samples, or what came in their place: as many as do the same. Tells how many, and what.
    #[inline]
    pub(super) fn take(&mut self, samples: &[f32]) -> (usize, Step) {
        let there = |sample: &f32| sample.abs() <= MOST_MILLIVOLTS;
        let samples = &samples[..samples.len().min(Recent::AT_ONCE)];
        // All of them are there: so it nearly always is, and that is soon seen.
        let count = if samples.iter().fold(true, |all, sample| all & there(sample)) {
            samples.len()
        } else {
            samples.iter().take_while(|sample| there(sample) == samples.first().is_some_and(there)).count()
        };
        let mut waveform = [0.0; Recent::AT_ONCE];
        let waveform = &mut waveform[..count];
        waveform.copy_from_slice(&samples[..count]);
        if !waveform.first().is_some_and(there) {
            return self.miss(waveform);
        }
        self.watch.take(waveform);
        let anew = self.missing > self.bridge || self.held.is_nan();
        if anew {
            let bridged = if self.held.is_nan() { 0 } else { self.bridge };
            self.interrupt(self.recent.next() + self.missing - bridged);
        }
        self.missing = 0;
        self.held = waveform.last().copied().unwrap_or(self.held);
        self.push(waveform);
        (count, if anew { Step::Anew } else { Step::Known })
    }

    /// These samples are not there: the last value bridges them, as far as it may.
    fn miss(&mut self, samples: &mut [f32]) -> (usize, Step) {
        let bridged = if self.held.is_nan() { 0 } else { self.bridge.saturating_sub(self.missing) };
        let count = if bridged > 0 { samples.len().min(bridged as usize) } else { samples.len() };
        self.watch.miss(count);
        self.missing += count as u64;
        if bridged == 0 {
            return (count, Step::Missing);
        }
        samples[..count].fill(self.held);
        self.push(&mut samples[..count]);
        (count, Step::Known)
    }

    #[inline]
    fn push(&mut self, samples: &mut [f32]) {
        self.pacer.clean(samples, self.recent.next());
        self.recent.push(samples);
        let from = self.grid.next();
        self.grid.take(samples);
        let Self { grid, envelope, before, heights, bends, .. } = self;
        for place in from..grid.next() {
            let x = grid.at(place);
            let slot = place as usize % KEPT;
            heights[slot] = envelope.step(x);
            let bend = x - 2.0 * before[0] + before[1];
            *before = [x, before[0]];
            bends[slot] = bend;
            bends[slot + KEPT] = bend;
        }
    }

    /// Whether a pulse of a pacemaker called forth the beat whose R peak is `sample`.
    pub(super) fn is_paced(&self, sample: u64) -> bool {
        self.pacer.called_forth(sample)
    }

    /// How much it looked like a complex at `place`, one of the last two seconds.
    pub(super) fn height(&self, place: u64) -> f32 {
        self.heights[place as usize % KEPT]
    }

    /// How the waveform bends in a complex whose envelope peaks at `place`.
    #[inline]
    pub(super) fn bends(&self, place: u64) -> &Bends {
        let from = place.saturating_sub(BENDS_BEFORE) as usize % KEPT;
        self.bends[from..].first_chunk().unwrap_or(&STRAIGHT)
    }

    pub(super) const fn floor(&self) -> f32 {
        self.floor
    }

    /// Finds the R peak that made the envelope peak at `place`; `None` when it is no complex but a step
    /// of the baseline. `lean` is by how much a peak counts more that points up, and one less that
    /// points down.
    pub(super) fn locate(&self, place: u64, lean: f32) -> Option<Peak> {
        let samples = |secs: f64| (secs * self.rate).round() as u64;
        let centre = self.grid.sample(place.saturating_sub(self.delay));
        let reach = samples(0.09);
        let from = centre.saturating_sub(reach).max(self.recent.first());
        let to = (centre + reach).min(self.recent.next().saturating_sub(1));
        let half = samples(0.006);
        let width = 2 * half as usize + 1;
        if to < from || (to - from) as usize <= width + 1 {
            return None;
        }
        let waveform = self.recent.stretch(from, (to - from + 1) as usize);
        let base = waveform.iter().sum::<f32>() / waveform.len() as f32;
        let mut sum = waveform[..width].iter().map(|x| x - base).sum::<f32>();
        let first = from + half;
        let (mut top, mut bottom) = ((first, sum), (first, sum));
        let (mut rise, mut fall) = ((first, 0.0_f32), (first, 0.0_f32));
        for (n, (comes, leaves)) in (first + 1..).zip(waveform[width..].iter().zip(waveform)) {
            let step = comes - leaves;
            sum += step;
            if sum > top.1 {
                top = (n, sum);
            }
            if sum < bottom.1 {
                bottom = (n, sum);
            }
            if step > rise.1 {
                rise = (n, step);
            }
            if -step > fall.1 {
                fall = (n, -step);
            }
        }
        // A complex goes up and comes down again; a shift of the baseline goes one way.
        let steepest = rise.1.max(fall.1);
        if rise.1.min(fall.1) < steepest / 8.0 || rise.0.abs_diff(fall.0) > samples(0.15) {
            return None;
        }
        let up = top.1 * (1.0 + lean) >= -bottom.1 * (1.0 - lean);
        Some(Peak { sample: if up { top.0 } else { bottom.0 }, steepest: steepest / width as f32, up })
    }
}

/// An R peak.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peak {
    pub(super) sample: u64,
    /// Its steepest rise or fall, in the unit of the ECG per sample.
    pub(super) steepest: f32,
    /// Whether it points up.
    pub(super) up: bool,
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn give(lead: &mut Lead, samples: &[f32]) -> Vec<Step> {
        let (mut taken, mut steps) = (0, Vec::new());
        while taken < samples.len() {
            let (count, step) = lead.take(&samples[taken..]);
            taken += count;
            steps.push(step);
        }
        steps
    }

    #[test]
    fn a_peak_is_where_it_was_while_what_follows_is_missing() {
        let mut lead = Lead::new(360.0);
        let complex = |n: i32| (1.0 - (n - 500).abs() as f32 / 12.0).max(0.0);
        give(&mut lead, &(0..600).map(complex).collect::<Vec<_>>());
        let places = lead.grid.origin()..lead.grid.next();
        let place = places.max_by(|a, b| lead.height(*a).total_cmp(&lead.height(*b))).unwrap();
        let peak = lead.locate(place, 0.0).unwrap().sample;
        assert!(peak.abs_diff(500) <= 2, "{peak}");

        let steps = give(&mut lead, &[f32::NAN; 100]);
        assert_eq!(steps, [Step::Known, Step::Missing], "18 are bridged");
        assert_eq!(lead.locate(place, 0.0).unwrap().sample, peak);

        assert_eq!(give(&mut lead, &[0.0; 40]), [Step::Anew]);
        assert_eq!((lead.recent.begun(), lead.recent.next()), (700, 740), "samples keep their numbers");
    }
}
