//! Weights of ventricular fibrillation (`src/processing/fibrillation.rs`).

use std::fmt::Write;

use bedside::processing::evidence::{
    self, FIBRILLATION_MEASURES, FIBRILLATION_WEIGHTS, FibrillationWeights, WeighedWindows,
};

use super::{
    cases, listed, patients,
    records::Record,
    regression::fit,
    scoring::{Score, Told},
};

/// What a window is labelled by lies so long before its end, in seconds, and nearer than that to an onset or an end it
/// is not labelled.
const LAG: f64 = 1.0;
const EDGE: f64 = 0.3;
/// Length of a window in seconds.
const WINDOW: f64 = 4.0;

/// No weight is above zero.
const SIDES: [f64; FIBRILLATION_MEASURES.len()] = [-1.0; FIBRILLATION_MEASURES.len()];

/// Weights, and what they are worth: on the records they were fitted on, and on others.
pub fn report(records: &[Record]) -> String {
    let patients = patients(records);
    let cases = cases(records, &patients, |record| {
        let weighed = evidence::fibrillation(&record.leads[0], record.rate, &FIBRILLATION_WEIGHTS);
        labelled(record, &weighed).collect()
    });
    let weights = fit(&cases, None, &SIDES);
    let mut report = listed(&FIBRILLATION_MEASURES, (weights.0, &weights.1));
    let mut say = |line: String| writeln!(report, "{line}").unwrap_or_default();
    say(format!(
        "{:12}{:^HEAD_LENGTH$} | {:^HEAD_LENGTH$}",
        "", "fitted on these records", "fitted on the others"
    ));
    say(format!("{:12}{HEAD} | {HEAD}", "record"));
    let mut pooled = [Score::default(), Score::default()];
    let mut others: Vec<Option<FibrillationWeights>> = vec![None; records.len()];
    for (number, (record, &patient)) in records.iter().zip(&patients).enumerate() {
        let without = *others[patient].get_or_insert_with(|| fit(&cases, Some(patient), &SIDES));
        let scores = [weights, without].map(|weights| score(record, &weights));
        say(line(&record.name, &scores));
        for (pooled, score) in pooled.iter_mut().zip(&scores) {
            pooled.add(score);
        }
        if records.get(number + 1).is_none_or(|next| next.folder != record.folder) {
            say(line(&format!("up to {}", record.folder), &pooled));
        }
    }
    let delays = pooled.map(|score| format!("{:.1} s", score.delay(0.9)));
    say(format!("nine of ten alarms within {} | {}", delays[0], delays[1]));
    report
}

/// What was measured of each window that counts, and whether it is fibrillation: not where it begins or ends, and not
/// tachycardia of the ventricles, which may be told either way.
fn labelled<'a>(
    record: &'a Record,
    weighed: &'a WeighedWindows,
) -> impl Iterator<Item = (Vec<f32>, bool)> + 'a {
    let truth = &record.truth;
    weighed.windows.iter().filter_map(|(end, measures)| {
        let end = end.secs();
        let at = end - LAG;
        let is = truth.fibrillation.iter().any(|episode| episode.contains(&at));
        let near = |edge: f64| (at - edge).abs() < EDGE;
        let doubtful = truth.fibrillation.iter().any(|episode| near(episode.start) || near(episode.end));
        let fast = truth.tachycardia.iter().any(|run| run.start < end && end - WINDOW < run.end);
        (!doubtful && (is || !fast)).then(|| (measures.to_vec(), is))
    })
}

fn score(record: &Record, weights: &FibrillationWeights) -> Score {
    let weighed = evidence::fibrillation(&record.leads[0], record.rate, weights);
    let fibrillation = weighed.told.iter().map(|alarm| alarm.start.secs()..alarm.end.secs()).collect();
    Score::of(&record.truth, &Told { fibrillation, ..Told::default() }, record.end)
}

const HEAD: &str = "  VF ep  false    dur     Sp  delay noise";
const HEAD_LENGTH: usize = HEAD.len();

fn line(name: &str, scores: &[Score; 2]) -> String {
    let figures = scores.each_ref().map(|score| {
        let (found, all) = (score.episodes.hits, score.episodes.hits + score.episodes.missed);
        let rates = [score.duration_sensitivity(), score.specificity(), score.delay(0.5)];
        let [dur, sp, delay] =
            rates.map(|rate| if rate.is_nan() { "-".to_owned() } else { format!("{rate:.2}") });
        format!(
            "{:>7} {:6} {dur:>6} {sp:>6} {delay:>6} {:5}",
            format!("{found}/{all}"),
            score.episodes.extra,
            score.noise_alarms
        )
    });
    format!("{name:12}{} | {}", figures[0], figures[1])
}
