//! Variability of the heart from beat to beat, and a session with a strap.

use super::LiveBed;
use crate::{
    model::{Interval, Span, Time},
    monitor::{Session, SessionSettings, Summary, Zone, Zones},
    platform::{self, DownloadError},
    processing::variability::{Measures, NotMeasured, Spectrum},
};

/// Where what zones are counted by is kept on this device.
const KEY: &str = "bedside.session";

/// RMSSD is shown over so long: the feedback of the breathing pacer.
const SHORT: Span = Span::from_millis(60_000);
/// The other measures are shown over so long, as the standard has it.
pub const LONG: Span = Span::from_millis(300_000);

/// What the screen shows of the heart's variability.
#[derive(Clone, Debug, PartialEq)]
pub struct VariabilityView {
    /// Over the last minute.
    pub short: Result<Measures, NotMeasured>,
    /// Over the last five minutes.
    pub long: Result<Measures, NotMeasured>,
    /// The powers of slow and fast swings.
    pub spectrum: Result<Spectrum, NotMeasured>,
}

/// A session as the screen shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionView {
    /// Whether it goes on.
    pub running: bool,
    /// The heart rate now, /min.
    pub rate: Option<f64>,
    /// The zone now.
    pub zone: Option<Zone>,
    /// Where zones begin.
    pub zones: Zones,
    /// What it comes to so far.
    pub summary: Summary,
}

/// What a session can be taken away as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionFile {
    /// One RR interval a line, in milliseconds.
    Rr,
    /// RR intervals with times and kinds.
    Intervals,
    /// The ECG as CSV.
    EcgCsv,
    /// The ECG as a record that can be replayed.
    EcgRecord,
}

impl LiveBed {
    /// What the zones of the next session are counted by, as this device remembers it.
    pub fn session_settings() -> SessionSettings {
        // What cannot be read was set aside; defaults are as good.
        platform::load(KEY).ok().flatten().unwrap_or_default()
    }

    /// Starts a session.
    pub fn start_session(self, settings: SessionSettings) {
        if let Err(error) = platform::store(KEY, &settings) {
            log::warn!("{error}");
        }
        let now = self.time();
        self.with_bed(|bed| bed.session = Some(Session::start(now, settings)));
        self.show_session();
    }

    /// Ends the session; it stays to be looked at and taken away.
    pub fn end_session(self) {
        let now = self.time();
        self.with_bed(|bed| bed.session.iter_mut().for_each(|session| session.end(now)));
        self.show_session();
    }

    /// Puts the ended session away.
    pub fn close_session(self) {
        self.with_bed(|bed| bed.session = None);
        self.show_session();
    }

    /// Brings the session to the screen.
    pub(super) fn show_session(self) {
        let now = self.time();
        let view = self.with_bed(|bed| {
            bed.session.as_ref().map(|session| SessionView {
                running: session.is_running(),
                rate: session.rate(),
                zone: session.zone(),
                zones: *session.zones(),
                summary: session.summary(now),
            })
        });
        super::bed::set_changed(self.session, view);
    }

    /// Variability now.
    pub fn variability(self) -> VariabilityView {
        let now = self.time();
        self.with_bed(|bed| VariabilityView {
            short: bed.tachogram.measures(SHORT, now),
            long: bed.tachogram.measures(LONG, now),
            spectrum: bed.tachogram.spectrum(now),
        })
    }

    /// Shows the RR intervals of the last `reach`, and the time now.
    pub fn with_intervals<T>(self, reach: Span, see: impl FnOnce(Vec<Interval>, Time) -> T) -> T {
        let now = self.time();
        see(self.with_bed(|bed| bed.tachogram.intervals(now - reach).copied().collect()), now)
    }

    /// Saves the session as a file, or as several.
    ///
    /// # Errors
    /// When there is nothing of that kind, or the browser cannot save it, in words.
    pub fn save_session(self, file: SessionFile) -> Result<(), String> {
        let refused = |error: DownloadError| error.to_string();
        let none = || "this session has no ECG".to_owned();
        self.with_bed(|bed| {
            let session = bed.session.as_ref().ok_or("there is no session")?;
            match file {
                SessionFile::Rr => platform::download("rr-intervals.txt", "text/plain", &session.export_rr())
                    .map_err(refused),
                SessionFile::Intervals => {
                    platform::download("rr-intervals.csv", "text/csv", &session.export_intervals())
                        .map_err(refused)
                }
                SessionFile::EcgCsv => {
                    let text = session.export_ecg().ok_or_else(none)?;
                    platform::download("ecg.csv", "text/csv", &text).map_err(refused)
                }
                SessionFile::EcgRecord => {
                    let files = session.export_wfdb("session").map_err(|_| none())?;
                    for (name, bytes) in files {
                        platform::download_bytes(&name, &bytes).map_err(refused)?;
                    }
                    Ok(())
                }
            }
        })
    }
}
