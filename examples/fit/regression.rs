//! Logistic regression, by Newton's method.

/// One thing to be told: what was measured of it, and whether it is what is looked for.
#[derive(Clone, Debug)]
pub struct Case {
    pub measures: Vec<f32>,
    pub is: bool,
    /// Number of the record that it is from, and of that record's patient.
    pub record: usize,
    pub patient: usize,
}

/// Penalty on the squares of weights, for each unit that the cases weigh: too little to matter but where nothing else
/// decides.
const RIDGE: f64 = 1e-5;
/// Steps of Newton's method, and rounds in which each solves for all weights in turn.
const STEPS: usize = 40;
const ROUNDS: usize = 200;
/// A step that gains no more than this share of the loss is the last.
const ENOUGH: f64 = 1e-9;

/// The assumed log odds when all measures are zero, and the weight of each measure, of the cases that are not of the
/// patient `without`. Weights whose side is 1 are not below zero, those whose side is -1 not above. The cases of one
/// kind in one record weigh together the square root of their number: neither do long records decide all, nor single
/// cases.
pub fn fit<const N: usize>(cases: &[Case], without: Option<usize>, sides: &[f64; N]) -> (f32, [f32; N]) {
    let cases: Vec<&Case> = cases.iter().filter(|case| Some(case.patient) != without).collect();
    let importance = importances(&cases);
    let size = N + 1;
    let rows: Vec<Vec<f64>> = cases
        .iter()
        .map(|case| std::iter::once(1.0).chain(case.measures.iter().map(|x| f64::from(*x))).collect())
        .collect();
    let ridge = RIDGE * importance.iter().sum::<f64>();
    let loss = |weights: &[f64]| {
        let of = |((row, case), importance): ((&Vec<f64>, &&Case), &f64)| {
            let odds = dot(row, weights) * if case.is { -1.0 } else { 1.0 };
            importance * if odds > 0.0 { odds + (-odds).exp().ln_1p() } else { odds.exp().ln_1p() }
        };
        rows.iter().zip(&cases).zip(&importance).map(of).sum::<f64>()
            + 0.5 * ridge * weights[1..].iter().map(|w| w * w).sum::<f64>()
    };
    let mut weights = vec![0.0; size];
    let mut now = loss(&weights);
    for _ in 0..STEPS {
        let (mut slope, mut curve) = (vec![0.0; size], vec![vec![0.0; size]; size]);
        for ((row, case), importance) in rows.iter().zip(&cases).zip(&importance) {
            let p = 1.0 / (1.0 + (-dot(row, &weights)).exp());
            let (error, bend) = (p - f64::from(u8::from(case.is)), p * (1.0 - p));
            for i in 0..size {
                slope[i] += importance * error * row[i];
                for (curve, x) in curve[i].iter_mut().zip(row) {
                    *curve += importance * bend * row[i] * x;
                }
            }
        }
        for i in 0..size {
            if i > 0 {
                slope[i] += ridge * weights[i];
            }
            curve[i][i] += ridge;
        }
        let target = minimum(&weights, &slope, &curve, sides);
        let mut part = 1.0;
        let (next, least) = loop {
            let next: Vec<f64> = weights.iter().zip(&target).map(|(w, t)| w + part * (t - w)).collect();
            let reached = loss(&next);
            if reached <= now || part < 1e-6 {
                break (next, reached);
            }
            part /= 2.0;
        };
        if least >= now {
            break;
        }
        let gained = now - least;
        (weights, now) = (next, least);
        if gained < ENOUGH * now {
            break;
        }
    }
    (weights[0] as f32, std::array::from_fn(|n| weights[n + 1] as f32))
}

/// What each case counts.
fn importances(cases: &[&Case]) -> Vec<f64> {
    let kind = |case: &Case| 2 * case.record + usize::from(case.is);
    let kinds = cases.iter().map(|case| kind(case) + 1).max().unwrap_or(0);
    let mut counts = vec![0_u32; kinds];
    for case in cases {
        counts[kind(case)] += 1;
    }
    cases.iter().map(|case| 1.0 / f64::from(counts[kind(case)]).sqrt()).collect()
}

/// Where the parabola with this slope and curve at `weights` is lowest, of what the sides allow.
fn minimum(weights: &[f64], slope: &[f64], curve: &[Vec<f64>], sides: &[f64]) -> Vec<f64> {
    let mut best = weights.to_vec();
    // The slope at `best`.
    let mut here = slope.to_vec();
    for _ in 0..ROUNDS {
        for i in 0..best.len() {
            let free = best[i] - here[i] / curve[i][i];
            let side = i.checked_sub(1).and_then(|i| sides.get(i));
            let next = if side.is_some_and(|side| side * free < 0.0) { 0.0 } else { free };
            let step = next - best[i];
            best[i] = next;
            for (slope, row) in here.iter_mut().zip(curve) {
                *slope += step * row[i];
            }
        }
    }
    best
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
