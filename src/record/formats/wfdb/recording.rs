use super::annotation::{self, Annotation, MAX_ANNOTATIONS};
use super::channel_map::{self, ShownSignal};
use super::error::{RecordError, grouped};
use super::header::{Header, MAX_HEADER, SignalLine};
use super::signal_format::SignalFormat;
use crate::model::{Rate, Span, Time};
use crate::record::{ByteSource, ReadError};

/// A record whose samples are read in pieces.
#[derive(Debug)]
pub struct Recording<S> {
    header: Header,
    frames: u64,
    files: Vec<SignalFile<S>>,
    shown: Vec<ShownSignal>,
    annotations: Vec<Annotation>,
}

/// A stretch of frames in physical units.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frames {
    /// The first frame.
    pub start: u64,
    /// How many frames there are.
    pub count: usize,
    /// The samples of each signal of the header, [`SignalLine::samples_per_frame`] for each frame.
    /// Signals that are shown are in the unit of their channel, others in their own.
    pub signals: Vec<Vec<f32>>,
}

/// One file and the signals that are interleaved in it.
#[derive(Debug)]
struct SignalFile<S> {
    source: S,
    format: SignalFormat,
    byte_offset: u64,
    /// Samples of all its signals in one frame.
    per_frame: u64,
    /// Each signal's number in the header and the place of its first sample in a frame.
    signals: Vec<(usize, u64)>,
}

impl<S: ByteSource> Recording<S> {
    /// Finds the record among the chosen files and checks that it can be played.
    ///
    /// Files that the record does not name are left alone. Annotations are taken from the `.atr`
    /// file of the same name, if there is one.
    ///
    /// # Errors
    /// When there is not exactly one header, when a file is missing, damaged, too short or stored
    /// in a way that is not read, and when nothing in the record can be shown.
    pub async fn open(files: Vec<S>) -> Result<Self, RecordError> {
        Self::open_annotated(files, "atr").await
    }

    /// The same, with the annotations of another annotator: those of the file of the same name that ends in
    /// `annotator`.
    ///
    /// # Errors
    /// As [`Recording::open`].
    pub async fn open_annotated(files: Vec<S>, annotator: &str) -> Result<Self, RecordError> {
        let header_at = find_header(&files)?;
        let mut files = files;
        let source = files.remove(header_at);
        let name = source.name().to_owned();
        if source.len() > MAX_HEADER {
            let reason = "it is far larger than any header".to_owned();
            return Err(RecordError::NotAHeader { file: name, reason });
        }
        let bytes = source.read(0..source.len()).await.map_err(|error| unreadable(&name, &error))?;
        let header = Header::parse(&name, &bytes)?;
        let shown = channel_map::shown(&header.signals, header.frame_rate);
        if shown.is_empty() {
            let names: Vec<_> = header.signals.iter().map(name_of).collect();
            return Err(RecordError::NothingToShow { file: name, signals: names.join(", ") });
        }
        let annotations = match take(&mut files, &with_ending(&name, annotator))? {
            Some(source) => read_annotations(&source, header.frame_rate).await?,
            None => Vec::new(),
        };
        let files = collect_files(&name, &header, files)?;
        let frames = count_frames(&name, &header, &files)?;
        Ok(Self { header, frames, files, shown, annotations })
    }

    /// The header, with everything it says.
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The record's name.
    pub fn name(&self) -> &str {
        &self.header.record
    }

    /// Frames per second.
    pub const fn frame_rate(&self) -> Rate {
        self.header.frame_rate
    }

    /// Frames in the record, at least one.
    pub const fn frames(&self) -> u64 {
        self.frames
    }

    /// Its length.
    pub fn duration(&self) -> Span {
        self.frame_rate().time_of(Time::ZERO, self.frames) - Time::ZERO
    }

    /// The signals that have a place on the screen, in the order of the screen; at least one.
    pub fn shown(&self) -> &[ShownSignal] {
        &self.shown
    }

    /// The names of the signals that have none.
    pub fn not_shown(&self) -> Vec<&str> {
        let shown = |number| self.shown.iter().any(|shown| shown.signal == number);
        let signals = (0..).zip(&self.header.signals);
        signals.filter(|(number, _)| !shown(*number)).map(|(_, line)| name_of(line)).collect()
    }

    /// The annotations in order of time; empty without an annotation file.
    pub fn annotations(&self) -> &[Annotation] {
        &self.annotations
    }

    /// Bytes of one frame in all files together, rounded up.
    pub fn frame_bytes(&self) -> u64 {
        let of = |file: &SignalFile<S>| {
            let (samples, bytes) = file.format.block();
            (file.per_frame * bytes).div_ceil(samples)
        };
        self.files.iter().map(of).sum()
    }

