use std::{collections::VecDeque, time::Duration};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{WebSocketStream, client_async, tungstenite::Message};

use crate::{Outcome, seconds};

/// A line of its own to the developer tools of one page. ChromeDriver passes commands on, but tells no events.
pub(crate) struct DevTools {
    socket: WebSocketStream<TcpStream>,
    sent: u64,
    events: VecDeque<Value>,
}

impl DevTools {
    /// Speaks to a page of the browser that listens at this address (`host:port`).
    ///
    /// # Errors
    /// When there is no such page.
    pub async fn attach(address: &str, page: &str) -> Outcome<Self> {
        let stream = TcpStream::connect(address).await?;
        let (socket, _) = client_async(format!("ws://{address}/devtools/page/{page}"), stream).await?;
        Ok(Self { socket, sent: 0, events: VecDeque::new() })
    }

    /// Sends a command and waits for its answer.
    ///
    /// # Errors
    /// When the browser refuses it or does not answer.
    pub async fn command(&mut self, method: &str, parameters: Value) -> Outcome<Value> {
        self.sent += 1;
        let id = self.sent;
        let text = json!({ "id": id, "method": method, "params": parameters }).to_string();
        self.socket.send(Message::from(text)).await?;
        loop {
            let Some(mut message) = self.next(seconds(20)).await? else {
                return Err(format!("{method} was not answered").into());
            };
            if message["id"] == id {
                return match message.get("error") {
                    Some(error) => Err(format!("{method}: {error}").into()),
                    None => Ok(message["result"].take()),
                };
            }
            self.events.push_back(message);
        }
    }

    /// The next event, if one comes in time: its name and what it tells.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn event(&mut self, at_most: Duration) -> Outcome<Option<(String, Value)>> {
        let event = match self.events.pop_front() {
            Some(event) => Some(event),
            None => self.next(at_most).await?,
        };
        Ok(event.map(|mut event| {
            let name = event["method"].as_str().unwrap_or_default().to_owned();
            (name, event["params"].take())
        }))
    }

    async fn next(&mut self, at_most: Duration) -> Outcome<Option<Value>> {
        let read = async {
            loop {
                match self.socket.next().await {
                    Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text)?),
                    Some(Ok(_)) => {}
                    Some(Err(error)) => return Err(error.into()),
                    None => return Err("the browser hung up".into()),
                }
            }
        };
        timeout(at_most, read).await.ok().transpose()
    }
}
