//! Reads one value of a Bluetooth characteristic, as a device sent it, and prints what it says as JSON.
//!
//! ```text
//! cargo run --example decode -- UUID HEX
//! cargo run --example decode -- 2a37 16484003
//! cargo run --example decode -- fb005c82-02e7-f387-1cad-8acd2d8df0c8 00009435770000000000027fff
//! ```
//!
//! UUID is an assigned number or all 128 bits; HEX has two digits for each byte. A value that cannot be read
//! gives a message on the standard error and exit code 1, as anything else that is wrong does.

use std::{env, io, io::Write, process::ExitCode};

use bedside::sources::bluetooth::decode_text;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("decode: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [uuid, hex] = arguments.as_slice() else {
        return Err(format!("two arguments are needed, not {}; usage: decode UUID HEX", arguments.len()));
    };
    writeln!(io::stdout(), "{}", decode_text(uuid, hex)?).map_err(|error| error.to_string())
}