    /// Up to `count` frames from frame `start` on, fewer at the end of the record; only their
    /// bytes are read. Samples that are marked invalid are `NaN`.
    ///
    /// # Errors
    /// When a file cannot be read; the error names it.
    pub async fn read(&self, start: u64, count: usize) -> Result<Frames, RecordError> {
        let (count, digital) = self.read_clipped(start, count).await?;
        let scale = |number: usize| {
            self.shown.iter().find(|shown| shown.signal == number).map_or(1.0, |shown| shown.scale)
        };
        let signals = self
            .header
            .signals
            .iter()
            .zip(digital)
            .enumerate()
            .map(|(number, (line, samples))| {
                let factor = scale(number) / line.gain;
                let invalid = line.format.invalid();
                let physical = |sample: i32| match sample {
                    sample if sample == invalid => f32::NAN,
                    sample => ((f64::from(sample) - line.baseline) * factor) as f32,
                };
                samples.into_iter().map(physical).collect()
            })
            .collect();
        Ok(Frames { start, count, signals })
    }

    /// Like [`Self::read`], in the units of the analogue-to-digital converter: for each signal its
    /// samples as they are stored, with [`SignalFormat::invalid`] where there is none.
    ///
    /// # Errors
    /// When a file cannot be read; the error names it.
    pub async fn read_digital(&self, start: u64, count: usize) -> Result<Vec<Vec<i32>>, RecordError> {
        Ok(self.read_clipped(start, count).await?.1)
    }

    async fn read_clipped(&self, start: u64, count: usize) -> Result<(usize, Vec<Vec<i32>>), RecordError> {
        let count = self.frames.saturating_sub(start).min(count as u64) as usize;
        let mut samples = vec![Vec::new(); self.header.signals.len()];
        if count > 0 {
            for file in &self.files {
                file.read(start, count, self.frames, &self.header.signals, &mut samples).await?;
            }
        }
        Ok((count, samples))
    }
}

impl<S: ByteSource> SignalFile<S> {
    /// Reads `count` frames from `start` on of each of its signals into `into`. There are at least
    /// as many frames, and `total` in the whole record.
    async fn read(
        &self,
        start: u64,
        count: usize,
        total: u64,
        lines: &[SignalLine],
        into: &mut [Vec<i32>],
    ) -> Result<(), RecordError> {
        let skews = self.signals.iter().filter_map(|(number, _)| lines.get(*number)).map(|line| line.skew);
        let first = (start + skews.clone().min().unwrap_or(0)).min(total);
        let last = (start + count as u64 + skews.max().unwrap_or(0)).min(total);
        // `open` has seen to it that the last sample of the record lies inside the file, so none
        // of these products is too large.
        let (per_block, block_bytes) = self.format.block();
        let first_block = first * self.per_frame / per_block;
        let begin = self.byte_offset + first_block * block_bytes;
        let end = self.byte_offset
            + self.format.bytes_for(last * self.per_frame).unwrap_or(0).max(first_block * block_bytes);
        let file = self.source.name();
        let bytes = self.source.read(begin..end).await.map_err(|error| unreadable(file, &error))?;
        for &(number, place) in &self.signals {
            let (Some(line), Some(samples)) = (lines.get(number), into.get_mut(number)) else {
                continue;
            };
            samples.reserve_exact(count * line.samples_per_frame);
            for frame in start + line.skew..start + line.skew + count as u64 {
                let index = (frame * self.per_frame + place).saturating_sub(first_block * per_block) as usize;
                samples.extend((index..index + line.samples_per_frame).map(|index| {
                    let stored = self.format.sample(&bytes, index).filter(|_| frame < total);
                    stored.unwrap_or(self.format.invalid())
                }));
            }
        }
        Ok(())
    }
}

fn name_of(line: &SignalLine) -> &str {
    if line.description.is_empty() { "(no name)" } else { &line.description }
}

fn unreadable(file: &str, error: &ReadError) -> RecordError {
    RecordError::Unreadable { file: file.to_owned(), reason: error.to_string() }
}

fn with_ending(header: &str, ending: &str) -> String {
    let stem = header.rsplit_once('.').map_or(header, |(stem, _)| stem);
    format!("{stem}.{ending}")
}

