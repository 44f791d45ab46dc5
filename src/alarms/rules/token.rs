//! A rule's text in words, numbers and signs.

use std::ops::Range;

use super::{ParseError, measure::plain};

/// A piece of the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    /// Where it stands, in bytes.
    pub at: Range<usize>,
    /// Words and signs as they are compared, in lower case.
    pub word: String,
    /// Its value, if it is a number.
    pub number: Option<f64>,
}

/// Takes `text` apart.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, ParseError> {
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '_');
        let Some(first) = rest.chars().next() else { return Ok(tokens) };
        let start = text.len() - rest.len();
        let length = match first {
            '0'..='9' => run(rest, |c| c.is_ascii_digit() || c == '.'),
            '>' | '<' if rest[1..].starts_with('=') => 2,
            // "/min", "°C": a unit.
            '/' | '°' => first.len_utf8() + run(&rest[first.len_utf8()..], char::is_alphabetic),
            '(' | ')' | '>' | '<' | '≥' | '≤' | '=' | '%' | '-' | '−' | '–' => first.len_utf8(),
            _ if first.is_alphabetic() => run(rest, |c| c.is_alphanumeric() || c == '₂'),
            ',' => {
                return Err(ParseError {
                    at: start..start + 1,
                    message: "no commas: join conditions with 'and' or 'or', and write 36.5 with a point"
                        .to_owned(),
                });
            }
            _ => {
                return Err(ParseError {
                    at: start..start + first.len_utf8(),
                    message: format!("'{first}' means nothing here"),
                });
            }
        };
        let at = start..start + length;
        let (piece, after) = rest.split_at(length);
        let number =
            if first.is_ascii_digit() {
                let number = piece.parse::<f64>().ok().filter(|number| number.is_finite());
                Some(number.ok_or_else(|| ParseError {
                    at: at.clone(),
                    message: format!("'{piece}' is no number"),
                })?)
            } else {
                None
            };
        tokens.push(Token { at, word: plain(piece), number });
        rest = after;
    }
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}
