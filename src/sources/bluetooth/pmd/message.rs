use serde::Serialize;

use super::{
    super::{DecodeError, reader::Reader},
    PmdFeatures, PmdKind, PmdSettings,
};

/// What arrives from the control characteristic.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PmdMessage {
    /// Read: what the device can stream.
    Features(PmdFeatures),
    /// Indicated: the answer to a command.
    Answer(PmdAnswer),
    /// Indicated: the device has stopped these streams by itself.
    Stopped(Vec<PmdKind>),
}

/// What a command asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PmdOp {
    /// Which settings a stream has.
    GetSettings,
    /// Start a stream.
    Start,
    /// Stop a stream.
    Stop,
    /// Another command, by its number.
    Other(u8),
}

/// The first byte of an answer.
const ANSWER: u8 = 0xF0;
/// The first byte of the message that streams were stopped.
const STOPPED: u8 = 0x01;

impl PmdOp {
    const fn from_byte(byte: u8) -> Self {
        match byte {
            1 => Self::GetSettings,
            2 => Self::Start,
            3 => Self::Stop,
            other => Self::Other(other),
        }
    }

    const fn byte(self) -> u8 {
        match self {
            Self::GetSettings => 1,
            Self::Start => 2,
            Self::Stop => 3,
            Self::Other(other) => other,
        }
    }
}

/// How a command was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct PmdStatus(pub u8);

impl PmdStatus {
    /// Done.
    pub const OK: Self = Self(0);
    /// Nothing to do: it streams already, or does not.
    pub const ALREADY: Self = Self(6);
    /// Packets of this connection are too small.
    pub const MTU: Self = Self(10);

    /// The status in words.
    pub const fn words(self) -> &'static str {
        match self.0 {
            0 => "done",
            1 => "the device does not know the command",
            2 => "the device does not know this measurement",
            3 => "the device does not support this",
            4 => "the command has the wrong length",
            5 => "the device does not take this setting",
            6 => "it is so already",
            7 => "the device does not have this resolution",
            8 => "the device does not have this sample rate",
            9 => "the device does not have this range",
            10 => "the radio packets that this system negotiated are too small",
            11 => "the device does not have this number of channels",
            12 => "the device cannot do this in its present state",
            13 => "the device is in its charger",
            14 => "the device's memory is full",
            _ => "the device gives a reason that is not known",
        }
    }
}

/// The answer to a command, or a part of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PmdAnswer {
    /// The command that it answers.
    pub op: PmdOp,
    /// The stream that it is about.
    pub kind: PmdKind,
    /// How the command was taken.
    pub status: PmdStatus,
    /// The status in words.
    pub meaning: &'static str,
    /// Whether another part follows.
    pub more: bool,
    /// What else it says: settings, for the first two commands.
    #[serde(skip)]
    pub parameters: Vec<u8>,
    /// The settings, when they are whole in this part.
    pub settings: Option<PmdSettings>,
}

impl PmdAnswer {
    /// Reads an answer, or a part of one. Settings are not looked at: a later part alone does not say where
    /// they begin.
    ///
    /// # Errors
    /// When it is shorter than four bytes or begins otherwise.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new("PMD answer", bytes);
        let (tag, op, kind, status) = (reader.u8()?, reader.u8()?, reader.u8()?, PmdStatus(reader.u8()?));
        if tag != ANSWER {
            return Err(DecodeError::Reserved { what: "first byte of a PMD answer", value: u32::from(tag) });
        }
        // Refusals of some firmware end here.
        let more = !reader.is_empty() && reader.u8()? != 0;
        Ok(Self {
            op: PmdOp::from_byte(op),
            kind: PmdKind::from_byte(kind),
            status,
            meaning: status.words(),
            more,
            parameters: reader.rest().to_vec(),
            settings: None,
        })
    }

    /// The settings among parameters that are whole. An H10 answers a start with one byte that is none.
    pub(super) fn settings_of(parameters: &[u8]) -> Result<Option<PmdSettings>, DecodeError> {
        if parameters.len() <= 1 { Ok(None) } else { PmdSettings::decode(parameters).map(Some) }
    }
}

