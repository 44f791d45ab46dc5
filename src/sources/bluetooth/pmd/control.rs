use super::{
    super::DecodeError, PmdAnswer, PmdCommand, PmdFeatures, PmdKind, PmdMessage, PmdOp, PmdSettings,
    PmdStatus,
};

/// The conversation that starts and stops streams: what to write next, and what an answer means.
///
/// It holds no time and no radio. Subscribe to both characteristics and read the features first. Then write
/// what [`next`](Self::next) gives, hand over what arrives ([`receive`](Self::receive)), and go on until
/// `next` has nothing; when an answer stays out or a write fails, call [`give_up`](Self::give_up). There is
/// one command on its way at a time.
#[derive(Clone, Debug)]
pub struct PmdControl {
    offered: PmdFeatures,
    streams: Vec<PmdStream>,
    on_its_way: Option<(PmdOp, PmdKind)>,
    /// What has arrived of an answer in several parts.
    joined: Vec<u8>,
}

/// One stream and how it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct PmdStream {
    /// What it measures.
    pub kind: PmdKind,
    /// How it stands.
    pub state: PmdStreamState,
    /// Whether it is wanted from now on.
    wanted: bool,
    /// Whether the device may be streaming: it was told to start, and has not confirmed an end.
    may_run: bool,
    stop_tried: bool,
    chosen: Option<PmdSettings>,
}

/// How a stream stands.
#[derive(Clone, Debug, PartialEq)]
pub enum PmdStreamState {
    /// It is being asked for.
    Waiting,
    /// It runs.
    Running {
        /// The settings it was started with.
        settings: PmdSettings,
        /// What compressed samples are to be multiplied by.
        factor: f64,
    },
    /// It does not run, and why.
    Refused(PmdRefusal),
    /// It was stopped from here.
    Stopped,
    /// The device stopped it by itself.
    StoppedByDevice,
}

/// Why a stream does not run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PmdRefusal {
    /// The device does not offer it.
    NotOffered,
    /// The device said so.
    Status(PmdStatus),
    /// The answer could not be understood.
    NotUnderstood,
    /// No answer came.
    NoAnswer,
}

impl PmdRefusal {
    /// The reason in words for the screen.
    pub fn words(self, kind: PmdKind) -> String {
        let what = kind.words();
        match self {
            Self::NotOffered => format!("this device has no {what}"),
            Self::Status(PmdStatus::MTU) => format!(
                "the radio packets that this system negotiated are too small for raw {what}; heart rate goes on"
            ),
            Self::Status(status) => format!("no {what}: {}", status.words()),
            Self::NotUnderstood => format!("no {what}: the answer of the device could not be understood"),
            Self::NoAnswer => format!("no {what}: the device did not answer"),
        }
    }
}

/// The longest answer that is joined from parts. The longest that is known has 30 bytes; this project's choice.
const LONGEST_ANSWER: usize = 1024;

impl PmdStream {
    fn new(kind: PmdKind) -> Self {
        let state = PmdStreamState::Waiting;
        Self { kind, state, wanted: true, may_run: false, stop_tried: false, chosen: None }
    }

    /// The command that is due for it.
    fn due(&self) -> Option<PmdCommand> {
        if !self.wanted {
            return (self.may_run && !self.stop_tried).then(|| PmdCommand::plain(PmdOp::Stop, self.kind));
        }
        match (&self.state, &self.chosen) {
            (PmdStreamState::Waiting, Some(settings)) => {
                Some(PmdCommand { op: PmdOp::Start, kind: self.kind, settings: settings.clone() })
            }
            (PmdStreamState::Waiting, None) => Some(PmdCommand::plain(PmdOp::GetSettings, self.kind)),
            _ => None,
        }
    }

    /// The device is believed to stream, but it shall not.
    fn call_off(&mut self, why: PmdRefusal) {
        self.state = PmdStreamState::Refused(why);
        self.wanted = false;
    }
}

