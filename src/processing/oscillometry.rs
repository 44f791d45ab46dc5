use thiserror::Error;

/// The three pressures of one cuff measurement, in mmHg.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct BloodPressure {
    pub(super) systolic: f64,
    pub(super) diastolic: f64,
    pub(super) mean: f64,
}

/// Why a deflation cannot be evaluated, in words for the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(super) enum Refusal {
    #[error("no pulse felt")]
    NoPulse,
    #[error("too much movement")]
    Movement,
    #[error("pressure did not reach systolic")]
    BelowSystolic,
    #[error("pressure did not fall to diastolic")]
    AboveDiastolic,
}

/// One step of the deflation.
#[derive(Clone, Copy, Debug)]
struct Step {
    pressure: f64,
    /// Peak to peak of the oscillation, mmHg.
    oscillation: f64,
}

/// Where on the envelope the systolic and the diastolic pressure lie, as shares of its maximum
/// (fixed-ratio method; common ratios are 0.5 to 0.55 and 0.7 to 0.82, see Babbs, Biomed Eng
/// `OnLine` 11:56, 2012).
const SYSTOLIC_SHARE: f64 = 0.55;
const DIASTOLIC_SHARE: f64 = 0.75;
/// A fall of the pressure that is a step of the valve and no pulse: mmHg within the seconds.
const VALVE_FALL: f64 = 5.0;
const VALVE_SECS: f64 = 0.3;
/// Shortest stay on a step that can hold a pulse, and what is left out at its edges, in seconds.
const SHORTEST_SECS: f64 = 0.6;
const EDGE_SECS: f64 = 0.06;
/// Oscillation that no pulse stays below at its best pressure, mmHg peak to peak.
const FELT: f64 = 0.5;
/// Valleys and turns of the envelope in all, as a share of the summit, that movement exceeds and the
/// scatter of a slow heart does not.
const ROUGHEST: f64 = 1.2;
const FEWEST_STEPS: usize = 6;

/// Evaluates the pressure of a stepwise deflation, `rate` samples a second.
///
/// # Errors
/// When the oscillations do not show all three pressures.
pub(super) fn evaluate(pressure: &[f32], rate: f64) -> Result<BloodPressure, Refusal> {
    let mut steps = steps(&smoothed(pressure, rate), rate);
    if steps.len() < FEWEST_STEPS {
        return Err(Refusal::Movement);
    }
    let moved = reject_outliers(&mut steps);
    if moved * 4 > steps.len() {
        return Err(Refusal::Movement);
    }
    let filled = fill_valleys(&mut steps);
    let envelope = envelope(&steps);
    let (best, top) = envelope.iter().enumerate().fold((0, 0.0), |(best, top), (n, step)| {
        if step.oscillation > top { (n, step.oscillation) } else { (best, top) }
    });
    if top < FELT {
        return Err(Refusal::NoPulse);
    }
    if filled + roughness(&envelope, best) > ROUGHEST * top {
        return Err(Refusal::Movement);
    }
    let (mean, top) = summit(&envelope, best);
    let systolic =
        crossing(envelope[..=best].iter().rev(), SYSTOLIC_SHARE * top).ok_or(Refusal::BelowSystolic)?;
    let diastolic =
        crossing(envelope[best..].iter(), DIASTOLIC_SHARE * top).ok_or(Refusal::AboveDiastolic)?;
    // A second hill beyond the three pressures is no pulse's envelope.
    let hill = |step: &Step| {
        let beyond = step.pressure > systolic + 12.0 || step.pressure < diastolic - 12.0;
        beyond && step.oscillation > 0.85 * top
    };
    if envelope.iter().any(hill) {
        return Err(Refusal::Movement);
    }
    Ok(BloodPressure { systolic, diastolic, mean: mean.clamp(diastolic, systolic) })
}

/// Mean of 50 ms, missing samples replaced by the last one.
fn smoothed(pressure: &[f32], rate: f64) -> Vec<f64> {
    let half = (0.025 * rate) as usize;
    let mut held = pressure.iter().copied().find(|p| p.is_finite()).map_or(0.0, f64::from);
    let filled: Vec<f64> = pressure
        .iter()
        .map(|&p| {
            if p.is_finite() {
                held = f64::from(p);
            }
            held
        })
        .collect();
    (0..filled.len())
        .map(|n| {
            let part = &filled[n.saturating_sub(half)..(n + half + 1).min(filled.len())];
            part.iter().sum::<f64>() / part.len() as f64
        })
        .collect()
}

