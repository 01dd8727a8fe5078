using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Actors.Bench.Common;

/// <summary>
/// A lean HTTP/1.1 client for ready-made requests: keep-alive connections with one request in flight each, served by a single thread, so
/// that the load takes as little as possible of the processors that it shares with the server.
/// </summary>
internal sealed class HttpLoad : IDisposable
{
    private readonly Dictionary<Socket, Connection> _connections = [];

    public HttpLoad(IPEndPoint server, int connections)
    {
        for (var i = 0; i < connections; i++)
        {
            var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(server);
            _connections[socket] = new();
        }
    }

    /// <summary>Sends every request once. An answer outside 200 to 299 ends the bench.</summary>
    public Task<Sample> Send(IReadOnlyList<byte[]> requests) =>
        Task.Factory.StartNew(() => SendAll(requests), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public void Dispose()
    {
        foreach (var socket in _connections.Keys)
        {
            socket.Dispose();
        }
    }

    private Sample SendAll(IReadOnlyList<byte[]> requests)
    {
        List<long> latencies = new(requests.Count);
        List<Socket> readable = [];
        var next = 0;
        var begun = Stopwatch.GetTimestamp();
        foreach (var (socket, connection) in _connections.Take(requests.Count))
        {
            connection.Send(socket, requests[next++]);
        }

        while (latencies.Count < requests.Count)
        {
            readable.Clear();
            readable.AddRange(_connections.Where(c => c.Value.Waiting).Select(c => c.Key));
            Socket.Select(readable, null, null, TimeSpan.FromSeconds(30));
            if (readable.Count == 0)
            {
                throw new TimeoutException("The server did not answer for 30 s.");
            }

            foreach (var socket in readable)
            {
                var connection = _connections[socket];
                if (!connection.Receive(socket))
                {
                    continue;
                }

                latencies.Add(connection.Latency);
                if (next < requests.Count)
                {
                    connection.Send(socket, requests[next++]);
                }
            }
        }

        return Sample.Of(latencies, Stopwatch.GetElapsedTime(begun));
    }

    private sealed class Connection
    {
        private readonly byte[] _buffer = new byte[16 * 1024];
        private int _filled;
        private long _sent;

        public bool Waiting { get; private set; }

        public long Latency { get; private set; }

        public void Send(Socket socket, byte[] request)
        {
            (Waiting, _filled, _sent) = (true, 0, Stopwatch.GetTimestamp());

            // Far smaller than the socket's buffer, so it goes in one piece.
            socket.Send(request);
        }

        /// <summary>True when the answer is complete.</summary>
        public bool Receive(Socket socket)
        {
            var received = socket.Receive(_buffer.AsSpan(_filled));
            if (received == 0)
            {
                throw new IOException("The server closed a connection.");
            }

            _filled += received;
            ReadOnlySpan<byte> answer = _buffer.AsSpan(0, _filled);
            var head = answer.IndexOf("\r\n\r\n"u8);
            if (head < 0 || !IsComplete(answer[..head], answer[(head + 4)..]))
            {
                return false;
            }

            if (answer[9] != '2')
            {
                throw new InvalidOperationException($"The server answered: {System.Text.Encoding.UTF8.GetString(answer)}");
            }

            (Waiting, Latency) = (false, Stopwatch.GetTimestamp() - _sent);
            return true;
        }

        private static bool IsComplete(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
        {
            var length = head.IndexOf("Content-Length: "u8);
            if (length >= 0)
            {
                return Utf8Parser.TryParse(head[(length + 16)..], out int bytes, out _) && body.Length >= bytes;
            }

            return head.IndexOf("chunked"u8) < 0 || body.EndsWith("0\r\n\r\n"u8);
        }
    }
}