/// Where the only header stands among `files`.
fn find_header<S: ByteSource>(files: &[S]) -> Result<usize, RecordError> {
    let ending = |name: &str| name.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case("hea"));
    let headers: Vec<usize> = (0..).zip(files).filter(|(_, f)| ending(f.name())).map(|(at, _)| at).collect();
    let listed = |at: &mut dyn Iterator<Item = &S>, count: usize| {
        let names: Vec<_> = at.take(3).map(S::name).collect();
        let more = if count > 3 { format!(" and {} more", count - 3) } else { String::new() };
        names.join(", ") + &more
    };
    match (headers.as_slice(), files) {
        ([only], _) => Ok(*only),
        ([], []) => Err(RecordError::NoHeader { chosen: "No file was chosen".to_owned() }),
        ([], [only]) => {
            Err(RecordError::NoHeader { chosen: format!("{} is not a WFDB header (.hea)", only.name()) })
        }
        ([], _) => {
            let names = listed(&mut files.iter(), files.len());
            Err(RecordError::NoHeader { chosen: format!("There is no WFDB header (.hea) among {names}") })
        }
        (several, _) => {
            let mut chosen = several.iter().filter_map(|&at| files.get(at));
            Err(RecordError::SeveralHeaders { names: listed(&mut chosen, several.len()) })
        }
    }
}

/// Takes the file called `name` out of `files`; capital letters matter only where two names differ
/// in nothing else.
fn take<S: ByteSource>(files: &mut Vec<S>, name: &str) -> Result<Option<S>, RecordError> {
    let exact: Vec<usize> = (0..).zip(&*files).filter(|(_, f)| f.name() == name).map(|(at, _)| at).collect();
    let alike = (0..).zip(&*files).filter(|(_, f)| f.name().eq_ignore_ascii_case(name)).map(|(at, _)| at);
    let found = if exact.is_empty() { alike.collect() } else { exact };
    match found.as_slice() {
        [] => Ok(None),
        [only] => Ok(Some(files.swap_remove(*only))),
        _ => Err(RecordError::Twice { file: name.to_owned() }),
    }
}

async fn read_annotations<S: ByteSource>(source: &S, rate: Rate) -> Result<Vec<Annotation>, RecordError> {
    let file = source.name();
    if source.len() > MAX_ANNOTATIONS {
        let reason = format!("{} bytes are more than any annotation file has", grouped(source.len()));
        return Err(RecordError::Annotations { file: file.to_owned(), reason });
    }
    let bytes = source.read(0..source.len()).await.map_err(|error| unreadable(file, &error))?;
    annotation::parse(file, &bytes, rate.hz())
}

/// Brings together each signal file and the signals in it.
fn collect_files<S: ByteSource>(
    header_name: &str,
    header: &Header,
    mut chosen: Vec<S>,
) -> Result<Vec<SignalFile<S>>, RecordError> {
    let mut files: Vec<(&str, SignalFile<S>)> = Vec::new();
    for (number, line) in header.signals.iter().enumerate() {
        let samples = line.samples_per_frame as u64;
        if let Some((_, file)) = files.iter_mut().find(|(name, _)| *name == line.file) {
            if file.format != line.format {
                let reason = format!(
                    "it says that {} is stored in format {} and in format {}",
                    line.file,
                    file.format.code(),
                    line.format.code()
                );
                return Err(RecordError::Header { file: header_name.to_owned(), reason });
            }
            file.signals.push((number, file.per_frame));
            file.per_frame += samples;
        } else {
            let missing =
                || RecordError::MissingFile { header: header_name.to_owned(), file: line.file.clone() };
            let source = take(&mut chosen, &line.file)?.ok_or_else(missing)?;
            let signals = vec![(number, 0)];
            let (format, byte_offset, per_frame) = (line.format, line.byte_offset, samples);
            files.push((&line.file, SignalFile { source, format, byte_offset, per_frame, signals }));
        }
    }
    Ok(files.into_iter().map(|(_, file)| file).collect())
}

/// The frames of the record, which every file is long enough for.
fn count_frames<S: ByteSource>(
    header_name: &str,
    header: &Header,
    files: &[SignalFile<S>],
) -> Result<u64, RecordError> {
    let mut shortest = u64::MAX;
    for file in files {
        let (name, len) = (file.source.name().to_owned(), file.source.len());
        let held = file.format.samples_in(len.saturating_sub(file.byte_offset)) / file.per_frame;
        if let Some(frames) = header.frames {
            let promised = frames
                .checked_mul(file.per_frame)
                .and_then(|samples| file.format.bytes_for(samples))
                .and_then(|bytes| bytes.checked_add(file.byte_offset));
            let Some(promised) = promised else {
                let reason = format!("{frames} samples are more than any file can hold");
                return Err(RecordError::Header { file: header_name.to_owned(), reason });
            };
            if len < promised {
                let (promised, found) = (grouped(promised), grouped(len));
                return Err(RecordError::TooShort { file: name, frames, promised, found });
            }
        } else if held == 0 {
            return Err(RecordError::NoSamples { file: name, found: grouped(len) });
        }
        shortest = shortest.min(held);
    }
    Ok(header.frames.unwrap_or(shortest))
}

#[cfg(test)]
#[path = "recording_tests.rs"]
mod tests;