/// Cuts the deflation where the valve opened.
fn steps(pressure: &[f64], rate: f64) -> Vec<Step> {
    let reach = ((VALVE_SECS / 2.0 * rate) as usize).max(1);
    let edge = (EDGE_SECS * rate) as usize;
    let shortest = (SHORTEST_SECS * rate) as usize;
    let falls = |n: usize| {
        let (before, after) = (n.saturating_sub(reach), (n + reach).min(pressure.len() - 1));
        pressure[before] - pressure[after] > VALVE_FALL
    };
    let mut steps = Vec::new();
    let mut from = 0;
    for n in 0..=pressure.len() {
        if n < pressure.len() && !falls(n) {
            continue;
        }
        if n >= from + shortest.max(2 * edge + 1) {
            let stay = &pressure[from + edge..n - edge];
            let (least, most) =
                stay.iter().fold((f64::MAX, f64::MIN), |(least, most), &p| (least.min(p), most.max(p)));
            let pressure = stay.iter().sum::<f64>() / stay.len() as f64;
            steps.push(Step { pressure, oscillation: most - least });
        }
        from = n + 1;
    }
    steps
}

/// Replaces steps that stand far off both neighbours by the mean of these; returns how many.
fn reject_outliers(steps: &mut [Step]) -> usize {
    let mut count = 0;
    for n in 1..steps.len().saturating_sub(1) {
        let (before, after) = (steps[n - 1].oscillation, steps[n + 1].oscillation);
        let here = steps[n].oscillation;
        let jump = here > 1.7 * before.max(after) && here - before.max(after) > 0.5;
        let drop = here < 0.55 * before.min(after) && before.min(after) > 0.5;
        if jump || drop {
            steps[n].oscillation = f64::midpoint(before, after);
            count += 1;
        }
    }
    count
}

/// Fills valleys: a step that held no whole pulse of a slow heart lies below its neighbours, and the
/// envelope of a pulse has one hill only. Returns how much was filled in all.
fn fill_valleys(steps: &mut [Step]) -> f64 {
    let highest = |part: &[f64]| part.iter().copied().fold(0.0, f64::max);
    let raw: Vec<f64> = steps.iter().map(|step| step.oscillation).collect();
    let mut filled = 0.0;
    for (n, step) in steps.iter_mut().enumerate() {
        let (before, after) = (&raw[n.saturating_sub(2)..n], &raw[n + 1..(n + 3).min(raw.len())]);
        let around = highest(before).min(highest(after)).max(raw[n]);
        filled += around - raw[n];
        step.oscillation = around;
    }
    filled
}

/// Lightly smoothed over neighbouring steps.
fn envelope(steps: &[Step]) -> Vec<Step> {
    let last = steps.len() - 1;
    (0..steps.len())
        .map(|n| {
            let (before, after) =
                (steps[n.saturating_sub(1)].oscillation, steps[(n + 1).min(last)].oscillation);
            Step { oscillation: (before + 4.0 * steps[n].oscillation + after) / 6.0, ..steps[n] }
        })
        .collect()
}

/// How far the envelope goes down on its way up to the summit and up on its way down, in all.
fn roughness(envelope: &[Step], best: usize) -> f64 {
    let turns = |pair: &[Step]| pair[0].oscillation - pair[1].oscillation;
    let up: f64 = envelope[..=best].windows(2).map(|pair| turns(pair).max(0.0)).sum();
    let down: f64 = envelope[best..].windows(2).map(|pair| (-turns(pair)).max(0.0)).sum();
    up + down
}

/// Pressure and height of the parabola through the three highest steps.
fn summit(envelope: &[Step], best: usize) -> (f64, f64) {
    let top = envelope[best];
    if best == 0 || best + 1 == envelope.len() {
        return (top.pressure, top.oscillation);
    }
    let (high, low) = (envelope[best - 1], envelope[best + 1]);
    let (x1, y1) = (high.pressure - top.pressure, high.oscillation - top.oscillation);
    let (x2, y2) = (low.pressure - top.pressure, low.oscillation - top.oscillation);
    let det = x1 * x2 * (x1 - x2);
    let (a, b) = ((y1 * x2 - y2 * x1) / det, (y2 * x1 * x1 - y1 * x2 * x2) / det);
    if !(a < 0.0 && b.is_finite()) {
        return (top.pressure, top.oscillation);
    }
    let shift = (-b / (2.0 * a)).clamp(x2.min(x1), x1.max(x2));
    (top.pressure + shift, top.oscillation + a * shift * shift + b * shift)
}

