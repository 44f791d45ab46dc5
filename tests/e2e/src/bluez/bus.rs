use std::{
    env,
    fmt::Write as _,
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
};

use crate::Outcome;

/// A D-Bus of its own, which everyone may do everything on; ends with this value.
pub struct Bus {
    process: Child,
    address: String,
}

impl Bus {
    /// Why there can be no such bus here, or nothing.
    pub fn missing() -> Option<String> {
        if !cfg!(target_os = "linux") {
            return Some("Chromium speaks to BlueZ on Linux only".to_owned());
        }
        program().err()
    }

    /// Starts `dbus-daemon` (the one in `DBUS_DAEMON`, or on `PATH`) with its files in an empty folder.
    ///
    /// # Errors
    /// When it cannot be started or does not listen.
    pub fn start(folder: &Path) -> Outcome<Self> {
        let config = folder.join("bus.conf");
        fs::write(&config, configuration(folder))?;
        let mut process = Command::new(program()?)
            .arg("--config-file")
            .arg(&config)
            .args(["--nofork", "--print-address=1"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(fs::File::create(folder.join("bus.log"))?)
            .spawn()
            .map_err(|error| format!("dbus-daemon cannot be started: {error}"))?;
        let output = process.stdout.take().ok_or("dbus-daemon has no output")?;
        let mut bus = Self { process, address: String::new() };
        // The line is the sign that it listens; its socket is there a little earlier.
        let mut lines = BufReader::new(output).lines();
        let Some(address) = lines.next().transpose()? else {
            let _ = bus.process.wait();
            let told = fs::read_to_string(folder.join("bus.log")).unwrap_or_default();
            return Err(format!("dbus-daemon ended without naming its address: {told}").into());
        };
        thread::spawn(move || lines.for_each(drop));
        bus.address = address;
        Ok(bus)
    }

    /// Where it listens, as `DBUS_SYSTEM_BUS_ADDRESS` takes it.
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn program() -> Result<PathBuf, String> {
    if let Some(named) = env::var_os("DBUS_DAEMON") {
        return Ok(PathBuf::from(named));
    }
    env::split_paths(&env::var_os("PATH").unwrap_or_default())
        .map(|folder| folder.join("dbus-daemon"))
        .find(|file| file.is_file())
        .ok_or_else(|| "there is no dbus-daemon (package dbus)".to_owned())
}

fn configuration(folder: &Path) -> String {
    let socket = folder.join("bus");
    // The name of a socket has at most 107 bytes.
    let listen = if socket.as_os_str().len() <= 107 {
        format!("unix:path={}", escaped(&socket))
    } else {
        format!("unix:tmpdir={}", escaped(&env::temp_dir()))
    };
    format!(
        "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" \
         \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\n\
         <busconfig><type>custom</type><listen>{listen}</listen><auth>EXTERNAL</auth>\
         <policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>\
         <allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>\n"
    )
}

/// As an address needs it (D-Bus specification, "Server Addresses"); nothing is left that XML would mind.
fn escaped(path: &Path) -> String {
    path.to_string_lossy().bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"-_/.".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02x}");
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch;

    #[test]
    fn a_path_is_escaped() {
        assert_eq!(escaped(Path::new("/a-b_c.d/e f&ü")), "/a-b_c.d/e%20f%26%c3%bc");
    }

    #[test]
    fn it_listens_where_it_says_and_ends() -> Outcome {
        if Bus::missing().is_some() {
            return Ok(());
        }
        let folder = scratch("bus-itself")?;
        let bus = Bus::start(&folder)?;
        assert!(bus.address().starts_with("unix:"), "{}", bus.address());
        let pid = bus.process.id();
        drop(bus);
        assert!(!Path::new(&format!("/proc/{pid}")).exists());

        // It was killed, so its socket is still there.
        fs::remove_file(folder.join("bus"))?;
        fs::create_dir(folder.join("bus"))?;
        let Err(error) = Bus::start(&folder) else { return Err("a socket in the way is an error".into()) };
        assert!(error.to_string().contains("without naming its address"), "{error}");
        Ok(())
    }
}