impl PmdMessage {
    /// Reads what the control characteristic gave.
    ///
    /// # Errors
    /// When it is none of the three, cut short, or its settings cannot be read.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        match bytes {
            [PmdFeatures::TAG, ..] => PmdFeatures::decode(bytes).map(Self::Features),
            [ANSWER, ..] => {
                let mut answer = PmdAnswer::decode(bytes)?;
                let has_settings = matches!(answer.op, PmdOp::GetSettings | PmdOp::Start);
                if has_settings && answer.status == PmdStatus::OK && !answer.more {
                    answer.settings = PmdAnswer::settings_of(&answer.parameters)?;
                }
                Ok(Self::Answer(answer))
            }
            [STOPPED, kinds @ ..] if kinds.len() <= 64 => {
                Ok(Self::Stopped(kinds.iter().copied().map(PmdKind::from_byte).collect()))
            }
            [STOPPED, ..] => {
                Err(DecodeError::TooLong { what: "PMD stop message", need: 65, have: bytes.len() })
            }
            [tag, ..] => {
                Err(DecodeError::Reserved { what: "first byte of a PMD message", value: u32::from(*tag) })
            }
            [] => Err(DecodeError::TooShort { what: "PMD message", need: 1, have: 0 }),
        }
    }
}

/// A command for the control characteristic.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PmdCommand {
    /// What it asks for.
    pub op: PmdOp,
    /// The stream that it is about.
    pub kind: PmdKind,
    /// The settings to start with.
    pub settings: PmdSettings,
}

impl PmdCommand {
    /// A command without settings.
    pub fn plain(op: PmdOp, kind: PmdKind) -> Self {
        Self { op, kind, settings: PmdSettings::default() }
    }

    /// The bytes to write.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![self.op.byte(), self.kind.byte()];
        bytes.extend(self.settings.encode());
        bytes
    }

    /// Reads a command that was written.
    ///
    /// # Errors
    /// When it is cut short, no command that is known here, or its settings cannot be read.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new("PMD command", bytes);
        let (op, kind) = (reader.u8()?, reader.u8()?);
        match PmdOp::from_byte(op) {
            PmdOp::Other(op) => Err(DecodeError::Unsupported { what: "PMD command", form: u32::from(op) }),
            op => {
                let settings = PmdSettings::decode(reader.rest())?;
                Ok(Self { op, kind: PmdKind::from_byte(kind), settings })
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_with_settings() {
        let bytes = [0xF0, 1, 0, 0, 0, 0, 1, 0x82, 0, 1, 1, 0x0E, 0];
        let PmdMessage::Answer(answer) = PmdMessage::decode(&bytes).unwrap() else { panic!("no answer") };
        assert_eq!(
            (answer.op, answer.kind, answer.status),
            (PmdOp::GetSettings, PmdKind::Ecg, PmdStatus::OK)
        );
        assert_eq!(answer.settings.unwrap().rates_hz, [130]);
        assert!(PmdMessage::decode(&bytes[..12]).is_err());
        assert!(PmdAnswer::decode(&bytes[..12]).is_ok());
        assert!(PmdAnswer::decode(&[0x01, 0, 0, 0]).is_err());
    }

    #[test]
    fn refusals_stops_and_nonsense() {
        let PmdMessage::Answer(answer) = PmdMessage::decode(&[0xF0, 1, 0, 10]).unwrap() else {
            panic!("no answer")
        };
        assert_eq!(answer.status, PmdStatus::MTU);
        assert!(answer.meaning.contains("too small"));
        assert_eq!(
            PmdMessage::decode(&[1, 0, 2]),
            Ok(PmdMessage::Stopped(vec![PmdKind::Ecg, PmdKind::Acceleration]))
        );
        for bytes in [&[][..], &[0xF0, 1, 0], &[2, 0], &[0x0F]] {
            assert!(PmdMessage::decode(bytes).is_err(), "{bytes:?}");
        }
        assert!(PmdMessage::decode(&[1; 66]).is_err());
        assert!(PmdMessage::decode(&[0xF0, 2, 2, 0, 0, 1]).is_ok());
        for status in 0..=20 {
            assert!(!PmdStatus(status).words().is_empty());
        }
    }

    #[test]
    fn commands_go_out_and_back() {
        let start = [2, 0, 0, 1, 0x82, 0, 1, 1, 0x0E, 0];
        let command = PmdCommand::decode(&start).unwrap();
        assert_eq!((command.op, command.settings.rates_hz.as_slice()), (PmdOp::Start, &[130][..]));
        assert_eq!(command.encode(), start);
        assert_eq!(PmdCommand::plain(PmdOp::Stop, PmdKind::Ecg).encode(), [3, 0]);
        for bytes in [&[][..], &[1], &[9, 0], &[2, 0, 0]] {
            assert!(PmdCommand::decode(bytes).is_err());
        }
    }
}
