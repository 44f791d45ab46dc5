/// One step of a deflation: the cuff's pressure and the oscillation in it, peak to peak, in mmHg.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) pressure: f64,
    pub(super) oscillation: f64,
}

/// An artery under a cuff, as the oscillations of a whole deflation tell it.
///
/// The artery's compliance is largest where the pressures inside and outside are equal, and falls off
/// exponentially on both sides (C. Babbs, Biomed Eng `OnLine` 11:56, 2012); the oscillation is its integral
/// from diastolic to systolic transmural pressure. Both fall-offs differ between patients, and with them
/// the shares of the highest oscillation that lie at systole and diastole: fixed shares err by tens of mmHg.
/// So all five unknowns are fitted together (patient-specific oscillometry: J. Liu et al., IEEE TBME 63:1775,
/// 2016): the model turns where the artery begins and ceases to close, whatever its compliance.
#[derive(Clone, Copy, Debug)]
pub(super) struct Artery {
    pub(super) systolic: f64,
    pub(super) diastolic: f64,
    /// Fall of compliance of a collapsing and of a stretched artery, natural logarithm, per mmHg.
    collapse: f64,
    stretch: f64,
    /// Oscillation per mmHg of volume change.
    coupling: f64,
}

/// How well a model fits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fit {
    pub(super) artery: Artery,
    /// Mean square of the residuals in units of what is expected, each held to [`OUTLIER`].
    pub(super) misfit: f64,
}

/// What fall-offs are likely, as logarithms, and how widely they spread: Babbs has 0.11 and 0.03 per mmHg;
/// ratios that fixed-ratio oscillometry uses (0.5 to 0.55, 0.7 to 0.82) want about 0.075 and 0.05.
const COLLAPSE: (f64, f64) = (0.085, 0.35);
const STRETCH: (f64, f64) = (0.037, 0.35);
/// Likely pulse pressure, mmHg, and the spread of its logarithm.
const PULSE_PRESSURE: (f64, f64) = (45.0, 0.7);
/// Expected scatter of an oscillation: a share of itself (breathing moves a pulse by that), a share of the
/// highest one, and mmHg (the sensor).
const OF_ITSELF: f64 = 0.07;
const OF_HIGHEST: f64 = 0.03;
const OF_SENSOR: f64 = 0.05;
/// Residuals count linearly from here on, so that one moved step bends nothing.
const OUTLIER: f64 = 1.5;
/// Rounds of the search, and where its steps begin: mmHg, and logarithms.
const ROUNDS: usize = 400;
const FIRST_STEPS: [f64; 4] = [8.0, 8.0, 0.3, 0.3];
const FINEST: f64 = 0.01;

impl Artery {
    /// Volume in mmHg of a cuff that is coupled fully: the integral of the compliance from zero.
    fn volume(&self, transmural: f64) -> f64 {
        let (collapse, stretch) = (self.collapse.exp(), self.stretch.exp());
        if transmural < 0.0 {
            ((collapse * transmural).exp() - 1.0) / collapse
        } else {
            (1.0 - (-stretch * transmural).exp()) / stretch
        }
    }

    fn oscillation(&self, cuff: f64) -> f64 {
        self.coupling * (self.volume(self.systolic - cuff) - self.volume(self.diastolic - cuff))
    }

    /// What fits `steps` best, looked for from these pressures on.
    pub(super) fn fit(steps: &[Step], systolic: f64, diastolic: f64) -> Fit {
        let mut best = Self::priced([systolic, diastolic, COLLAPSE.0.ln(), STRETCH.0.ln()], steps);
        // Pattern search (R. Hooke and T. Jeeves, J ACM 8:212, 1961): one unknown after the other, with a
        // leap along what has helped.
        let mut sizes = FIRST_STEPS;
        let mut before = best.0;
        for _ in 0..ROUNDS {
            let start = best;
            for place in 0..sizes.len() {
                for side in [1.0, -1.0] {
                    let mut tried = best.0;
                    tried[place] += side * sizes[place];
                    let priced = Self::priced(tried, steps);
                    if priced.1 < best.1 {
                        best = priced;
                        break;
                    }
                }
            }
            if best.1 < start.1 {
                let leap = std::array::from_fn(|place| 2.0 * best.0[place] - before[place]);
                before = best.0;
                let priced = Self::priced(leap, steps);
                if priced.1 < best.1 {
                    best = priced;
                }
            } else {
                sizes = sizes.map(|size| size / 2.0);
                if sizes[0] < FINEST * FIRST_STEPS[0] {
                    break;
                }
            }
        }
        let artery = Self::with(best.0, steps);
        Fit { artery, misfit: artery.misfit(steps) / steps.len() as f64 }
    }

    /// An artery of these unknowns, with the coupling that suits the steps.
    fn with([systolic, diastolic, collapse, stretch]: [f64; 4], steps: &[Step]) -> Self {
        let mut artery = Self { systolic, diastolic, collapse, stretch, coupling: 1.0 };
        let highest = highest(steps);
        let (mut above, mut below) = (0.0, 0.0);
        for step in steps {
            let (model, weight) = (artery.oscillation(step.pressure), 1.0 / scatter(step, highest).powi(2));
            above += weight * model * step.oscillation;
            below += weight * model * model;
        }
        artery.coupling = if below > 0.0 { (above / below).max(0.0) } else { 0.0 };
        artery
    }

    fn misfit(&self, steps: &[Step]) -> f64 {
        let highest = highest(steps);
        let residual = |step: &Step| {
            let off = ((step.oscillation - self.oscillation(step.pressure)) / scatter(step, highest)).abs();
            if off <= OUTLIER { off * off } else { OUTLIER * (2.0 * off - OUTLIER) }
        };
        steps.iter().map(residual).sum()
    }

    /// What these unknowns cost: misfit, and what is unlikely in any patient.
    fn priced(unknowns: [f64; 4], steps: &[Step]) -> ([f64; 4], f64) {
        let [systolic, diastolic, collapse, stretch] = unknowns;
        let pulse = systolic - diastolic;
        if !(pulse > 5.0 && diastolic > 0.0) {
            return (unknowns, f64::INFINITY);
        }
        let unlikely = |value: f64, (usual, spread): (f64, f64)| ((value - usual.ln()) / spread).powi(2);
        let cost = Self::with(unknowns, steps).misfit(steps)
            + unlikely(collapse, COLLAPSE)
            + unlikely(stretch, STRETCH)
            + unlikely(pulse.ln(), PULSE_PRESSURE);
        (unknowns, if cost.is_finite() { cost } else { f64::INFINITY })
    }
}

fn highest(steps: &[Step]) -> f64 {
    steps.iter().map(|step| step.oscillation).fold(0.0, f64::max)
}

fn scatter(step: &Step, highest: f64) -> f64 {
    (OF_ITSELF * step.oscillation).hypot(OF_HIGHEST * highest).hypot(OF_SENSOR)
}
