use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

use crate::Outcome;

/// A receiver of webhooks on this machine: it can answer, refuse, be slow, be gone and come back.
pub struct WebhookServer {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    running: Option<Running>,
}

struct Running {
    stop: Arc<AtomicBool>,
    accepting: JoinHandle<()>,
}

#[derive(Default)]
struct State {
    status: u16,
    delay: Duration,
    received: Vec<Received>,
}

/// One message that arrived.
#[derive(Clone, Debug)]
pub struct Received {
    /// When.
    pub at: Instant,
    /// The path that was asked for.
    pub path: String,
    /// Header lines, the names in small letters.
    pub headers: Vec<(String, String)>,
    /// The body as it came.
    pub body: String,
}

impl Received {
    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON; null when it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// Whether it was signed with this secret, by a computation that shares nothing with the app's.
    pub fn is_signed_with(&self, secret: &str) -> bool {
        let Some(timestamp) = self.header("x-bedside-timestamp") else { return false };
        let Some(signature) =
            self.header("x-bedside-signature").and_then(|text| text.strip_prefix("sha256="))
        else {
            return false;
        };
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return false };
        mac.update(format!("{timestamp}.{}", self.body).as_bytes());
        let expected = mac.finalize().into_bytes();
        let signed: Option<Vec<u8>> = signature
            .as_bytes()
            .chunks(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
            .collect();
        signed.as_deref() == Some(expected.as_slice())
    }
}

impl WebhookServer {
    /// Listens on a free port and answers 204, with the consent that browsers ask for.
    ///
    /// # Errors
    /// When no port can be opened.
    pub fn start() -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let state = Arc::new(Mutex::new(State { status: 204, ..State::default() }));
        let mut server = Self { address, state, running: None };
        server.run(listener)?;
        Ok(server)
    }

    /// An address of this receiver.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}/{path}", self.address)
    }

    /// From now on answers with this status, after a delay.
    pub fn answer(&self, status: u16, delay: Duration) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        (state.status, state.delay) = (status, delay);
    }

    /// What arrived so far; questions for consent are not counted.
    pub fn received(&self) -> Vec<Received> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).received.clone()
    }

    /// Waits until something arrived that fits.
    ///
    /// # Errors
    /// When nothing does in time; what came instead is told.
    pub async fn wait_for(&self, at_most: Duration, fits: impl Fn(&Received) -> bool) -> Outcome<Received> {
        let begun = Instant::now();
        loop {
            let received = self.received();
            if let Some(found) = received.iter().find(|message| fits(message)) {
                return Ok(found.clone());
            }
            if begun.elapsed() > at_most {
                return Err(format!("waited {} s; arrived: {received:?}", at_most.as_secs()).into());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Is gone: every connection is refused.
    pub fn go_down(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop.store(true, Ordering::SeqCst);
            let _ = running.accepting.join();
        }
    }

    /// Comes back at the same address.
    ///
    /// # Errors
    /// When somebody else took the port meanwhile.
    pub fn come_back(&mut self) -> Outcome {
        self.run(TcpListener::bind(self.address)?)
    }

    fn run(&mut self, listener: TcpListener) -> Outcome {
        // Polled, so that going down closes the port at once.
        listener.set_nonblocking(true)?;
        let stop = Arc::new(AtomicBool::new(false));
        let (state, stopped) = (Arc::clone(&self.state), Arc::clone(&stop));
        let accepting = thread::spawn(move || {
            while !stopped.load(Ordering::SeqCst) {
                match listener.accept() {
                    Ok((stream, _)) => {
                        let state = Arc::clone(&state);
                        // A browser that gives up a connection is no error of the receiver.
                        thread::spawn(move || drop(answer(stream, &state)));
                    }
                    Err(_) => thread::sleep(Duration::from_millis(5)),
                }
            }
        });
        self.running = Some(Running { stop, accepting });
        Ok(())
    }
}

impl Drop for WebhookServer {
    fn drop(&mut self) {
        self.go_down();
    }
}

fn answer(stream: TcpStream, state: &Mutex<State>) -> Outcome {
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut reader = BufReader::new(stream);
    let mut request = String::new();
    reader.read_line(&mut request)?;
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let mut words = request.split(' ');
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (status, delay) = {
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        if method == "POST" {
            let body = String::from_utf8_lossy(&body).into_owned();
            state.received.push(Received { at: Instant::now(), path: path.to_owned(), headers, body });
            (state.status, state.delay)
        } else {
            (204, Duration::ZERO)
        }
    };
    thread::sleep(delay);
    write!(
        reader.into_inner(),
        "HTTP/1.1 {status} As told\r\nContent-Length: 0\r\nConnection: close\r\n\
         Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Methods: POST\r\n\
         Access-Control-Allow-Headers: content-type, x-bedside-timestamp, x-bedside-signature\r\n\
         Access-Control-Allow-Private-Network: true\r\n\r\n",
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_the_one_that_openssl_gives() {
        let received = |signature: &str| Received {
            at: Instant::now(),
            path: "/".to_owned(),
            headers: vec![
                ("x-bedside-timestamp".to_owned(), "1764079509".to_owned()),
                ("x-bedside-signature".to_owned(), format!("sha256={signature}")),
            ],
            body: "{\"bedside\":1}".to_owned(),
        };
        // printf '1764079509.{"bedside":1}' | openssl dgst -sha256 -hmac hunter2
        let known = "92118e5fda4796066fa398e0a13f8ff57cb409041da38694197c909e0e50a079";
        assert!(received(known).is_signed_with("hunter2"));
        assert!(!received(known).is_signed_with("hunter3"));
        assert!(!received(&known.replace('0', "1")).is_signed_with("hunter2"));
    }
}