impl PmdControl {
    /// What a monitor wants of a device: the ECG first, then acceleration and the pulse wave.
    pub const WANTED: [PmdKind; 3] = [PmdKind::Ecg, PmdKind::Acceleration, PmdKind::Ppg];

    /// A conversation with a device that offers `features`, for the streams that are `wanted`, in that order.
    /// What is not offered is refused at once.
    pub fn new(features: PmdFeatures, wanted: &[PmdKind]) -> Self {
        let mut control =
            Self { offered: features, streams: Vec::new(), on_its_way: None, joined: Vec::new() };
        for kind in wanted {
            control.want(*kind);
        }
        control
    }

    /// Every stream that was ever asked for, or that the device turned out to send.
    pub fn streams(&self) -> &[PmdStream] {
        &self.streams
    }

    /// How a stream stands, if it was ever asked for.
    pub fn state(&self, kind: PmdKind) -> Option<&PmdStreamState> {
        self.streams.iter().find(|stream| stream.kind == kind).map(|stream| &stream.state)
    }

    /// What compressed samples of a kind are to be multiplied by; 1 when the device said nothing.
    pub fn factor(&self, kind: PmdKind) -> f64 {
        match self.state(kind) {
            Some(PmdStreamState::Running { factor, .. }) => *factor,
            _ => 1.0,
        }
    }

    /// Asks for a stream, the first time or again after it ended.
    pub fn want(&mut self, kind: PmdKind) {
        let offered = self.offered.offers(kind);
        let stream = self.stream(kind);
        if stream.wanted && matches!(stream.state, PmdStreamState::Running { .. }) {
            return;
        }
        let may_run = stream.may_run;
        *stream = PmdStream { may_run, ..PmdStream::new(kind) };
        if !offered {
            stream.call_off(PmdRefusal::NotOffered);
        } else if kind == PmdKind::PulseIntervals {
            // It has no settings to ask for.
            stream.chosen = Some(PmdSettings::default());
        }
    }

    /// The next command to write, if one is due and none is on its way. It counts as written from here on.
    #[expect(clippy::should_implement_trait, reason = "what comes next depends on answers in between")]
    pub fn next(&mut self) -> Option<Vec<u8>> {
        if self.on_its_way.is_some() {
            return None;
        }
        let (stream, command) = self.streams.iter_mut().find_map(|stream| {
            let command = stream.due()?;
            Some((stream, command))
        })?;
        match command.op {
            PmdOp::Start => stream.may_run = true,
            PmdOp::Stop => stream.stop_tried = true,
            _ => {}
        }
        self.on_its_way = Some((command.op, command.kind));
        self.joined.clear();
        Some(command.encode())
    }

    /// Whether an answer is awaited.
    pub const fn is_waiting(&self) -> bool {
        self.on_its_way.is_some()
    }

