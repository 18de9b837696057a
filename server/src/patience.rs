//! Ends connections on which nobody says anything. What version of HTTP somebody speaks is found out from the first bytes,
//! and the library waits for those without a limit.

use axum_server::accept::Accept;
use std::future::Future;
use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// After so many bytes the version is known: those of the preface of HTTP/2.
const PREFACE: usize = 24;

/// Accepts as another does, and waits for the first bytes only so long.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patient<A> {
    pub(crate) acceptor: A,
    pub(crate) patience: Duration,
}

/// A connection whose first bytes have to come in time.
pub(crate) struct Awaited<T> {
    stream: T,
    /// How many of them are missing, and until when.
    missing: usize,
    until: Pin<Box<Sleep>>,
}

impl<A, I, S> Accept<I, S> for Patient<A>
where
    A: Accept<I, S, Future: Send + 'static>,
{
    type Stream = Awaited<A::Stream>;
    type Service = A::Service;
    type Future = Pin<Box<dyn Future<Output = io::Result<(Self::Stream, Self::Service)>> + Send>>;

    fn accept(&self, stream: I, service: S) -> Self::Future {
        let (accepted, patience) = (self.acceptor.accept(stream, service), self.patience);
        Box::pin(async move {
            let (stream, service) = accepted.await?;
            Ok((Awaited { stream, missing: PREFACE, until: Box::pin(sleep(patience)) }, service))
        })
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Awaited<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.missing = self.missing.saturating_sub(buffer.filled().len() - before);
        if read.is_pending() && self.missing > 0 && self.until.as_mut().poll(context).is_ready() {
            return Poll::Ready(Err(ErrorKind::TimedOut.into()));
        }
        read
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Awaited<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
