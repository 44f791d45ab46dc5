//! Weights of ventricular beats (`src/processing/classify.rs`).

use std::fmt::Write;

use bedside::processing::evidence::{self, BEAT_MEASURES, BEAT_WEIGHTS, BeatWeights, WeighedBeat};

use super::{
    cases, listed, patients,
    records::{Record, class},
    regression::fit,
    scoring::{Counts, Pairs, Score, Told, ToldBeat},
};

/// No weight is below zero.
const SIDES: [f64; BEAT_MEASURES.len()] = [1.0; BEAT_MEASURES.len()];

/// Weights, and what they are worth: on the records they were fitted on, and on others. Records with paced beats are
/// left out.
pub fn report(mut records: Vec<Record>) -> String {
    records.retain(|record| record.truth.beats.iter().all(|&(_, code)| code != '/'));
    let patients = patients(&records);
    let cases = cases(&records, &patients, |record| {
        labelled(record, &evidence::beats(&record.leads[0], record.rate, &BEAT_WEIGHTS)).collect()
    });
    let weights = fit(&cases, None, &SIDES);
    let mut report = listed(&BEAT_MEASURES, (weights.0, &weights.1));
    let mut say = |line: String| writeln!(report, "{line}").unwrap_or_default();
    say("                    fitted on these records |        fitted on the others".to_owned());
    say("record     beats   VEB     Se     +P  false |     Se     +P  false |  SVEB     Se     +P".to_owned());
    let mut pooled = [Score::default(), Score::default()];
    for (record, patient) in records.iter().zip(patients) {
        let scores = [weights, fit(&cases, Some(patient), &SIDES)].map(|weights| score(record, &weights));
        say(line(&record.name, &scores));
        for (pooled, score) in pooled.iter_mut().zip(&scores) {
            pooled.add(score);
        }
    }
    say(line("pooled", &pooled));
    report
}

/// What was measured of each beat that counts, and whether it is ventricular.
fn labelled<'a>(record: &'a Record, beats: &'a [WeighedBeat]) -> impl Iterator<Item = (Vec<f32>, bool)> + 'a {
    let Pairs { found, extra } = Pairs::of(&record.truth, &told(beats));
    let annotated =
        found.into_iter().filter_map(|(place, found)| Some((record.truth.beats[place].1, found?)));
    let decided = annotated.filter(|(code, _)| !matches!(code, 'F' | '/' | 'f' | 'Q'));
    decided
        .map(|(code, place)| (place, matches!(code, 'V' | 'E')))
        .chain(extra.into_iter().map(|place| (place, false)))
        .filter_map(|(place, is)| Some((beats[place].measures?.to_vec(), is)))
}

fn score(record: &Record, weights: &BeatWeights) -> Score {
    let beats = evidence::beats(&record.leads[0], record.rate, weights);
    Score::of(&record.truth, &told(&beats), record.end)
}

fn told(beats: &[WeighedBeat]) -> Told {
    let told = |beat: &WeighedBeat| {
        let at = beat.at.secs();
        ToldBeat { at, told: at, class: class(beat.class) }
    };
    Told { beats: beats.iter().map(told).collect(), ..Told::default() }
}

fn line(name: &str, [own, left_out]: &[Score; 2]) -> String {
    let rates = |counts: &Counts| {
        let [se, ppv] = [counts.sensitivity(), counts.predictivity()]
            .map(|rate| if rate.is_nan() { "-".to_owned() } else { format!("{rate:.2}") });
        format!("{se:>6} {ppv:>6}")
    };
    let (beats, sveb) = (&own.beats, &left_out.supraventricular);
    format!(
        "{name:8} {:7} {:5} {} {:6} | {} {:6} | {:5} {}",
        beats.hits + beats.missed,
        own.ventricular.hits + own.ventricular.missed,
        rates(&own.ventricular),
        own.ventricular.extra,
        rates(&left_out.ventricular),
        left_out.ventricular.extra,
        sveb.hits + sveb.missed,
        rates(sveb),
    )
}