    /// Takes what the control characteristic indicated.
    ///
    /// An answer to a command that is not on its way any more changes nothing, but for a start that
    /// succeeded: that stream runs, and is stopped when it is not wanted.
    ///
    /// # Errors
    /// When it cannot be understood. If it was an answer, its command has failed.
    pub fn receive(&mut self, bytes: &[u8]) -> Result<(), DecodeError> {
        if bytes.first() != Some(&0xF0) {
            return match PmdMessage::decode(bytes)? {
                PmdMessage::Stopped(kinds) => {
                    self.stopped_by_device(&kinds);
                    Ok(())
                }
                // The features are read, not indicated; reading them again changes nothing.
                _ => Ok(()),
            };
        }
        let answer = PmdAnswer::decode(bytes)?;
        let (op, kind, status) = (answer.op, answer.kind, answer.status);
        if self.on_its_way != Some((op, kind)) {
            if op == PmdOp::Start && status == PmdStatus::OK {
                self.started(kind, None);
            }
            return Ok(());
        }
        if status == PmdStatus::OK {
            if self.joined.len() + answer.parameters.len() > LONGEST_ANSWER {
                self.fail(PmdRefusal::NotUnderstood);
                let have = self.joined.len() + answer.parameters.len();
                return Err(DecodeError::TooLong { what: "joined PMD answer", need: LONGEST_ANSWER, have });
            }
            self.joined.extend(answer.parameters);
            if answer.more {
                return Ok(());
            }
        }
        let settings = match PmdAnswer::settings_of(&self.joined) {
            Ok(settings) if status == PmdStatus::OK => settings,
            Err(error) if status == PmdStatus::OK && op != PmdOp::Stop => {
                self.fail(PmdRefusal::NotUnderstood);
                return Err(error);
            }
            _ => None,
        };
        self.on_its_way = None;
        let done = status == PmdStatus::OK || status == PmdStatus::ALREADY;
        match op {
            PmdOp::Start if done => self.started(kind, settings),
            PmdOp::Stop => self.stop_answered(kind, done),
            PmdOp::GetSettings if status == PmdStatus::OK => {
                self.stream(kind).chosen = Some(settings.unwrap_or_default().choose(kind));
            }
            _ => {
                let stream = self.stream(kind);
                stream.may_run &= op != PmdOp::Start;
                if stream.wanted {
                    stream.call_off(PmdRefusal::Status(status));
                }
            }
        }
        Ok(())
    }

    /// The command on its way has failed: its write was refused, or no answer came in time. A stream that may
    /// have started all the same is told to stop.
    pub fn give_up(&mut self) {
        self.fail(PmdRefusal::NoAnswer);
    }

    /// Wants no stream any more: what runs is stopped with the next commands.
    pub fn stop(&mut self) {
        for stream in &mut self.streams {
            stream.wanted = false;
            stream.stop_tried = false;
            if stream.state == PmdStreamState::Waiting {
                stream.state = PmdStreamState::Stopped;
            }
        }
    }

    /// The commands that stop everything that may run, to be written at once where there is no time for
    /// answers, as when the page goes.
    pub fn stop_commands(&self) -> Vec<Vec<u8>> {
        let running = self.streams.iter().filter(|stream| stream.may_run);
        running.map(|stream| PmdCommand::plain(PmdOp::Stop, stream.kind).encode()).collect()
    }

    fn stream(&mut self, kind: PmdKind) -> &mut PmdStream {
        let at = self.streams.iter().position(|stream| stream.kind == kind).unwrap_or_else(|| {
            let state = PmdStreamState::Stopped;
            self.streams.push(PmdStream { state, wanted: false, ..PmdStream::new(kind) });
            self.streams.len() - 1
        });
        &mut self.streams[at]
    }

    fn started(&mut self, kind: PmdKind, answered: Option<PmdSettings>) {
        let stream = self.stream(kind);
        stream.may_run = true;
        if stream.wanted {
            let factor = answered.and_then(|settings| settings.factor).map_or(1.0, f64::from);
            stream.state =
                PmdStreamState::Running { settings: stream.chosen.clone().unwrap_or_default(), factor };
        } else {
            stream.stop_tried = false;
        }
    }

    fn stop_answered(&mut self, kind: PmdKind, done: bool) {
        let stream = self.stream(kind);
        if done {
            stream.may_run = false;
            if matches!(stream.state, PmdStreamState::Running { .. }) {
                stream.state = PmdStreamState::Stopped;
            }
        }
    }

    fn stopped_by_device(&mut self, kinds: &[PmdKind]) {
        for stream in self.streams.iter_mut().filter(|stream| kinds.contains(&stream.kind) && stream.may_run)
        {
            stream.may_run = false;
            stream.wanted = false;
            stream.state = PmdStreamState::StoppedByDevice;
        }
    }

    /// The command on its way has come to nothing.
    fn fail(&mut self, why: PmdRefusal) {
        if let Some((op, kind)) = self.on_its_way.take()
            && op != PmdOp::Stop
        {
            let stream = self.stream(kind);
            if stream.wanted {
                stream.call_off(why);
            }
        }
    }
}
