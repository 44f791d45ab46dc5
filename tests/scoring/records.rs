//! Annotated WFDB records as they are scored: their leads, and what they say.

use std::{
    fs,
    path::{Path, PathBuf},
};

use bedside::{
    model::{Channel, Rate},
    processing::BeatClass,
    record::{DiskSource, formats::wfdb::Recording},
};
use futures_executor::block_on;

use super::scoring::{Class, Truth};

/// One record.
pub struct Record {
    /// The name of the folder it lies in.
    pub folder: String,
    pub name: String,
    /// Its ECG leads, in the order of the record.
    pub leads: Vec<Vec<f32>>,
    pub rate: Rate,
    pub truth: Truth,
    /// Its length in seconds.
    pub end: f64,
}

/// The headers in a folder of records that `annotator` annotated, in order.
pub fn headers(folder: &str, annotator: &str) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{folder}: {error}"))?;
    let mut headers: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "hea"))
        .filter(|path| path.with_extension(annotator).is_file())
        .collect();
    headers.sort();
    if headers.is_empty() {
        return Err(format!("{folder}: no record with annotations (.hea and .{annotator}) in it"));
    }
    Ok(headers)
}

/// What a beat is called in scores.
pub fn class(told: BeatClass) -> Class {
    match told {
        BeatClass::Ventricular => Class::Ventricular,
        BeatClass::Supraventricular => Class::Supraventricular,
        BeatClass::Paced => Class::Paced,
        BeatClass::Normal | BeatClass::Unknown => Class::Other,
    }
}

impl Record {
    /// Reads up to `leads` of its leads.
    pub fn read(header: &str, annotator: &str, leads: usize) -> Result<Self, String> {
        let files = DiskSource::record(header).map_err(|error| error.to_string())?;
        let recording =
            block_on(Recording::open_annotated(files, annotator)).map_err(|error| error.to_string())?;
        let frames = recording.frames();
        // The channels of the screen go by the names of leads, scoring by their order in the record.
        let mut ecg: Vec<_> = (recording.shown().iter())
            .filter(|shown| matches!(shown.channel, Channel::Ecg | Channel::EcgSecond))
            .collect();
        ecg.sort_by_key(|shown| shown.signal);
        ecg.truncate(leads);
        let rate = ecg.first().ok_or("no ECG in it")?.rate;
        let read = block_on(recording.read(0, frames as usize)).map_err(|error| error.to_string())?;
        let leads = ecg.iter().filter_map(|shown| read.signals.get(shown.signal).cloned()).collect();
        let hz = recording.frame_rate().hz();
        let end = frames as f64 / hz;
        let notes = recording
            .annotations()
            .iter()
            .map(|note| (note.frame as f64 / hz, note.mnemonic(), note.is_beat(), note.aux.as_deref()));
        let folder = Path::new(header).parent().and_then(Path::file_name).unwrap_or_default();
        Ok(Self {
            folder: folder.to_string_lossy().into_owned(),
            name: recording.name().to_owned(),
            leads,
            rate,
            truth: Truth::new(notes, end),
            end,
        })
    }
}
