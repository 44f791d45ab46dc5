use super::{envelope::Envelope, grid::Grid, pacer::PacerPulses, quality::Watch};

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
    /// The last second and more of the waveform; place `n % len` holds sample `n`.
    recent: Box<[f32]>,
    /// Number of the next sample, and of the first one since the waveform began (again).
    next: u64,
    begun: u64,
    rate: f64,
    /// From an R peak to the peak of the envelope, in places.
    delay: u64,
    /// What the smallest complex to be counted makes of the envelope.
    floor: f32,
    pacer: PacerPulses,
    /// The last pulses of a pacemaker, by their samples; the latest stands last.
    paced: [Option<u64>; 4],
    /// The last valid sample, and how many are missing since.
    held: f32,
    missing: u64,
    bridge: u64,
}

/// Heights that are kept: two seconds.
const KEPT: usize = 256;
/// Missing samples up to this many seconds are bridged by the last value.
const BRIDGE_SECS: f64 = 0.05;
/// An ECG electrode cannot deliver more than this, in millivolts (electrode offsets reach 300 mV).
const MOST_MILLIVOLTS: f32 = 10_000.0;
/// Nothing that answers less than a triangle of this height and 80 ms is a beat. Monitors must not
/// count 0.15 mV (IEC 60601-2-27), yet leads of patients with complexes of 0.12 mV are recorded
/// (BIDMC 03), and a rate that counts some of them is worse than one that counts all.
const FLOOR_MILLIVOLTS: f64 = 0.09;

/// From the pulse of a pacemaker in the ventricle to the R peak, at most, in seconds: a wide complex, and the latency
/// of the pulse (own choice; a pulse in the atrium comes 0.12 s or more before the complex begins).
const PACED_SECS: f64 = 0.14;

/// Places that show how a complex bends, and how long before its envelope peaks they begin: 120 ms
/// around the R peak.
pub(super) const BENDS: usize = 15;
const BENDS_BEFORE: u64 = 18;

/// What a sample did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// It goes on.
    Known,
    /// It goes on after more was missing than can be bridged: the waveform began again with this sample.
    Anew,
    /// It is not there.
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
            recent: vec![0.0; (rate.ceil() as usize).max(8).next_power_of_two()].into(),
            next: 0,
            begun: 0,
            rate,
            delay: 0,
            floor: 0.0,
            pacer: PacerPulses::new(rate),
            paced: [None; 4],
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
            trial.take(x as f32);
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
        self.next = next;
        self.begun = next;
        self.missing = 0;
        self.held = f32::NAN;
        self.grid.interrupt(next);
        self.envelope.interrupt();
        self.pacer.interrupt();
        self.paced = [None; 4];
    }

    /// Takes the next sample, or what came in its place.
    #[inline]
    pub(super) fn step(&mut self, sample: f32) -> Step {
        let mut step = Step::Known;
        if sample.abs() <= MOST_MILLIVOLTS {
            self.watch.step(sample);
            if self.missing > self.bridge || self.held.is_nan() {
                self.interrupt(self.next);
                step = Step::Anew;
            }
            self.missing = 0;
            self.held = sample;
        } else {
            self.watch.step(f32::NAN);
            self.missing += 1;
            if self.missing > self.bridge || self.held.is_nan() {
                self.next += 1;
                return Step::Missing;
            }
        }
        let x = self.pacer.step(self.held);
        if self.pacer.ended() {
            self.paced.rotate_left(1);
            self.paced[3] = Some(self.next);
        }
        self.take(x);
        step
    }

    #[inline]
    fn take(&mut self, x: f32) {
        let len = self.recent.len();
        self.recent[self.next as usize & (len - 1)] = x;
        self.next += 1;
        let from = self.grid.next();
        if self.grid.step(x) {
            for place in from..self.grid.next() {
                let x = self.grid.at(place);
                let slot = place as usize % KEPT;
                self.heights[slot] = self.envelope.step(x);
                let bend = x - 2.0 * self.before[0] + self.before[1];
                self.before = [x, self.before[0]];
                self.bends[slot] = bend;
                self.bends[slot + KEPT] = bend;
            }
        }
    }

    /// Whether a pulse of a pacemaker called forth the beat whose R peak is `sample`.
    pub(super) fn is_paced(&self, sample: u64) -> bool {
        let reach = (PACED_SECS * self.rate) as u64;
        self.paced.iter().flatten().any(|&pulse| (pulse..=pulse + reach).contains(&sample))
    }

    /// How much it looked like a complex at `place`, one of the last two seconds.
    pub(super) fn height(&self, place: u64) -> f32 {
        self.heights[place as usize % KEPT]
    }

    /// How the waveform bends in a complex whose envelope peaks at `place`.
    #[inline]
    pub(super) fn bends(&self, place: u64) -> &[f32] {
        let from = place.saturating_sub(BENDS_BEFORE) as usize % KEPT;
        &self.bends[from..from + BENDS]
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
        let oldest = self.next.saturating_sub(self.recent.len() as u64).max(self.begun);
        let from = centre.saturating_sub(reach).max(oldest);
        let to = (centre + reach).min(self.next.saturating_sub(1));
        let half = samples(0.006);
        let (first, last) = (from + half, to.saturating_sub(half));
        if first + 2 >= last {
            return None;
        }
        let mask = self.recent.len() - 1;
        let raw = |n: u64| self.recent[n as usize & mask];
        let base = (from..=to).map(raw).sum::<f32>() / (to - from + 1) as f32;
        let width = (2 * half + 1) as f32;
        let mut sum = (first - half..=first + half).map(|n| raw(n) - base).sum::<f32>();
        let (mut top, mut bottom) = ((first, sum), (first, sum));
        let (mut rise, mut fall) = ((first, 0.0_f32), (first, 0.0_f32));
        for n in first + 1..=last {
            let step = raw(n + half) - raw(n - half - 1);
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
        Some(Peak { sample: if up { top.0 } else { bottom.0 }, steepest: steepest / width, up })
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