/// Where the envelope, walked from its summit, first falls below `height`.
fn crossing<'a>(mut walk: impl Iterator<Item = &'a Step>, height: f64) -> Option<f64> {
    let mut before = walk.next()?;
    for step in walk {
        if step.oscillation <= height {
            let share = (before.oscillation - height) / (before.oscillation - step.oscillation).max(1e-9);
            return Some(before.pressure + share.clamp(0.0, 1.0) * (step.pressure - before.pressure));
        }
        before = step;
    }
    None
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// What noise of the machine, and movement, a trial has.
    #[derive(Clone, Copy, Default)]
    struct Trial {
        systolic: f64,
        diastolic: f64,
        heart: f64,
        strength: f64,
        from: f64,
        noise: f64,
        seed: u64,
    }

    const TYPICAL: Trial = Trial {
        systolic: 120.0,
        diastolic: 80.0,
        heart: 72.0,
        strength: 2.5,
        from: 165.0,
        noise: 0.04,
        seed: 1,
    };

    fn random(state: &mut u64) -> f64 {
        *state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (*state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5
    }

    /// A bell over the cuff's pressure that has the shares 0.55 and 0.75 at the true pressures.
    fn deflation(trial: Trial) -> Vec<f32> {
        let mean = 0.45 * trial.systolic + 0.55 * trial.diastolic;
        let above = (trial.systolic - mean) / (-(0.55_f64.ln())).sqrt();
        let below = (mean - trial.diastolic) / (-(0.75_f64.ln())).sqrt();
        let mut state = trial.seed;
        let mut samples = Vec::new();
        let (mut level, mut t) = (trial.from, 0.0);
        let mut wobble = 1.0;
        while level > 40.0 {
            for n in 0..120 {
                let phase = (t * trial.heart / 60.0_f64).fract();
                if phase < 0.01 * trial.heart / 60.0 {
                    wobble = 1.0 + 0.1 * random(&mut state);
                }
                let width = if level > mean { above } else { below };
                let size = trial.strength * wobble * (-((level - mean) / width).powi(2)).exp();
                let pulse =
                    (-((phase - 0.2) / 0.08).powi(2)).exp() + 0.4 * (-((phase - 0.5) / 0.12).powi(2)).exp();
                let fall = 8.0 * (1.0 - (f64::from(n) / 15.0).min(1.0));
                samples.push((level + fall + size * pulse + trial.noise * random(&mut state) * 2.0) as f32);
                t += 0.01;
            }
            level -= 8.0 + random(&mut state);
        }
        samples
    }

    #[test]
    fn pressures_are_found_within_the_limits_for_cuffs() {
        let mut errors = [Vec::new(), Vec::new()];
        let mut seed = 0;
        for (systolic, diastolic) in
            [(90.0, 55.0), (105.0, 70.0), (120.0, 80.0), (135.0, 85.0), (145.0, 95.0)]
        {
            for heart in [40.0, 48.0, 55.0, 72.0, 95.0, 130.0] {
                seed += 1;
                let trial = Trial { systolic, diastolic, heart, seed, ..TYPICAL };
                let found = evaluate(&deflation(trial), 100.0).unwrap();
                errors[0].push(found.systolic - systolic);
                errors[1].push(found.diastolic - diastolic);
                assert!(found.diastolic < found.mean && found.mean < found.systolic);
            }
        }
        // ISO 81060-2: mean error at most 5 mmHg, standard deviation at most 8 mmHg.
        for errors in errors {
            let mean = errors.iter().sum::<f64>() / errors.len() as f64;
            let sd = (errors.iter().map(|e| (e - mean).powi(2)).sum::<f64>() / errors.len() as f64).sqrt();
            assert!(mean.abs() < 2.5 && sd < 4.0, "mean {mean:.1}, sd {sd:.1}");
        }
    }

    #[test]
    fn no_pulse_is_refused() {
        let trial = Trial { strength: 0.0, ..TYPICAL };
        assert_eq!(evaluate(&deflation(trial), 100.0), Err(Refusal::NoPulse));
    }

    #[test]
    fn a_cuff_below_systolic_is_refused() {
        let trial = Trial { systolic: 185.0, diastolic: 120.0, ..TYPICAL };
        assert_eq!(evaluate(&deflation(trial), 100.0), Err(Refusal::BelowSystolic));
    }

    #[test]
    fn movement_is_refused_but_one_bump_is_not() {
        let mut bumped = deflation(TYPICAL);
        for n in 0..30 {
            bumped[310 + n] += 6.0;
        }
        let clean = evaluate(&deflation(TYPICAL), 100.0).unwrap();
        let found = evaluate(&bumped, 100.0).unwrap();
        assert!((found.systolic - clean.systolic).abs() < 5.0);
        let mut state = 3;
        let mut shaken = deflation(TYPICAL);
        for (n, sample) in shaken.iter_mut().enumerate() {
            let strength = f64::from(u8::from((n / 170) % 2 == 0)) * 9.0;
            *sample += (strength * random(&mut state) * (n as f64 * 0.05).sin()) as f32;
        }
        assert_eq!(evaluate(&shaken, 100.0), Err(Refusal::Movement));
    }

    #[test]
    fn too_little_or_nothing_is_refused() {
        assert!(evaluate(&[], 100.0).is_err());
        assert!(evaluate(&[f32::NAN; 500], 100.0).is_err());
        assert!(evaluate(&[f32::INFINITY, 1.0, 3e38], 0.5).is_err());
    }
}
