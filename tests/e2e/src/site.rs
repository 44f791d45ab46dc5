use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Component, Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use crate::Outcome;

/// A static host of one folder, below the path `/ward/3/` so that nothing can depend on being at the root.
///
/// It stands for the plainest host there is: files with their media type, nothing else. It can be cut off from the
/// network and can change what it serves, as a new release does.
pub struct Site {
    address: SocketAddr,
    folder: Arc<Mutex<PathBuf>>,
    cut: Arc<AtomicBool>,
    accepting: Option<JoinHandle<()>>,
}

const BELOW: &str = "/ward/3/";

impl Site {
    /// Serves `folder` on a free port of this machine.
    ///
    /// # Errors
    /// When the folder holds no `index.html` or no port can be opened.
    pub fn serve(folder: &Path) -> Outcome<Self> {
        if !folder.join("index.html").is_file() {
            return Err(format!("{} has no index.html: run `make dist` first", folder.display()).into());
        }
        let listener = TcpListener::bind("127.0.0.1:0")?;
        // Polled, so that cutting the network closes the port for good instead of waiting for a last visitor.
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let folder = Arc::new(Mutex::new(folder.to_owned()));
        let cut = Arc::new(AtomicBool::new(false));
        let accepting = {
            let (folder, cut) = (Arc::clone(&folder), Arc::clone(&cut));
            thread::spawn(move || accept(&listener, &folder, &cut))
        };
        Ok(Self { address, folder, cut, accepting: Some(accepting) })
    }

    /// The address of the start page.
    pub fn url(&self) -> String {
        format!("http://{}{BELOW}", self.address)
    }

    /// Cuts the network: from now on every connection is refused.
    pub fn cut(&mut self) {
        self.cut.store(true, Ordering::SeqCst);
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
    }

    /// Serves another folder from now on, as after a new release.
    pub fn release(&self, folder: &Path) {
        folder.clone_into(&mut lock(&self.folder));
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.cut();
    }
}

fn lock(folder: &Mutex<PathBuf>) -> MutexGuard<'_, PathBuf> {
    folder.lock().unwrap_or_else(PoisonError::into_inner)
}

fn accept(listener: &TcpListener, folder: &Mutex<PathBuf>, cut: &Arc<AtomicBool>) {
    while !cut.load(Ordering::SeqCst) {
        match listener.accept() {
            Ok((stream, _)) => {
                let folder = lock(folder).clone();
                let cut = Arc::clone(cut);
                // A browser that gives up a connection is no error of the host.
                thread::spawn(move || drop(answer(stream, &folder, &cut)));
            }
            Err(_) => thread::sleep(Duration::from_millis(5)),
        }
    }
}

fn answer(stream: TcpStream, folder: &Path, cut: &AtomicBool) -> Outcome {
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut reader = BufReader::new(stream);
    let mut request = String::new();
    reader.read_line(&mut request)?;
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }
    // Browsers open connections ahead of need; one that was open before the cut must not outlive it.
    if cut.load(Ordering::SeqCst) {
        return Ok(());
    }
    let target = request.split(' ').nth(1).unwrap_or("/");
    let (status, media_type, body) = match file(folder, target) {
        Some((media_type, body)) => ("200 OK", media_type, body),
        None => ("404 Not Found", "text/plain", b"not here".to_vec()),
    };
    let mut stream = reader.into_inner();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {}\r\n\
         Cache-Control: no-cache\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(&body)?;
    Ok(())
}

fn file(folder: &Path, target: &str) -> Option<(&'static str, Vec<u8>)> {
    let path = target.split(['?', '#']).next()?.strip_prefix(BELOW)?;
    let path = Path::new(if path.is_empty() { "index.html" } else { path });
    // Nothing outside the folder.
    if !path.components().all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let media_type = match path.extension()?.to_str()? {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript",
        "css" => "text/css",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    };
    Some((media_type, fs::read(folder.join(path)).ok()?))
}
