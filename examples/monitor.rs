//! Replays a PhysioNet record without a browser, as fast as it goes, through the same processing and
//! alarms as the bed on the screen, and prints what the monitor found as JSON lines in time order.
//!
//! ```text
//! cargo run --release --example monitor -- RECORD.hea [--seconds N]
//! ```
//!
//! - `{"t":12.344,"kind":"beat","channel":"MLII","sample":4444}`: a heartbeat; `sample` counts the
//!   record's own frames, `channel` is its name in the header, `t` is when the beat was.
//! - `{"t":13.0,"kind":"vital","name":"HR","value":74,"unit":"/min"}`: a vital; `value` is `null`
//!   when it is unknown. Sent when a vital is measured: once a second for continuous ones.
//! - `{"t":20.1,"kind":"alarm","condition":"hr-high","priority":"medium","state":"active"}`: an
//!   alarm that became `active`, `acknowledged`, `latched` or `cleared`.
//!
//! `--seconds N` stops after N seconds of the record. Bad input gives a message on the standard
//! error and exit code 1.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    env,
    io::{self, BufWriter, Write},
    process::ExitCode,
    rc::Rc,
};

use bedside::{
    alarms::{AlarmConfig, Transition, TransitionKind},
    model::{AgeBand, SensorId, SensorState, Span, Time},
    monitor::Bed,
    processing::Finding,
    record::{DiskSource, formats::wfdb::Recording},
    sources::{Arrival, ReplaySensor, VirtualTime, supervise},
};
use serde::Serialize;

/// How far the bed is moved on at a time.
const STRIDE: Span = Span::from_millis(1_000);
/// A beat is reported up to so long after it was: lines wait this long to be put in order.
const LATEST: Span = Span::from_millis(3_000);

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("monitor: {message}");
            ExitCode::FAILURE
        }
    }
}

struct Arguments {
    header: String,
    until: Option<Time>,
}

fn arguments() -> Result<Arguments, String> {
    const USAGE: &str = "usage: monitor RECORD.hea [--seconds N]";
    let (mut header, mut until) = (None, None);
    let mut given = env::args().skip(1);
    while let Some(argument) = given.next() {
        if argument == "--seconds" {
            let text = given.next().ok_or(USAGE)?;
            let seconds: f64 = text.parse().map_err(|_| format!("--seconds {text}: not a number"))?;
            if !(seconds.is_finite() && seconds > 0.0) {
                return Err(format!("--seconds {text}: must be above zero"));
            }
            until = Some(Time::from_secs(seconds));
        } else if argument.starts_with("--") || header.is_some() {
            return Err(format!("{argument}: not expected; {USAGE}"));
        } else {
            header = Some(argument);
        }
    }
    Ok(Arguments { header: header.ok_or(USAGE)?, until })
}

