use super::filter::Biquad;

/// Oxygen saturation and perfusion from the red and the infrared light.
///
/// Both waves are divided by their level and band-passed; the slope of red on infrared within the
/// last five seconds is the ratio of ratios R, and `SpO2` = 110 - 25 R (Webster, "Design of Pulse
/// Oximeters", 1997: the linear approximation that teaching and development kits use). The median
/// of the last five seconds of values is shown, so a change is seen after about eight seconds.
#[derive(Clone, Debug)]
pub(super) struct Oximeter {
    rate: f64,
    infrared: Light,
    red: Light,
    /// Number of the sample that both lights are evaluated up to.
    joined: u64,
    second: Second,
    /// The last five seconds, latest last.
    seconds: [Second; 5],
    known: usize,
    ratios: [f64; 5],
    valid: usize,
}

/// What the oximeter shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Saturation {
    /// Per cent, 0 to 100; none without a pulse to measure by.
    pub(super) spo2: Option<f64>,
    /// Perfusion index, per cent of infrared.
    pub(super) perfusion: f64,
    /// How well red follows infrared, 0 to 1.
    pub(super) likeness: f64,
}

/// Below this perfusion, per cent, the pulsation is too small to be measured.
pub(super) const LOW_PERFUSION: f64 = 0.2;
/// Below this likeness the two lights do not see the same pulse.
const ALIKE: f64 = 0.6;
/// Samples of one light that may wait for the other one, in seconds.
const WAIT_SECS: f64 = 120.0;

#[derive(Clone, Copy, Debug, Default)]
struct Second {
    count: u32,
    xy: f64,
    xx: f64,
    yy: f64,
    least: f64,
    most: f64,
}

impl Oximeter {
    pub(super) fn new(rate: f64) -> Self {
        Self {
            rate,
            infrared: Light::new(rate),
            red: Light::new(rate),
            joined: 0,
            second: Second::default(),
            seconds: [Second::default(); 5],
            known: 0,
            ratios: [0.0; 5],
            valid: 0,
        }
    }

    pub(super) fn infrared(&mut self, sample: u64, x: f64) {
        self.infrared.step(sample, x);
    }

    pub(super) fn red(&mut self, sample: u64, x: f64) {
        self.red.step(sample, x);
    }

    /// Forgets what was heard before a gap.
    pub(super) fn interrupt(&mut self) {
        self.infrared.settled = false;
        self.red.settled = false;
        self.second = Second::default();
        self.known = 0;
        self.valid = 0;
    }

    /// Evaluates what both lights have delivered.
    pub(super) fn join(&mut self) {
        let end = self.infrared.end.min(self.red.end);
        if end < self.joined {
            self.joined = end;
        }
        let start = self.infrared.start().max(self.red.start());
        for sample in self.joined.max(start)..end {
            let (x, y) = (self.infrared.get(sample), self.red.get(sample));
            if x.is_finite() && y.is_finite() {
                self.add(f64::from(x), f64::from(y));
            }
        }
        self.joined = self.joined.max(end);
    }

    fn add(&mut self, x: f64, y: f64) {
        let second = &mut self.second;
        second.count += 1;
        second.xy += x * y;
        second.xx += x * x;
        second.yy += y * y;
        second.least = if second.count == 1 { x } else { second.least.min(x) };
        second.most = if second.count == 1 { x } else { second.most.max(x) };
        if f64::from(second.count) >= self.rate {
            self.seconds.rotate_left(1);
            self.seconds[4] = std::mem::take(second);
            self.known = (self.known + 1).min(5);
            self.evaluate();
        }
    }

    fn evaluate(&mut self) {
        if self.known < 3 {
            return;
        }
        let (slope, likeness) = self.fit();
        if likeness >= ALIKE && self.pulsation() >= LOW_PERFUSION {
            self.ratios.rotate_left(1);
            self.ratios[4] = slope;
            self.valid = (self.valid + 1).min(5);
        } else {
            self.valid = self.valid.saturating_sub(1);
        }
    }

    /// Slope of red on infrared (both lights are disturbed, so the geometric mean of both
    /// regressions), and their correlation.
    fn fit(&self) -> (f64, f64) {
        let known = &self.seconds[5 - self.known..];
        let sum = |part: fn(&Second) -> f64| known.iter().map(part).sum::<f64>();
        let (xy, xx, yy) = (sum(|s| s.xy), sum(|s| s.xx), sum(|s| s.yy));
        if xx <= 0.0 || yy <= 0.0 {
            return (0.0, 0.0);
        }
        ((yy / xx).sqrt(), (xy / (xx * yy).sqrt()).clamp(0.0, 1.0))
    }

    /// Peak to peak of infrared as per cent of its level; each pulse lies within two neighbouring
    /// seconds, and the middle pair is no artefact.
    fn pulsation(&self) -> f64 {
        let known = &self.seconds[5 - self.known..];
        let mut pairs = [0.0; 4];
        let count = known.len().saturating_sub(1);
        for (place, pair) in pairs.iter_mut().zip(known.windows(2)) {
            *place = 100.0 * (pair[0].most.max(pair[1].most) - pair[0].least.min(pair[1].least));
        }
        let pairs = &mut pairs[..count];
        pairs.sort_unstable_by(f64::total_cmp);
        pairs.get(count / 2).copied().unwrap_or(0.0)
    }

    /// What it shows now; `None` while too little was heard.
    pub(super) fn saturation(&self) -> Option<Saturation> {
        if self.known < 3 {
            return None;
        }
        let mut ratios = self.ratios;
        let ratios = &mut ratios[5 - self.valid..];
        ratios.sort_unstable_by(f64::total_cmp);
        let spo2 = ratios.get(ratios.len() / 2).map(|ratio| (110.0 - 25.0 * ratio).clamp(0.0, 100.0));
        Some(Saturation { spo2, perfusion: self.pulsation(), likeness: self.fit().1 })
    }
}

/// The pulsating share of one light, kept until the other light's sample of the same number comes.
#[derive(Clone, Debug)]
struct Light {
    level: Biquad,
    band: [Biquad; 2],
    settled: bool,
    shares: Box<[f32]>,
    end: u64,
    held: u64,
}

impl Light {
    fn new(rate: f64) -> Self {
        Self {
            level: Biquad::low_pass(rate, 0.2),
            band: [Biquad::high_pass(rate, 0.5), Biquad::low_pass(rate, 8.0)],
            settled: false,
            shares: vec![f32::NAN; (WAIT_SECS * rate).clamp(64.0, 200_000.0) as usize].into(),
            end: 0,
            held: 0,
        }
    }

    fn start(&self) -> u64 {
        self.end - self.held
    }

    fn get(&self, sample: u64) -> f32 {
        self.shares[(sample % self.shares.len() as u64) as usize]
    }

    /// A sample that is not finite is missing.
    fn step(&mut self, sample: u64, x: f64) {
        if sample != self.end {
            self.settled = false;
            self.held = 0;
        }
        let share = if x.is_finite() {
            let (level, mut y);
            if self.settled {
                level = self.level.step(x);
                y = self.band[0].step(x);
                y = self.band[1].step(y);
            } else {
                self.settled = true;
                level = self.level.settle(x);
                y = self.band[0].settle(x);
                y = self.band[1].settle(y);
            }
            if level > 0.0 { (y / level) as f32 } else { f32::NAN }
        } else {
            f32::NAN
        };
        let room = self.shares.len() as u64;
        self.shares[(sample % room) as usize] = share;
        self.end = sample + 1;
        self.held = (self.held + 1).min(room);
    }
}