fn run() -> Result<(), String> {
    let Arguments { header, until } = arguments()?;
    let files = DiskSource::record(&header).map_err(|error| format!("{header}: {error}"))?;
    let mut time = VirtualTime::new();
    let recording = futures_executor::block_on(Recording::open(files)).map_err(|error| error.to_string())?;
    let recording = Rc::new(recording);
    let end = Time::ZERO + recording.duration();
    let end = until.map_or(end, |until| until.min(end));
    // The record's frames per sample of the channel that beats are found in.
    let names: BTreeMap<_, _> = recording
        .shown()
        .iter()
        .map(|shown| (shown.channel, (shown.label.clone(), shown.samples_per_frame as u64)))
        .collect();

    let bed = Rc::new(RefCell::new(Bed::new(AlarmConfig::defaults(AgeBand::Adult))));
    let (replayed, sink) = (Rc::clone(&recording), Rc::clone(&bed));
    let broken = Rc::new(RefCell::new(None));
    let failure = Rc::clone(&broken);
    time.spawn(supervise(
        time.clock(),
        SensorId::Recording,
        move |now| Ok(ReplaySensor::new(Rc::clone(&replayed), now)),
        move |arrival| {
            if let Arrival::Sensor { state: SensorState::Failed(reason), .. } = &arrival {
                failure.borrow_mut().get_or_insert_with(|| reason.to_string());
            }
            sink.borrow_mut().arrive(arrival);
        },
    ));

    let mut lines = Lines::default();
    let mut out = BufWriter::new(io::stdout().lock());
    let mut shown = BTreeSet::new();
    let mut now = Time::ZERO;
    // A little further than a record that is played whole: its last beats take a moment to be found.
    let last = if until.is_none() { end + STRIDE } else { end };
    while now < last && broken.borrow().is_none() {
        let over = now >= end;
        now = if over { last } else { (now + STRIDE).min(end) };
        time.run_until(now);
        let (findings, transitions) = bed.borrow_mut().advance(now);
        for finding in findings {
            match finding {
                Finding::Beat(beat) => {
                    let Some((name, per_frame)) = names.get(&beat.channel) else { continue };
                    let line = Line::Beat { channel: name.to_string(), sample: beat.sample / per_frame };
                    lines.add(beat.at, line);
                }
                Finding::Reading(reading) if !over => lines.add(
                    reading.at,
                    Line::Vital {
                        name: reading.vital.key(),
                        value: reading.value.map(|value| rounded(value, reading.vital.decimals())),
                        unit: reading.vital.unit(),
                    },
                ),
                _ => {}
            }
        }
        for transition in transitions.into_iter().filter(|_| !over) {
            // An alarm may begin and end without ever being shown, when a worse one tells the same.
            let known = shown.contains(&transition.condition);
            if let Some(state) = state(&transition).filter(|state| known || *state == "active") {
                if state == "cleared" {
                    shown.remove(&transition.condition);
                } else {
                    shown.insert(transition.condition);
                }
                let (condition, priority) = (transition.condition.key(), transition.priority.name());
                lines.add(transition.at, Line::Alarm { condition, priority, state });
            }
        }
        if !written(lines.print(&mut out, now - LATEST))? {
            return Ok(());
        }
    }
    written(lines.print(&mut out, Time::from_micros(i64::MAX)).and_then(|()| out.flush()))?;
    broken.take().map_or(Ok(()), Err)
}

/// Whether anybody still reads; a reader that has seen enough (`| head`) is no failure.
fn written(outcome: io::Result<()>) -> Result<bool, String> {
    match outcome {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(error.to_string()),
    }
}

/// The states of the contract; other steps of an alarm's life are for the log on the screen.
fn state(transition: &Transition) -> Option<&'static str> {
    match transition.to {
        TransitionKind::Active | TransitionKind::Resumed => Some("active"),
        TransitionKind::Acknowledged => Some("acknowledged"),
        TransitionKind::Latched => Some("latched"),
        TransitionKind::Cleared | TransitionKind::Inhibited => Some("cleared"),
        TransitionKind::Reminder | TransitionKind::Escalated => None,
    }
}

/// A number as the screen shows it; whole ones without a decimal point.
fn rounded(value: f64, decimals: usize) -> Number {
    if decimals == 0 {
        return Number::Whole(value.round() as i64);
    }
    let factor = 10_f64.powi(decimals as i32);
    Number::Decimal((value * factor).round() / factor)
}

#[derive(Serialize)]
#[serde(untagged)]
enum Number {
    Whole(i64),
    Decimal(f64),
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Line {
    Beat { channel: String, sample: u64 },
    Vital { name: &'static str, value: Option<Number>, unit: &'static str },
    Alarm { condition: String, priority: &'static str, state: &'static str },
}

#[derive(Serialize)]
struct Timed {
    t: f64,
    #[serde(flatten)]
    line: Line,
}

/// Lines that wait to be put in order of time.
#[derive(Default)]
struct Lines {
    waiting: BTreeMap<(Time, u64), Line>,
    added: u64,
}

impl Lines {
    fn add(&mut self, at: Time, line: Line) {
        self.added += 1;
        self.waiting.insert((at, self.added), line);
    }

    /// Prints what is not later than `until`.
    fn print(&mut self, out: &mut impl Write, until: Time) -> io::Result<()> {
        while let Some(first) = self.waiting.first_entry() {
            let (at, _) = *first.key();
            if at > until {
                break;
            }
            let timed = Timed { t: (at.secs() * 1e3).round() / 1e3, line: first.remove() };
            serde_json::to_writer(&mut *out, &timed)?;
            out.write_all(b"\n")?;
        }
        Ok(())
    }
}
